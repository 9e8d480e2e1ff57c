// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A GPU as a machine of the conformance suite, by way of the CUDA driver's library, opened at run time: the same
// program runs on machines without one.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_CUDA_MACHINE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_CUDA_MACHINE_H_

#include <memory>
#include <string>

#include "emulator/conformance/suite.h"

namespace gatefuzz::conformance {

struct CudaDevice {
  std::unique_ptr<Machine> machine;  // null: there is none, and `error` says why
  std::string error;
  std::string name;    // "NVIDIA H200"
  std::string driver;  // the CUDA version that it supports, "13.0"
};

// Starts to compile every module of the suite, on several threads. One device object at a time.
CudaDevice OpenCudaDevice();

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_CUDA_MACHINE_H_
