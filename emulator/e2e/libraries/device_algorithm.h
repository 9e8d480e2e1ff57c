// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How every device-wide algorithm of CUB is called: once to learn how much memory it needs, once to run.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_DEVICE_ALGORITHM_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_DEVICE_ALGORITHM_H_

#include "emulator/e2e/device_buffer.h"

// algorithm(storage, bytes) is the call; `what` names it in a message.
template <class Algorithm>
void RunDeviceAlgorithm(const char* what, Algorithm algorithm) {
  size_t bytes = 0;
  Require(algorithm(static_cast<void*>(nullptr), bytes), what);
  DeviceBuffer<char> storage(bytes == 0 ? 1 : bytes);
  Require(algorithm(static_cast<void*>(storage.get()), bytes), what);
}

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_DEVICE_ALGORITHM_H_
