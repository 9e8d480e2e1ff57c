// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// align_experts: a counting sort of slots by expert, stable because every warp works on slots that follow each other,
// and warps are placed in the order of their slots.
//
// Few slots: one block counts, places and scatters. Many: each block counts a stretch of slots, one block places the
// stretches, each block scatters its own. The counts of stretches lie in the workspace, [stretch][expert], and are
// replaced by the place of each stretch's first slot; behind them, one flag a stretch: it holds an id that is none.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>

#include "kernels/align.h"
#include "kernels/align_args.h"
#include "kernels/launch.cuh"
#include "kernels/row_load.cuh"
#include "kernels/warp_ops.cuh"

namespace gatefuzz {
namespace {

constexpr int kWarps = 8;
constexpr int kThreads = kWarps * kWarpSize;
// The slots of one stretch, but for launches of more than kMostStretches of them.
constexpr int64_t kStretch = 8192;
constexpr int64_t kMostStretches = 512;

struct Shape {
  AlignArgs args;
  int64_t slots;      // T * k
  int64_t capacity;   // of `sorted`
  int64_t stretch;    // slots of one
  int32_t stretches;  // at least 1
  int32_t* counts;    // [stretches][experts]
  int32_t* wrong;     // [stretches]
};

int64_t Slots(int64_t tokens, int32_t k) { return tokens * k; }

int64_t StretchesOf(int64_t slots) { return std::clamp<int64_t>((slots + kStretch - 1) / kStretch, 1, kMostStretches); }

// ---------------------------------------------------------------------------------------------------------------------
// CUDA kernels

// The expert of a slot, `experts` for one that is skipped. *wrong: the id is neither an expert nor the sentinel.
__device__ int ExpertOf(const AlignArgs& args, int64_t slot, bool* wrong) {
  int64_t id = 0;
  if (args.id_type == IdType::kInt64) {
    id = static_cast<const int64_t*>(args.ids)[slot];
  } else if (args.id_type == IdType::kUint32) {
    id = static_cast<const uint32_t*>(args.ids)[slot];
  } else {
    id = static_cast<const int32_t*>(args.ids)[slot];
  }
  const bool inside = id >= 0 && id <= args.num_experts;
  *wrong = *wrong || !inside;
  return inside ? static_cast<int>(id) : args.num_experts;
}

// A warp's share of a stretch, a multiple of kWarpSize slots but for the last.
struct WarpShare {
  int64_t begin;
  int64_t end;
};

__device__ WarpShare ShareOf(const Shape& shape, int64_t stretch) {
  const int64_t begin = stretch * shape.stretch;
  const int64_t end = min(begin + shape.stretch, shape.slots);
  const int64_t rounds = (shape.stretch + kThreads - 1) / kThreads;
  const int64_t first = begin + threadIdx.x / kWarpSize * rounds * kWarpSize;
  return {min(first, end), min(first + rounds * kWarpSize, end)};
}

// Lanes of the warp that hold the same expert.
__device__ uint32_t PeersOf(int expert) { return __match_any_sync(kAllLanes, expert); }

// Counts each warp's slots by expert. `counts`: [kWarps][experts]; all 0 before. True in lanes that saw a wrong id.
__device__ bool CountShare(const Shape& shape, const WarpShare& share, int32_t* counts) {
  const int lane = threadIdx.x % kWarpSize;
  int32_t* const own = counts + threadIdx.x / kWarpSize * shape.args.num_experts;
  bool wrong = false;
  for (int64_t round = share.begin; round < share.end; round += kWarpSize) {
    int expert = shape.args.num_experts;
    if (round + lane < share.end) expert = ExpertOf(shape.args, round + lane, &wrong);
    const uint32_t peers = PeersOf(expert);
    if (expert < shape.args.num_experts && lane == __ffs(peers) - 1) own[expert] += __popc(peers);
    __syncwarp();
  }
  return wrong;
}

// Puts each slot where its expert's next one belongs. `places`: [kWarps][experts], each warp's next place.
__device__ void ScatterShare(const Shape& shape, const WarpShare& share, int32_t* places) {
  const int lane = threadIdx.x % kWarpSize;
  int32_t* const own = places + threadIdx.x / kWarpSize * shape.args.num_experts;
  bool wrong = false;
  for (int64_t round = share.begin; round < share.end; round += kWarpSize) {
    int expert = shape.args.num_experts;
    if (round + lane < share.end) expert = ExpertOf(shape.args, round + lane, &wrong);
    const uint32_t peers = PeersOf(expert);
    const bool live = expert < shape.args.num_experts;
    int32_t place = 0;
    if (live) {
      place = own[expert] + __popc(peers & ((1u << lane) - 1));
      shape.args.sorted[place] = static_cast<int32_t>(round + lane);
    }
    __syncwarp();
    if (live && lane == __ffs(peers) - 1) own[expert] = place + __popc(peers);
    __syncwarp();
  }
}

// The sum of what threads before this one passed. *total: of all. Called by whole blocks.
__device__ int32_t SumBefore(int32_t value, int32_t* total) {
  __shared__ int32_t sums[kWarps];
  const int lane = threadIdx.x % kWarpSize;
  const int warp = threadIdx.x / kWarpSize;
  int32_t inclusive = value;
#pragma unroll
  for (int distance = 1; distance < kWarpSize; distance *= 2) {
    const int32_t below = __shfl_up_sync(kAllLanes, inclusive, distance);
    if (lane >= distance) inclusive += below;
  }
  if (lane == kWarpSize - 1) sums[warp] = inclusive;
  __syncthreads();
  int32_t before = 0;
  *total = 0;
#pragma unroll
  for (int i = 0; i < kWarps; ++i) {
    if (i < warp) before += sums[i];
    *total += sums[i];
  }
  __syncthreads();
  return before + inclusive - value;
}

// Turns counts[row][expert] into the place of each row's first slot of each expert; writes the blocks' experts and the
// total. Called by one whole block.
__device__ void PlaceExperts(const Shape& shape, int32_t* counts, int rows) {
  const int experts = shape.args.num_experts;
  const int block = shape.args.block_size;
  int32_t begin = 0;
  for (int first = 0; first < experts; first += kThreads) {
    const int expert = first + static_cast<int>(threadIdx.x);
    int32_t count = 0;
    if (expert < experts) {
      for (int row = 0; row < rows; ++row) count += counts[static_cast<int64_t>(row) * experts + expert];
    }
    const int32_t padded = (count + block - 1) & -block;
    int32_t total = 0;
    int32_t place = begin + SumBefore(padded, &total);
    if (expert < experts) {
      for (int32_t at = place / block; at < (place + padded) / block; ++at) shape.args.block_experts[at] = expert;
      for (int row = 0; row < rows; ++row) {
        int32_t* const cell = counts + static_cast<int64_t>(row) * experts + expert;
        const int32_t here = *cell;
        *cell = place;
        place += here;
      }
    }
    begin += total;
  }
  for (int64_t at = begin / block + threadIdx.x; at < shape.capacity / block; at += kThreads) {
    shape.args.block_experts[at] = experts;
  }
  if (threadIdx.x == 0) *shape.args.total = begin;
}

// Every place gets the value that pads; slots are put over it.
__device__ void FillSorted(const Shape& shape, int64_t thread, int64_t threads) {
  for (int64_t at = thread; at < shape.capacity; at += threads) {
    shape.args.sorted[at] = static_cast<int32_t>(shape.slots);
  }
}

__device__ void ClearCounts(int32_t* counts, int experts) {
  for (int i = threadIdx.x; i < kWarps * experts; i += kThreads) counts[i] = 0;
}

__global__ void __launch_bounds__(kThreads) AlignInOneBlock(const Shape shape) {
  __shared__ int32_t counts[kWarps * kMaxExperts];
  WaitForPreviousKernel();
  const int experts = shape.args.num_experts;
  ClearCounts(counts, experts);
  FillSorted(shape, threadIdx.x, kThreads);
  __syncthreads();
  const WarpShare share = ShareOf(shape, 0);
  const bool wrong = __syncthreads_or(CountShare(shape, share, counts)) != 0;
  if (threadIdx.x == 0) *shape.args.error = wrong ? 1 : 0;
  PlaceExperts(shape, counts, kWarps);
  __syncthreads();
  ScatterShare(shape, share, counts);
}

__global__ void __launch_bounds__(kThreads) CountStretches(const Shape shape) {
  __shared__ int32_t counts[kWarps * kMaxExperts];
  WaitForPreviousKernel();
  const int experts = shape.args.num_experts;
  ClearCounts(counts, experts);
  FillSorted(shape, static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x,
             static_cast<int64_t>(gridDim.x) * kThreads);
  __syncthreads();
  const bool wrong = __syncthreads_or(CountShare(shape, ShareOf(shape, blockIdx.x), counts)) != 0;
  if (threadIdx.x == 0) shape.wrong[blockIdx.x] = wrong ? 1 : 0;
  int32_t* const own = shape.counts + static_cast<int64_t>(blockIdx.x) * experts;
  for (int expert = threadIdx.x; expert < experts; expert += kThreads) {
    int32_t sum = 0;
#pragma unroll
    for (int warp = 0; warp < kWarps; ++warp) sum += counts[warp * experts + expert];
    own[expert] = sum;
  }
}

__global__ void __launch_bounds__(kThreads) PlaceStretches(const Shape shape) {
  WaitForPreviousKernel();
  int wrong = 0;
  for (int i = threadIdx.x; i < shape.stretches; i += kThreads) wrong |= shape.wrong[i];
  wrong = __syncthreads_or(wrong);
  if (threadIdx.x == 0) *shape.args.error = wrong != 0 ? 1 : 0;
  PlaceExperts(shape, shape.counts, shape.stretches);
}

__global__ void __launch_bounds__(kThreads) ScatterStretches(const Shape shape) {
  __shared__ int32_t places[kWarps * kMaxExperts];
  WaitForPreviousKernel();
  const int experts = shape.args.num_experts;
  ClearCounts(places, experts);
  __syncthreads();
  const WarpShare share = ShareOf(shape, blockIdx.x);
  CountShare(shape, share, places);
  __syncthreads();
  const int32_t* const begins = shape.counts + static_cast<int64_t>(blockIdx.x) * experts;
  for (int expert = threadIdx.x; expert < experts; expert += kThreads) {
    int32_t place = begins[expert];
#pragma unroll
    for (int warp = 0; warp < kWarps; ++warp) {
      int32_t* const cell = &places[warp * experts + expert];
      const int32_t count = *cell;
      *cell = place;
      place += count;
    }
  }
  __syncthreads();
  ScatterShare(shape, share, places);
}

// ---------------------------------------------------------------------------------------------------------------------
// kernel launcher

Shape ShapeOf(const AlignArgs& args) {
  Shape shape = {};
  shape.args = args;
  shape.slots = Slots(args.num_tokens, args.k);
  shape.capacity = AlignCapacity(args.num_tokens, args.k, args.num_experts, args.block_size);
  const int64_t stretches = StretchesOf(shape.slots);
  shape.stretch = std::max<int64_t>((shape.slots + stretches - 1) / stretches, 1);
  shape.stretches = static_cast<int32_t>(stretches);
  shape.counts = static_cast<int32_t*>(args.workspace);
  shape.wrong = shape.counts == nullptr ? nullptr : shape.counts + stretches * args.num_experts;
  return shape;
}

}  // namespace

size_t AlignWorkspaceBytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t) {
  const int64_t stretches = StretchesOf(Slots(num_tokens, k));
  return stretches == 1 ? 0 : static_cast<size_t>(stretches * (num_experts + 1)) * sizeof(int32_t);
}

Status AlignExperts(const AlignArgs& args, cudaStream_t stream) {
  if (const Status status = CheckAlignArgs(args, &AlignWorkspaceBytes); !status.ok()) return status;
  const Shape shape = ShapeOf(args);
  if (shape.stretches == 1) return LaunchOverlapping(&AlignInOneBlock, 1, kThreads, stream, shape);
  const unsigned int blocks = static_cast<unsigned int>(shape.stretches);
  if (const Status status = LaunchOverlapping(&CountStretches, blocks, kThreads, stream, shape); !status.ok()) {
    return status;
  }
  if (const Status status = LaunchOverlapping(&PlaceStretches, 1, kThreads, stream, shape); !status.ok()) {
    return status;
  }
  return LaunchOverlapping(&ScatterStretches, blocks, kThreads, stream, shape);
}

}  // namespace gatefuzz
