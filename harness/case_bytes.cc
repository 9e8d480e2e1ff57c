// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/case_bytes.h"

#include <algorithm>
#include <cstring>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr int kVersionBytes = 2;
constexpr int kLengthBytes = 4;

size_t HeaderBytes(const CaseFormat& format) { return format.magic.size() + kVersionBytes + kLengthBytes; }

}  // namespace

bool HasMagic(std::span<const uint8_t> bytes, const CaseFormat& format) {
  return bytes.size() >= format.magic.size() &&
         std::memcmp(bytes.data(), format.magic.data(), format.magic.size()) == 0;
}

std::vector<uint8_t> WithHeader(const CaseFormat& format, std::span<const uint8_t> payload) {
  ByteWriter writer;
  for (const char c : format.magic) writer.Put(static_cast<uint8_t>(c), 1);
  writer.Put(format.version, kVersionBytes);
  writer.Put(payload.size(), kLengthBytes);
  std::vector<uint8_t> file = writer.Take();
  file.insert(file.end(), payload.begin(), payload.end());
  return file;
}

std::span<const uint8_t> AnyPayload(const CaseFormat& format, std::span<const uint8_t> bytes) {
  return HasMagic(bytes, format) ? bytes.subspan(std::min(bytes.size(), HeaderBytes(format))) : bytes;
}

bool FilePayload(const CaseFormat& format, std::span<const uint8_t> bytes, std::span<const uint8_t>* payload,
                 std::string* error) {
  if (!HasMagic(bytes, format)) {
    *error = fmt::format("it does not start with {}", format.magic);
    return false;
  }
  if (bytes.size() < HeaderBytes(format)) {
    *error = fmt::format("truncated: {} bytes, and the header alone has {}", bytes.size(), HeaderBytes(format));
    return false;
  }
  ByteReader header(bytes.subspan(format.magic.size()));
  const uint64_t version = header.Get(kVersionBytes);
  const uint64_t length = header.Get(kLengthBytes);
  if (version != format.version) {
    *error =
        fmt::format("its format version is {}, and this program reads version {} only; use the gatefuzz that wrote it",
                    version, format.version);
    return false;
  }
  *payload = bytes.subspan(HeaderBytes(format));
  if (payload->size() < length) {
    *error =
        fmt::format("truncated: its header promises {} bytes of payload, and there are {}", length, payload->size());
    return false;
  }
  if (payload->size() > length) {
    *error = fmt::format("{} trailing bytes after the {} of payload that its header promises", payload->size() - length,
                         length);
    return false;
  }
  return true;
}

}  // namespace gatefuzz
