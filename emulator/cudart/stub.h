// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_CUDART_STUB_H_
#define GATEFUZZ_EMULATOR_CUDART_STUB_H_

namespace gatefuzz::emulator {

// Answers a call of a function that is not there: says so if `*told` is not yet set, and returns cudaErrorNotSupported.
int NotEmulated(const char* function, bool* told);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_STUB_H_
