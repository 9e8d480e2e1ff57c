// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches and the limits of a device of sm_90, answered with the runtime's own error codes.
#include "emulator/e2e/launch_programs.h"

#include "emulator/e2e/device_buffer.h"
#include "gtest/gtest.h"

namespace {

class LaunchTest : public testing::TestWithParam<decltype(&LaunchWithBrackets)> {
 protected:
  LaunchTest() {
    EXPECT_EQ(cudaMalloc(reinterpret_cast<void**>(&value_), sizeof(int)), cudaSuccess);
    EXPECT_EQ(cudaMemset(value_, 0, sizeof(int)), cudaSuccess);
  }
  ~LaunchTest() override {
    cudaGetLastError();
    EXPECT_EQ(cudaFree(value_), cudaSuccess);
  }
  int Value() {
    int value = -1;
    EXPECT_EQ(cudaMemcpy(&value, value_, sizeof(int), cudaMemcpyDeviceToHost), cudaSuccess);
    return value;
  }
  cudaError_t Launch(dim3 grid, dim3 block, size_t shared_bytes = 0) {
    return GetParam()(value_, grid, block, shared_bytes);
  }

  int* value_ = nullptr;
};

TEST_P(LaunchTest, RunsEveryThread) {
  EXPECT_EQ(Launch(dim3(2, 3, 4), dim3(5, 3, 7)), cudaSuccess);
  EXPECT_EQ(Value(), 2 * 3 * 4 * 5 * 3 * 7);
}

TEST_P(LaunchTest, RefusesShapesThatNoDeviceRuns) {
  EXPECT_EQ(Launch(dim3(1), dim3(1025)), kBadShape);
  EXPECT_EQ(Launch(dim3(1), dim3(32, 33)), kBadShape);
  EXPECT_EQ(Launch(dim3(1), dim3(1, 1, 65)), kBadShape);
  EXPECT_EQ(Launch(dim3(0), dim3(1)), kBadShape);
  EXPECT_EQ(Launch(dim3(1), dim3(1, 0)), kBadShape);
  EXPECT_EQ(Launch(dim3(1, 65536), dim3(1)), kBadShape);
  EXPECT_EQ(Value(), 0);
}

TEST_P(LaunchTest, SharedMemoryBeyond48KiBMustBeAllowedFirst) {
  EXPECT_EQ(AllowShared(48 * 1024), cudaSuccess);
  EXPECT_EQ(Launch(dim3(1), dim3(1), 48 * 1024 + 16), cudaErrorInvalidValue);
  EXPECT_EQ(AllowShared(227 * 1024), cudaSuccess);
  EXPECT_EQ(Launch(dim3(1), dim3(1), 227 * 1024), cudaSuccess);
  EXPECT_EQ(AllowShared(228 * 1024), cudaErrorInvalidValue);
  EXPECT_EQ(Value(), 1);
}

INSTANTIATE_TEST_SUITE_P(EveryWay, LaunchTest,
                         testing::Values(&LaunchWithBrackets, &LaunchByPointer, &LaunchWithConfig));

TEST(LaunchBoundsTest, ThreadsBeyondTheBoundAreRefused) {
  int* value = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&value), sizeof(int)), cudaSuccess);
  EXPECT_EQ(cudaMemset(value, 0, sizeof(int)), cudaSuccess);
  EXPECT_EQ(LaunchBounded(value, 64), cudaSuccess);
  EXPECT_NE(LaunchBounded(value, 65), cudaSuccess);
  cudaGetLastError();
  EXPECT_EQ(cudaFree(value), cudaSuccess);
}

TEST(FunctionTest, AttributesAndOccupancy) {
  cudaFuncAttributes attributes;
  ASSERT_EQ(GetAttributes(&attributes), cudaSuccess);
  EXPECT_EQ(attributes.maxThreadsPerBlock, 64);
  EXPECT_EQ(attributes.sharedSizeBytes, 0u);
  int blocks = 0;
  ASSERT_EQ(GetOccupancy(&blocks, 1024), cudaSuccess);
  EXPECT_EQ(blocks, 2);
}

}  // namespace
