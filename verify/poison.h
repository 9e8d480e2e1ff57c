// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What outputs hold before a launch; harness/device_arena.h says why no legal output has it. Apart, because device
// code cannot include that header.
#ifndef GATEFUZZ_VERIFY_POISON_H_
#define GATEFUZZ_VERIFY_POISON_H_

#include <cstdint>

namespace gatefuzz::verify {

inline constexpr uint8_t kPoison = 0xA8;
inline constexpr uint32_t kPoisonWord = 0xA8A8A8A8u;

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_POISON_H_
