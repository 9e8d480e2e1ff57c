// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams and events that were destroyed, as a program may still hold them. The Toolkit's runtime reads
// the freed handle: on an H200 (driver 580.159.04) each of these calls ended the process. The emulator's says what
// happened, whatever was created since.
#include <cuda_runtime_api.h>

#include "emulator/control.h"
#include "emulator/e2e/launch_limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

class DestroyedHandlesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!gatefuzz::emulator::Present()) GTEST_SKIP() << "the calls end the process";
  }
  static cudaStream_t Stream(bool destroyed) {
    cudaStream_t stream = nullptr;
    EXPECT_EQ(cudaStreamCreate(&stream), cudaSuccess);
    if (destroyed) EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
    return stream;
  }
  static cudaEvent_t Event(bool destroyed) {
    cudaEvent_t event = nullptr;
    EXPECT_EQ(cudaEventCreate(&event), cudaSuccess);
    if (destroyed) EXPECT_EQ(cudaEventDestroy(event), cudaSuccess);
    return event;
  }
};

TEST_F(DestroyedHandlesTest, ALaunchNeedsItsStream) {
  const cudaStream_t stream = Stream(false);
  EXPECT_EQ(LaunchEmpty(1, 1, 0, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  EXPECT_NE(LaunchEmpty(1, 1, 0, stream), cudaSuccess);
}

TEST_F(DestroyedHandlesTest, AStreamIsDestroyedOnce) {
  const cudaStream_t stream = Stream(true);
  EXPECT_NE(cudaStreamQuery(stream), cudaSuccess);
  EXPECT_NE(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_NE(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(DestroyedHandlesTest, AnEventIsDestroyedOnce) {
  const cudaEvent_t event = Event(true);
  EXPECT_NE(cudaEventRecord(event, nullptr), cudaSuccess);
  EXPECT_NE(cudaEventQuery(event), cudaSuccess);
  EXPECT_NE(cudaEventDestroy(event), cudaSuccess);
}

}  // namespace
