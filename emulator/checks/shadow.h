// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The shadow byte that stands for every byte of device memory, and tests of up to sixteen of them at a time. Zero is
// "no access": what was never allocated needs no marking, and red zones cost nothing.
#ifndef GATEFUZZ_EMULATOR_CHECKS_SHADOW_H_
#define GATEFUZZ_EMULATOR_CHECKS_SHADOW_H_

#include <cstdint>
#include <cstring>

namespace gatefuzz::emulator::shadow {

inline constexpr uint8_t kAddressable = 1;  // clear: outside every allocation, freed, or forbidden
inline constexpr uint8_t kInitialized = 2;  // written since it was allocated
inline constexpr uint8_t kReadOnly = 4;     // kernels may not write
inline constexpr uint8_t kForbidden = 8;    // inside an allocation, but marked as a red zone

inline constexpr uint8_t kFresh = kAddressable;
inline constexpr uint8_t kValid = kAddressable | kInitialized;

// `bits` in each byte.
constexpr uint64_t Spread(uint8_t bits) { return uint64_t{0x0101010101010101} * bits; }

// What a check asks of a byte: (byte & mask) == want.
struct Requirement {
  uint8_t mask;
  uint8_t want;
};
inline constexpr Requirement kForLoad = {kValid, kValid};
inline constexpr Requirement kForStore = {kAddressable | kReadOnly, kAddressable};
inline constexpr Requirement kForAtomic = {kValid | kReadOnly, kValid};
inline constexpr Requirement kForAddress = {kAddressable, kAddressable};

// Nonzero where one of the `bytes` (1, 2, 4, 8 or any multiple of 8) shadow bytes at `s` does not meet `r`.
inline uint64_t Violations(const uint8_t* s, uint32_t bytes, Requirement r) {
  uint64_t word;
  switch (bytes) {
    case 1:
      return (*s & r.mask) ^ r.want;
    case 2: {
      uint16_t half;
      std::memcpy(&half, s, sizeof half);
      return (half & Spread(r.mask) & 0xFFFF) ^ (Spread(r.want) & 0xFFFF);
    }
    case 4: {
      uint32_t half;
      std::memcpy(&half, s, sizeof half);
      return (half & static_cast<uint32_t>(Spread(r.mask))) ^ static_cast<uint32_t>(Spread(r.want));
    }
    default: {
      uint64_t bad = 0;
      uint32_t i = 0;
      for (; i + 8 <= bytes; i += 8) {
        std::memcpy(&word, s + i, sizeof word);
        bad |= (word & Spread(r.mask)) ^ Spread(r.want);
      }
      for (; i < bytes; ++i) bad |= (s[i] & r.mask) ^ r.want;
      return bad;
    }
  }
}

// Sets kInitialized in each byte.
inline void SetInitialized(uint8_t* s, uint64_t bytes) {
  for (uint64_t i = 0; i < bytes; ++i) s[i] |= kInitialized;
}

// The first byte that does not meet `r`, or `bytes`.
inline uint32_t FirstViolation(const uint8_t* s, uint32_t bytes, Requirement r) {
  uint32_t i = 0;
  while (i < bytes && (s[i] & r.mask) == r.want) ++i;
  return i;
}

}  // namespace gatefuzz::emulator::shadow

#endif  // GATEFUZZ_EMULATOR_CHECKS_SHADOW_H_
