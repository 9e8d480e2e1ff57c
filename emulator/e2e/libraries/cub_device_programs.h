// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// CUB's algorithms for a whole device. Each function runs one and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_DEVICE_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_DEVICE_PROGRAMS_H_

#include <cstdint>
#include <vector>

// Smallest first.
std::vector<uint32_t> DeviceRadixSort(const std::vector<uint32_t>& keys);

// sums[i]: of values[0] to values[i - 1].
std::vector<int> DeviceExclusiveSum(const std::vector<int>& values);

// Each segment smallest first; segment s is [begins[s], begins[s + 1]).
std::vector<int> DeviceSegmentedSort(const std::vector<int>& values, const std::vector<int>& begins);

// Whether this Toolkit's CUB has DeviceTopK.
bool HasDeviceTopK();
// The k largest, in any order. Requires: HasDeviceTopK().
std::vector<uint32_t> DeviceTopK(const std::vector<uint32_t>& keys, int k);

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_CUB_DEVICE_PROGRAMS_H_
