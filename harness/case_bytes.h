// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What binary case formats share, docs/case-format.md: little-endian numbers, a reader that never ends, and a header of
// magic, version and payload length.
#ifndef GATEFUZZ_HARNESS_CASE_BYTES_H_
#define GATEFUZZ_HARNESS_CASE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatefuzz {

class ByteWriter {
 public:
  // The low `bytes` of the value.
  void Put(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  std::vector<uint8_t> Take() { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

// Past the end it reads 0. `bytes` must outlive it.
class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint64_t Get(int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i, ++position_) {
      if (position_ < bytes_.size()) value |= static_cast<uint64_t>(bytes_[position_]) << (8 * i);
    }
    return value;
  }
  // In [0, range).
  template <typename T = int32_t>
  T GetBelow(uint64_t range, int bytes) {
    return static_cast<T>(Get(bytes) % range);
  }
  size_t remaining() const { return position_ < bytes_.size() ? bytes_.size() - position_ : 0; }

 private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

struct CaseFormat {
  std::string_view magic;  // 6 characters
  uint16_t version;
};

bool HasMagic(std::span<const uint8_t> bytes, const CaseFormat& format);

// The payload with a header before it.
std::vector<uint8_t> WithHeader(const CaseFormat& format, std::span<const uint8_t> payload);

// The payload of any bytes: what follows the header where the magic is right, else all of them.
std::span<const uint8_t> AnyPayload(const CaseFormat& format, std::span<const uint8_t> bytes);

// The payload of a file whose magic, version and length are right. False: `error` says what is wrong.
bool FilePayload(const CaseFormat& format, std::span<const uint8_t> bytes, std::span<const uint8_t>* payload,
                 std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CASE_BYTES_H_
