// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include <cstdint>

#include "campaign/testing/device_faults.h"

namespace gatefuzz::testing {
namespace {

constexpr uintptr_t kWildAddress = 0x10;

__global__ void WildWriteKernel(uintptr_t address) { *reinterpret_cast<volatile int*>(address) = 1; }

// The compiler may take a loop that does nothing to end; one with a volatile instruction it may not.
__global__ void EndlessLoopKernel() {
  for (;;) asm volatile("nanosleep.u32 1000;");
}

}  // namespace

Status LaunchWildWrite(const TopkArgs&, cudaStream_t stream) {
  WildWriteKernel<<<1, 1, 0, stream>>>(kWildAddress);
  return {};
}

Status LaunchEndlessLoop(const TopkArgs&, cudaStream_t stream) {
  EndlessLoopKernel<<<1, 1, 0, stream>>>();
  return {};
}

}  // namespace gatefuzz::testing
