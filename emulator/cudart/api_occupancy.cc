// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "emulator/cudart/device_model.h"
#include "emulator/cudart/kernel_api.h"
#include "emulator/cudart/occupancy.h"

using namespace gatefuzz::emulator;

namespace {

// The clusters that a launch asks for, in blocks; 0 for what no launch can.
uint64_t ClusterOf(const cudaLaunchConfig_t& config) {
  for (unsigned i = 0; i < config.numAttrs; ++i) {
    if (config.attrs[i].id != cudaLaunchAttributeClusterDimension) continue;
    const auto& cluster = config.attrs[i].val.clusterDim;
    return uint64_t{cluster.x} * cluster.y * cluster.z;
  }
  return 1;
}

uint64_t ThreadsOf(const cudaLaunchConfig_t& config) {
  return uint64_t{config.blockDim.x} * config.blockDim.y * config.blockDim.z;
}

cudaError_t Occupancy(int* blocks, const void* function, int threads, size_t dynamic_shared, unsigned flags) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (blocks == nullptr || threads <= 0) return cudaErrorInvalidValue;
    if ((flags & ~unsigned{cudaOccupancyDisableCachingOverride}) != 0) return cudaErrorInvalidValue;
    *blocks = static_cast<int>(ActiveBlocks(kernel, static_cast<uint64_t>(threads), dynamic_shared));
    return cudaSuccess;
  });
}

}  // namespace

extern "C" {

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* function, int threads,
                                                          size_t dynamic_shared) {
  return Occupancy(blocks, function, threads, dynamic_shared, cudaOccupancyDefault);
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, const void* function, int threads,
                                                                   size_t dynamic_shared, unsigned flags) {
  return Occupancy(blocks, function, threads, dynamic_shared, flags);
}

cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t* bytes, const void* function, int blocks, int threads) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (bytes == nullptr || blocks <= 0 || threads <= 0) return cudaErrorInvalidValue;
    *bytes = AvailableDynamicShared(kernel, static_cast<uint32_t>(blocks));
    return cudaSuccess;
  });
}

// A cluster lies within a group of multiprocessors; 8 blocks of any kernel that fits at all is what every device of
// sm_90 grants.
cudaError_t cudaOccupancyMaxPotentialClusterSize(int* blocks, const void* function, const cudaLaunchConfig_t* config) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (blocks == nullptr || config == nullptr) return cudaErrorInvalidValue;
    const uint64_t fit = ActiveBlocks(kernel, ThreadsOf(*config), config->dynamicSmemBytes);
    *blocks = fit == 0 ? 0 : kernel.non_portable_clusters != 0 ? 16 : 8;
    return cudaSuccess;
  });
}

cudaError_t cudaOccupancyMaxActiveClusters(int* clusters, const void* function, const cudaLaunchConfig_t* config) {
  return WithKernel(function, [&](Runtime&, Kernel& kernel) {
    if (clusters == nullptr || config == nullptr) return cudaErrorInvalidValue;
    const uint64_t blocks = ClusterOf(*config);
    if (blocks == 0 || blocks > (kernel.non_portable_clusters != 0 ? 16u : 8u)) return cudaErrorInvalidClusterSize;
    const uint64_t fit = ActiveBlocks(kernel, ThreadsOf(*config), config->dynamicSmemBytes);
    *clusters = static_cast<int>(fit * device::kMultiprocessors / blocks);
    return cudaSuccess;
  });
}

}  // extern "C"
