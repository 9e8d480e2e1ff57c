// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The device that the emulator is: an H200 in its limits, which are what code can depend on. One table of numbers for
// device properties, attributes, launch checks and occupancy.
#ifndef GATEFUZZ_EMULATOR_CUDART_DEVICE_MODEL_H_
#define GATEFUZZ_EMULATOR_CUDART_DEVICE_MODEL_H_

#include <cstddef>
#include <cstdint>

namespace gatefuzz::emulator::device {

inline constexpr char kName[] = "gatefuzz emulator (sm_90)";
inline constexpr int kMajor = 9;
inline constexpr int kMinor = 0;
inline constexpr int kWarpSize = 32;
inline constexpr int kMultiprocessors = 132;
inline constexpr uint32_t kMaxThreadsPerBlock = 1024;
inline constexpr uint32_t kMaxBlock[3] = {1024, 1024, 64};
inline constexpr uint32_t kMaxGrid[3] = {2147483647, 65535, 65535};
inline constexpr int kMaxThreadsPerMultiprocessor = 2048;
inline constexpr int kMaxBlocksPerMultiprocessor = 32;
inline constexpr int kRegistersPerMultiprocessor = 65536;
inline constexpr uint32_t kSharedPerBlock = 48 * 1024;
inline constexpr uint32_t kSharedPerBlockOptIn = 227 * 1024;
inline constexpr uint32_t kSharedPerMultiprocessor = 228 * 1024;
inline constexpr uint32_t kSharedReservedPerBlock = 1024;
inline constexpr int kLeastStreamPriority = 0;
inline constexpr int kGreatestStreamPriority = -5;
inline constexpr uint32_t kConstantBytes = 64 * 1024;
inline constexpr uint32_t kMaxParameterBytes = 32764;
inline constexpr int kL2Bytes = 60 * 1024 * 1024;
inline constexpr int kPersistingL2Bytes = 39321600;
inline constexpr int kAccessPolicyWindowBytes = 128 * 1024 * 1024;
inline constexpr int kBusWidth = 6016;
inline constexpr int kClockKilohertz = 1980000;
inline constexpr int kMemoryClockKilohertz = 3201000;

}  // namespace gatefuzz::emulator::device

#endif  // GATEFUZZ_EMULATOR_CUDART_DEVICE_MODEL_H_
