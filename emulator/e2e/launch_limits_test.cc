// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A launch that a device of sm_90 cannot do is refused with the runtime's own error, and nothing runs. The expectations
// are what an H200 answered (CUDA 13.0, driver 580.159.04).
#include "emulator/e2e/launch_limits.h"

#include "emulator/e2e/device_buffer.h"
#include "gtest/gtest.h"

namespace {

TEST(LaunchLimitsTest, ThreadsOfABlock) {
  EXPECT_EQ(LaunchEmpty(1, 1024), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 1025), kBadShape);
  EXPECT_EQ(LaunchEmpty(1, dim3(32, 32, 1)), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, dim3(32, 33, 1)), kBadShape);
}

TEST(LaunchLimitsTest, EachDimensionOfABlock) {
  EXPECT_EQ(LaunchEmpty(1, dim3(1, 1024, 1)), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, dim3(1, 1, 64)), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, dim3(1, 1, 65)), kBadShape);
}

TEST(LaunchLimitsTest, EachDimensionOfAGrid) {
  EXPECT_EQ(LaunchEmpty(dim3(1, 65535, 1), 1), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(dim3(1, 65536, 1), 1), kBadShape);
  EXPECT_EQ(LaunchEmpty(dim3(1, 1, 65536), 1), kBadShape);
  EXPECT_EQ(LaunchEmpty(dim3(2147483648u, 1, 1), 1), kBadShape);
}

TEST(LaunchLimitsTest, NothingToLaunch) {
  EXPECT_EQ(LaunchEmpty(0, 32), kBadShape);
  EXPECT_EQ(LaunchEmpty(dim3(1, 0, 1), 32), kBadShape);
  EXPECT_EQ(LaunchEmpty(1, 0), kBadShape);
  EXPECT_EQ(LaunchEmpty(1, dim3(1, 1, 0)), kBadShape);
}

TEST(LaunchLimitsTest, DynamicSharedMemoryBeyond48KiBIsAskedForFirst) {
  EXPECT_EQ(LaunchEmpty(1, 32, 48 * 1024), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 32, 48 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(AllowDynamicShared(227 * 1024), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 32, 227 * 1024), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 32, 227 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(AllowDynamicShared(227 * 1024 + 1), cudaErrorInvalidValue);
  EXPECT_EQ(AllowDynamicShared(0), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 32, 1), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchEmpty(1, 32, 0), cudaSuccess);
  EXPECT_EQ(AllowDynamicShared(-1), cudaErrorInvalidValue);
  EXPECT_EQ(AllowDynamicShared(48 * 1024), cudaSuccess);
}

TEST(LaunchLimitsTest, StaticSharedMemoryCountsToo) {
  EXPECT_EQ(LaunchWithStaticShared(32 * 1024), cudaSuccess);
  EXPECT_EQ(LaunchWithStaticShared(32 * 1024 + 1), cudaErrorInvalidValue);
}

TEST(LaunchLimitsTest, LaunchBoundsAreALimit) {
  EXPECT_EQ(LaunchBounded(128), cudaSuccess);
  EXPECT_EQ(LaunchBounded(129), cudaErrorInvalidValue);
  EXPECT_EQ(LaunchBounded(1025), kBadShape);
}

TEST(LaunchLimitsTest, ACooperativeGridMustBeResidentAtOnce) {
  int device = 0, multiprocessors = 0;
  ASSERT_EQ(cudaGetDevice(&device), cudaSuccess);
  ASSERT_EQ(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device), cudaSuccess);
  EXPECT_EQ(LaunchCooperatively(multiprocessors * 33, 64), cudaErrorCooperativeLaunchTooLarge);
  EXPECT_EQ(LaunchCooperatively(multiprocessors * 2, 1024), cudaSuccess);
  EXPECT_EQ(LaunchCooperatively(multiprocessors * 2 + 1, 1024), cudaErrorCooperativeLaunchTooLarge);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
}

TEST(LaunchLimitsTest, OnlyTheStartOfALiveAllocationIsFreed) {
  char* memory = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory), 256), cudaSuccess);
  EXPECT_EQ(cudaFree(memory + 8), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(&memory), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

TEST(LaunchLimitsTest, ARefusedLaunchLeavesTheDeviceAlone) {
  EXPECT_EQ(LaunchEmpty(1, 1025), kBadShape);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(LaunchEmpty(1, 32), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
}

}  // namespace
