// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A PTX module made from a fuzzer's input: variables, two device functions that may call one another, two kernels, and
// in each body instructions drawn from the opcode table.
#ifndef GATEFUZZ_FUZZ_RANDOM_MODULE_H_
#define GATEFUZZ_FUZZ_RANDOM_MODULE_H_

#include <string>

#include "fuzz/byte_draws.h"

namespace gatefuzz {

// The module's text: kernel k0 takes p0 (.u64: the address of a buffer) and p1 (.u32), kernel k1 nothing. Each
// statement is on a line of its own, so that one that a loader refuses can be taken out.
std::string DrawModule(ByteDraws& draws);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_RANDOM_MODULE_H_
