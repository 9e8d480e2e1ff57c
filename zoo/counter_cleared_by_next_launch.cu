// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A variation of counters that nobody clears (https://github.com/sgl-project/sglang/issues/3339), which only graphs
// show.
//
// Warps take rows from a counter in device memory. There are two: each launch takes rows from one and clears the other
// for the launch after it, and the host says which, in turn. A launch on its own clears its counter itself; one that is
// captured saves the node for that, since the launch before it will have seen to it. But a graph has the host's word
// from when it was captured: replayed twice in a row it takes rows from the counter that it left at the end, finds
// none, and leaves the outputs of the batch before.
//
// Trigger: a captured call, replayed again with other rows. Must be caught by: graph.
#include "zoo/warp_rows.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

__device__ unsigned int next_row[2];

struct Call {
  TopkArgs args;
  int counter;
};

__global__ void __launch_bounds__(kRowThreads) CounterClearedByNextLaunchKernel(const Call call) {
  __shared__ WarpRow rows[kRowWarps];
  const TopkArgs& args = call.args;
  const int lane = threadIdx.x % kWarpSize;
  WarpRow& shared = rows[threadIdx.x / kWarpSize];
  if (blockIdx.x == 0 && threadIdx.x == 0) next_row[1 - call.counter] = 0;
  while (true) {
    unsigned int taken = 0;
    if (lane == 0) taken = atomicAdd(&next_row[call.counter], 1u);
    const int64_t row = __shfl_sync(kWholeWarp, taken, 0);
    if (row >= args.num_tokens) return;
    WarpScores(args, row, lane, shared);
    const int winner = WarpChoose(args, lane, shared);
    WarpStore(args, row, lane, winner, shared);
    __syncwarp();
  }
}

}  // namespace

Status CounterClearedByNextLaunch(const TopkArgs& args, cudaStream_t stream) {
  static int launches = 0;
  const Status status = CheckTopkArgs(args);
  if (!status.ok() || args.num_tokens == 0) return status;
  cudaStreamCaptureStatus capture = cudaStreamCaptureStatusNone;
  cudaError_t error = cudaStreamIsCapturing(stream, &capture);
  Call call = {WithDefaults(args), ++launches % 2};
  if (error == cudaSuccess && capture == cudaStreamCaptureStatusNone) {
    void* counters = nullptr;
    error = cudaGetSymbolAddress(&counters, next_row);
    if (error == cudaSuccess) error = cudaMemsetAsync(counters, 0, sizeof next_row, stream);
  }
  if (error != cudaSuccess) return LaunchStatus(error);
  void* parameters[] = {&call};
  return LaunchStatus(cudaLaunchKernel(reinterpret_cast<const void*>(CounterClearedByNextLaunchKernel),
                                       dim3(GridBlocks(args.num_tokens, kRowWarps)), dim3(kRowThreads), parameters, 0,
                                       stream));
}

}  // namespace gatefuzz::zoo
