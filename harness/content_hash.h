// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Names things by their content: FNV-1a. No defence against those who want a collision.
#ifndef GATEFUZZ_HARNESS_CONTENT_HASH_H_
#define GATEFUZZ_HARNESS_CONTENT_HASH_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace gatefuzz {

inline uint64_t ContentHash(std::span<const uint8_t> bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

// Of a text, folded: short enough to type.
inline uint32_t ShortHash(std::string_view text) {
  const uint64_t hash = ContentHash({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  return static_cast<uint32_t>(hash ^ hash >> 32);
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CONTENT_HASH_H_
