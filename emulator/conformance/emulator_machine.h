// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The emulator as a machine of the conformance suite: no CUDA runtime, no checks. Not thread-safe: runs share memory.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_EMULATOR_MACHINE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_EMULATOR_MACHINE_H_

#include <memory>

#include "emulator/conformance/suite.h"

namespace gatefuzz::conformance {

// approximation_seed: LaunchRequest's; 0: exact results, rounded.
std::unique_ptr<Machine> MakeEmulatorMachine(uint64_t approximation_seed = 0);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_EMULATOR_MACHINE_H_
