// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Host side of a launch.
#ifndef GATEFUZZ_KERNELS_LAUNCH_CUH_
#define GATEFUZZ_KERNELS_LAUNCH_CUH_

#include <cuda_runtime.h>

#include "kernels/routing.h"
#include "kernels/routing_args.h"

namespace gatefuzz {

// Multiprocessors of the GPUs that launches are shaped for. Nothing depends on it but speed.
inline constexpr int64_t kTypicalMultiprocessors = 132;

// Can a kernel of the current device start before its predecessor has ended? False where that cannot be learnt.
inline bool CanOverlap() {
  int device = 0;
  int major = 0;
  return cudaGetDevice(&device) == cudaSuccess &&
         cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) == cudaSuccess && major >= 9;
}

// Launches so that the kernel's start may overlap its predecessor's end, where the GPU can. The kernel calls
// WaitForPreviousKernel before it touches memory.
template <typename... Parameters, typename... Arguments>
Status LaunchOverlapping(void (*kernel)(Parameters...), unsigned int blocks, int threads, cudaStream_t stream,
                         const Arguments&... arguments) {
  cudaLaunchAttribute attribute = {};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(static_cast<unsigned int>(threads));
  config.stream = stream;
  config.attrs = &attribute;
  config.numAttrs = CanOverlap() ? 1 : 0;
  // The launch's own result: asking for the last error would report, and clear, what earlier calls left behind.
  return LaunchStatus(cudaLaunchKernelEx(&config, kernel, arguments...));
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_LAUNCH_CUH_
