// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cub/device/device_scan.cuh>
#if __has_include(<cub/device/device_topk.cuh>)
#include <cub/device/device_topk.cuh>
#define GATEFUZZ_HAS_TOPK 1
#else
#define GATEFUZZ_HAS_TOPK 0
#endif

#include "emulator/e2e/libraries/cub_device_programs.h"
#include "emulator/e2e/libraries/device_algorithm.h"

std::vector<int> DeviceExclusiveSum(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), out(values.size());
  RunDeviceAlgorithm("DeviceScan", [&](void* storage, size_t& bytes) {
    return cub::DeviceScan::ExclusiveSum(storage, bytes, in.get(), out.get(), static_cast<int>(values.size()));
  });
  return out.Read();
}

bool HasDeviceTopK() { return GATEFUZZ_HAS_TOPK != 0; }

std::vector<uint32_t> DeviceTopK(const std::vector<uint32_t>& keys, int k) {
  DeviceBuffer<uint32_t> in(keys), out(static_cast<size_t>(k));
#if GATEFUZZ_HAS_TOPK
  const auto requirements = cuda::execution::require(cuda::execution::determinism::not_guaranteed,
                                                     cuda::execution::output_ordering::unsorted);
  RunDeviceAlgorithm("DeviceTopK", [&](void* storage, size_t& bytes) {
    return cub::DeviceTopK::MaxKeys(storage, bytes, in.get(), out.get(), static_cast<int>(keys.size()), k,
                                    requirements);
  });
#endif
  return out.Read();
}
