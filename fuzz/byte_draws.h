// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A fuzzer's input read as a sequence of choices: what comes first decides most, and a byte that is changed changes one
// choice. When it is used up every choice is the first one.
#ifndef GATEFUZZ_FUZZ_BYTE_DRAWS_H_
#define GATEFUZZ_FUZZ_BYTE_DRAWS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace gatefuzz {

class ByteDraws {
 public:
  // `bytes` must outlive the draws.
  explicit ByteDraws(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool empty() const { return at_ == bytes_.size(); }

  // In [0, bound). Requires: bound > 0.
  uint32_t Below(uint32_t bound) {
    uint32_t value = 0;
    for (uint32_t range = 1; range < bound; range = range < (1u << 24) ? range << 8 : UINT32_MAX) {
      value = value << 8 | Byte();
    }
    return value % bound;
  }
  // False when the input is used up.
  bool OneIn(uint32_t n) { return !empty() && Below(n) == n - 1; }
  uint64_t Bits(int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | Byte();
    return value;
  }
  template <class Container>
  auto& Pick(Container& choices) {
    return choices[Below(static_cast<uint32_t>(std::size(choices)))];
  }

 private:
  uint8_t Byte() { return empty() ? 0 : bytes_[at_++]; }

  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_BYTE_DRAWS_H_
