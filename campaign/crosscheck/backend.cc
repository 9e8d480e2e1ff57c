// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/backend.h"

#include <cuda_runtime_api.h>

#include "campaign/crosscheck/compare.h"
#include "campaign/judge.h"
#include "emulator/control.h"
#include "fmt/format.h"

namespace gatefuzz {

std::string WhyNoBackend(std::string_view backend) {
  const bool emulator_linked = emulator::Present();
  if (backend.empty()) return "";
  if (backend == kEmulatorBackend) {
    return emulator_linked || HasEmulatedHalf() ? "" : "this program was built without the emulator";
  }
  if (backend != kGpuBackend && backend != kBothBackends) {
    return fmt::format("there is no backend '{}'; there are {}, {} and {}", backend, kEmulatorBackend, kGpuBackend,
                       kBothBackends);
  }
  if (emulator_linked) {
    return fmt::format("this program has the emulator alone; backend '{}' takes one built with --config=gpu", backend);
  }
  if (backend == kBothBackends && !HasEmulatedHalf()) return "this program was built without the emulator";
  return "";
}

std::string WhyNoDevice() {
  if (emulator::Present()) return "";
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return "";
  return fmt::format("the CUDA runtime finds no device{}",
                     error == cudaSuccess ? "" : fmt::format(": {}", cudaGetErrorString(error)));
}

std::function<Verdict(const AnyCase&)> JudgeOn(std::string_view backend, KernelUnderTest* kernel) {
  if (backend == kBothBackends) {
    return [kernel](const AnyCase& any_case) {
      const Observation emulated = ObserveEmulated(kernel->name(), any_case);
      return Compare(emulated, Observe(any_case, kernel));
    };
  }
  if (backend == kEmulatorBackend && !emulator::Present()) {
    return [kernel](const AnyCase& any_case) { return ObserveEmulated(kernel->name(), any_case).verdict; };
  }
  return [kernel](const AnyCase& any_case) { return JudgeHere(any_case, kernel); };
}

}  // namespace gatefuzz
