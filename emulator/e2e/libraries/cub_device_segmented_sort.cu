// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cub/device/device_segmented_sort.cuh>

#include "emulator/e2e/libraries/cub_device_programs.h"
#include "emulator/e2e/libraries/device_algorithm.h"

std::vector<int> DeviceSegmentedSort(const std::vector<int>& values, const std::vector<int>& begins) {
  DeviceBuffer<int> in(values), out(values.size()), offsets(begins);
  RunDeviceAlgorithm("DeviceSegmentedSort", [&](void* storage, size_t& bytes) {
    return cub::DeviceSegmentedSort::SortKeys(storage, bytes, in.get(), out.get(), static_cast<int>(values.size()),
                                              static_cast<int>(begins.size()) - 1, offsets.get(), offsets.get() + 1);
  });
  return out.Read();
}
