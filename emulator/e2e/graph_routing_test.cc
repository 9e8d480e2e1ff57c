// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How inference engines run routing kernels: captured once at the largest batch, replayed for every batch with new
// logits and another number of live rows, padding rows holding whatever the last batch left there. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include <cmath>
#include <limits>
#include <random>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

constexpr int kMostRows = 512;
constexpr int kExperts = 64;

TEST(GraphRoutingTest, ACaptureAtTheLargestBatchServesEveryBatch) {
  DeviceBuffer<float> logits(kMostRows * kExperts);
  DeviceBuffer<int> ids(kMostRows);
  DeviceBuffer<float> weights(kMostRows);
  DeviceInt live(kMostRows);
  // Where a batch comes in; the graph copies it to its place.
  float* staged = nullptr;
  constexpr size_t kBytes = sizeof(float) * kMostRows * kExperts;
  ASSERT_CUDA(cudaMallocHost(reinterpret_cast<void**>(&staged), kBytes));
  std::fill(staged, staged + kMostRows * kExperts, std::numeric_limits<float>::quiet_NaN());

  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(cudaMemcpyAsync(logits.get(), staged, kBytes, cudaMemcpyHostToDevice, stream));
  EXPECT_CUDA(LaunchRoute(stream, kMostRows, {logits.get(), live.get(), kExperts, ids.get(), weights.get()}));
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream, &graph));
  const cudaGraphExec_t exec = Instantiated(graph);
  EXPECT_CUDA(cudaGraphDestroy(graph));
  EXPECT_CUDA(cudaGraphUpload(exec, stream));

  std::mt19937 random(7);
  std::uniform_int_distribution<int> expert(0, kExperts - 1);
  for (const int rows : {512, 1, 17, 0, 300}) {
    std::vector<int> best(kMostRows, -1);
    for (int row = 0; row < rows; ++row) {
      for (int e = 0; e < kExperts; ++e) staged[row * kExperts + e] = -std::abs(static_cast<float>(expert(random)));
      best[static_cast<size_t>(row)] = expert(random);
      staged[row * kExperts + best[static_cast<size_t>(row)]] = 10;
    }
    EXPECT_CUDA(cudaMemcpyAsync(live.get(), &rows, sizeof rows, cudaMemcpyHostToDevice, stream));
    ASSERT_CUDA(cudaGraphLaunch(exec, stream));
    ASSERT_CUDA(cudaStreamSynchronize(stream));
    EXPECT_EQ(ids.Read(), best) << rows << " rows";
    const std::vector<float> got = weights.Read();
    for (int row = 0; row < kMostRows; ++row) {
      const float weight = got[static_cast<size_t>(row)];
      if (row < rows) {
        EXPECT_TRUE(weight > 0.99f && weight <= 1) << row << ": " << weight;
      } else {
        EXPECT_EQ(weight, 0) << row;
      }
    }
  }
  EXPECT_CUDA(cudaGraphExecDestroy(exec));
  EXPECT_CUDA(cudaFreeHost(staged));
}

}  // namespace
