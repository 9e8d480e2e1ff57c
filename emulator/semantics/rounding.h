// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_H_

namespace gatefuzz::semantics {

// .rn (ties to even), .rz, .rm, .rp; of conversions to integers or integral values .rni, .rzi, .rmi, .rpi.
enum class Rounding { kNearest, kZero, kDown, kUp };

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_ROUNDING_H_
