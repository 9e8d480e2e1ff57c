// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Options of programs that know nothing of gatefuzz:
//   GATEFUZZ_CHECKS=WORD,WORD...          which checks run (all); docs/checks.md has the words
//   GATEFUZZ_SEED=N                       order of warps and blocks (0: ascending)
//   GATEFUZZ_FEEDBACK=on|off              whether kernels guide a fuzzer; off: for comparison
//   GATEFUZZ_APPROX=exact|random          what approximate instructions give (exact), drawn by GATEFUZZ_SEED,
//                                         whatever seed a harness sets for the schedule later
//   GATEFUZZ_BUDGET=N                     warp instructions of a launch before it counts as a hang
// A value that makes no sense ends the program with status 2: a run under other options than asked for proves nothing.
#ifndef GATEFUZZ_EMULATOR_CUDART_ENVIRONMENT_H_
#define GATEFUZZ_EMULATOR_CUDART_ENVIRONMENT_H_

#include "emulator/control.h"

namespace gatefuzz::emulator {

Options OptionsFromEnvironment();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_ENVIRONMENT_H_
