// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// By itself: it takes nvcc longer than all others together.
#include <cub/device/device_radix_sort.cuh>

#include "emulator/e2e/libraries/cub_device_programs.h"
#include "emulator/e2e/libraries/device_algorithm.h"

std::vector<uint32_t> DeviceRadixSort(const std::vector<uint32_t>& keys) {
  DeviceBuffer<uint32_t> in(keys), out(keys.size());
  RunDeviceAlgorithm("DeviceRadixSort", [&](void* storage, size_t& bytes) {
    return cub::DeviceRadixSort::SortKeys(storage, bytes, in.get(), out.get(), static_cast<int>(keys.size()));
  });
  return out.Read();
}
