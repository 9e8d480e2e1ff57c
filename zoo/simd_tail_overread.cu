// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shipped in SGLang: https://github.com/sgl-project/sglang/pull/37414,
// https://github.com/sgl-project/sglang/issues/36600.
//
// A warp a row. Rows and biases that are aligned to 16 bytes are read 16 bytes at a time, as many times as it takes to
// cover E elements: where E is no multiple of a vector's width, the last load runs past the end. What it brings from
// there is thrown away, so that results are right, and nothing but the memory beyond the last row or the bias tells.
//
// Trigger: E no multiple of 8 (16-bit logits) or 4 (f32 logits, bias), at the end of an allocation. Must be caught by:
// memory.
#include "zoo/common.cuh"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {
namespace {

constexpr int kWarpsPerBlock = 4;
constexpr int kVectorBytes = 16;

__device__ float ToFloat(float value) { return value; }
__device__ float ToFloat(__half value) { return __half2float(value); }
__device__ float ToFloat(__nv_bfloat16 value) { return __bfloat162float(value); }

// Copies `count` elements to `out` as floats.
template <typename T>
__device__ void CopyToFloats(const T* in, int count, int lane, float* out) {
  constexpr int kWidth = kVectorBytes / sizeof(T);
  if (reinterpret_cast<uintptr_t>(in) % kVectorBytes != 0) {
    for (int i = lane; i < count; i += kWarpSize) out[i] = ToFloat(in[i]);
    return;
  }
  for (int first = lane * kWidth; first < count; first += kWarpSize * kWidth) {
    const uint4 loaded = *reinterpret_cast<const uint4*>(in + first);
    const T* const values = reinterpret_cast<const T*>(&loaded);
#pragma unroll
    for (int i = 0; i < kWidth; ++i) {
      if (first + i < count) out[first + i] = ToFloat(values[i]);
    }
  }
}

__device__ void LoadRow(const TopkArgs& args, int64_t row, int lane, float* out) {
  const int64_t start = row * args.logits_row_stride;
  const int experts = args.num_experts;
  switch (args.logits_dtype) {
    case DType::kF32:
      CopyToFloats(static_cast<const float*>(args.logits) + start, experts, lane, out);
      break;
    case DType::kF16:
      CopyToFloats(static_cast<const __half*>(args.logits) + start, experts, lane, out);
      break;
    case DType::kBF16:
      CopyToFloats(static_cast<const __nv_bfloat16*>(args.logits) + start, experts, lane, out);
      break;
  }
  __syncwarp();
}

struct WarpShared {
  float score[kMaxExperts];
  float choice[kMaxExperts];
  float winner_score[kMaxTopK];
};

__device__ void RouteRow(const TopkArgs& args, int64_t row, int lane, WarpShared& shared) {
  const int experts = args.num_experts;
  LoadRow(args, row, lane, shared.score);
  WarpSoftmax(shared.score, experts, lane);
  if (args.correction_bias != nullptr) {
    CopyToFloats(args.correction_bias, experts, lane, shared.choice);
    __syncwarp();
  }
  for (int expert = lane; expert < experts; expert += kWarpSize) {
    const float score = CleanScore(shared.score[expert]);
    const float choice = args.correction_bias == nullptr ? score : score + shared.choice[expert];
    shared.score[expert] = score;
    shared.choice[expert] = isnan(choice) ? -INFINITY : choice;
  }
  __syncwarp();

  // Bit i: the lane's i-th expert is taken. A lane looks at its own experts only.
  unsigned int taken = 0;
  int my_winner = 0;
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-INFINITY, experts};
    for (int expert = lane, i = 0; expert < experts; expert += kWarpSize, ++i) {
      if ((taken >> i & 1u) == 0) best = Better(best, {shared.choice[expert], expert});
    }
    best = WarpBest(best);
    if (best.expert % kWarpSize == lane) taken |= 1u << (best.expert / kWarpSize);
    if (lane == slot) {
      my_winner = best.expert;
      shared.winner_score[slot] = shared.score[best.expert];
    }
  }
  __syncwarp();
  if (lane < args.k) {
    StoreChoice(args, row, lane, my_winner, Weight(args, shared.winner_score[lane], shared.winner_score));
  }
  __syncwarp();
}

__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) SimdTailOverreadKernel(const TopkArgs args) {
  __shared__ WarpShared shared[kWarpsPerBlock];
  const int warp = threadIdx.x / kWarpSize;
  const int lane = threadIdx.x % kWarpSize;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  for (int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + warp; row < args.num_tokens; row += step) {
    RouteRow(args, row, lane, shared[warp]);
  }
}

}  // namespace

Status SimdTailOverread(const TopkArgs& args, cudaStream_t stream) {
  return Launch(SimdTailOverreadKernel, args, stream, kWarpsPerBlock * kWarpSize, kWarpsPerBlock);
}

}  // namespace gatefuzz::zoo
