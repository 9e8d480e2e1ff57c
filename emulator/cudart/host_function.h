// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_CUDART_HOST_FUNCTION_H_
#define GATEFUZZ_EMULATOR_CUDART_HOST_FUNCTION_H_

namespace gatefuzz::emulator {

// Whether the calling thread is in a function of the program that the runtime called: those may not call the API.
inline bool& InHostFunction() {
  static thread_local bool inside = false;
  return inside;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_HOST_FUNCTION_H_
