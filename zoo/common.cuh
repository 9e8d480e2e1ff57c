// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the zoo's kernels do alike and do right: read logits, store a choice, normalise weights, launch. Shares no
// device code with kernels/, so that a mistake there cannot hide here.
#ifndef GATEFUZZ_ZOO_COMMON_CUH_
#define GATEFUZZ_ZOO_COMMON_CUH_

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cfloat>
#include <cstdint>

#include "kernels/routing.h"
#include "kernels/routing_args.h"

namespace gatefuzz::zoo {

inline constexpr int kWarpSize = 32;
inline constexpr unsigned int kWholeWarp = 0xFFFFFFFFu;

// ---------------------------------------------------------------------------------------------------------------------
// device code

__device__ inline float LoadLogit(const TopkArgs& args, int64_t row, int expert) {
  const int64_t at = row * args.logits_row_stride + expert;
  switch (args.logits_dtype) {
    case DType::kF16:
      return __half2float(static_cast<const __half*>(args.logits)[at]);
    case DType::kBF16:
      return __bfloat162float(static_cast<const __nv_bfloat16*>(args.logits)[at]);
    case DType::kF32:
      break;
  }
  return static_cast<const float*>(args.logits)[at];
}

// The policy `zero_score`, applied to one score.
__device__ inline float CleanScore(float score) { return isfinite(score) ? score : 0.0f; }

// What experts are ranked by. A NaN, which a bias may bring, ranks last.
__device__ inline float ChoiceScore(const TopkArgs& args, float score, int expert) {
  if (args.correction_bias == nullptr) return score;
  const float choice = score + args.correction_bias[expert];
  return isnan(choice) ? -INFINITY : choice;
}

// A round's best so far.
struct Candidate {
  float value;
  int expert;
};

// The better of two, the smaller expert between equals. A NaN beats nothing.
__device__ inline Candidate Better(Candidate a, Candidate b) {
  const bool second = b.value > a.value || (b.value == a.value && b.expert < a.expert);
  return second ? b : a;
}

__device__ inline Candidate WarpBest(Candidate best) {
#pragma unroll
  for (int distance = kWarpSize / 2; distance > 0; distance /= 2) {
    const Candidate other = {__shfl_xor_sync(kWholeWarp, best.value, distance),
                             __shfl_xor_sync(kWholeWarp, best.expert, distance)};
    best = Better(best, other);
  }
  return best;
}

__device__ inline float WarpMax(float value) {
  for (int distance = kWarpSize / 2; distance > 0; distance /= 2) {
    value = fmaxf(value, __shfl_xor_sync(kWholeWarp, value, distance));
  }
  return value;
}

__device__ inline float WarpSum(float value) {
  for (int distance = kWarpSize / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(kWholeWarp, value, distance);
  }
  return value;
}

// A thread's share of a sum of exponentials, in four parts for the sake of latency and rounding.
__device__ inline float SumOfExponentials(const float* row, int experts, float max, int thread, int threads) {
  float part[4] = {};
  for (int expert = thread; expert < experts; expert += 4 * threads) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      if (expert + i * threads < experts) part[i] += expf(row[expert + i * threads] - max);
    }
  }
  return (part[0] + part[1]) + (part[2] + part[3]);
}

// Turns a warp's row of logits in shared memory into softmax scores, NaN where IEEE arithmetic says so.
__device__ inline void WarpSoftmax(float* row, int experts, int lane) {
  float max = -INFINITY;
  for (int expert = lane; expert < experts; expert += kWarpSize) max = fmaxf(max, row[expert]);
  max = WarpMax(max);
  const float sum = WarpSum(SumOfExponentials(row, experts, max, lane, kWarpSize));
  for (int expert = lane; expert < experts; expert += kWarpSize) row[expert] = expf(row[expert] - max) / sum;
  __syncwarp();
}

// Likewise for a block. `scratch`: a float for each warp, in shared memory.
template <int kThreads>
__device__ void BlockSoftmax(float* row, int experts, float* scratch) {
  constexpr int kWarps = kThreads / kWarpSize;
  const int thread = threadIdx.x;
  const int warp = thread / kWarpSize;

  float max = -INFINITY;
  for (int expert = thread; expert < experts; expert += kThreads) max = fmaxf(max, row[expert]);
  max = WarpMax(max);
  if (thread % kWarpSize == 0) scratch[warp] = max;
  __syncthreads();
  for (int i = 0; i < kWarps; ++i) max = fmaxf(max, scratch[i]);
  __syncthreads();

  const float share = WarpSum(SumOfExponentials(row, experts, max, thread, kThreads));
  if (thread % kWarpSize == 0) scratch[warp] = share;
  __syncthreads();
  float sum = 0.0f;
  for (int i = 0; i < kWarps; ++i) sum += scratch[i];
  for (int expert = thread; expert < experts; expert += kThreads) row[expert] = expf(row[expert] - max) / sum;
  __syncthreads();
}

// The best of a block's candidates, to every thread. `scratch`: a candidate for each warp, in shared memory.
template <int kThreads>
__device__ Candidate BlockBest(Candidate best, Candidate* scratch) {
  best = WarpBest(best);
  if (threadIdx.x % kWarpSize == 0) scratch[threadIdx.x / kWarpSize] = best;
  __syncthreads();
  best = scratch[0];
  for (int i = 1; i < kThreads / kWarpSize; ++i) best = Better(best, scratch[i]);
  __syncthreads();
  return best;
}

// The weight of the choice with `score` among the `k` chosen, whose scores are `chosen`.
__device__ inline float Weight(const TopkArgs& args, float score, const float* chosen) {
  if (!args.renormalize) return score * args.scale;
  // In parts, since one long sum of up to 32 terms would round too often.
  float part[8] = {};
  float max = 0.0f;
  for (int first = 0; first < args.k; first += 8) {
#pragma unroll
    for (int i = 0; i < 8; ++i) {
      if (first + i < args.k) {
        part[i] += chosen[first + i];
        max = fmaxf(max, chosen[first + i]);
      }
    }
  }
  const float sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
  // Ratios of denormals are not exact, and a sum of 0 has none.
  return max < FLT_MIN ? 0.0f : score / sum * args.scale;
}

__device__ inline void StoreChoice(const TopkArgs& args, int64_t row, int slot, int expert, float weight) {
  const int64_t at = row * args.k + slot;
  const bool finished = args.finished != nullptr && args.finished[row] != 0;
  const bool local = expert >= args.local_first && expert < args.local_first + args.local_count;
  const int id = local && !finished ? expert - args.local_first : args.num_experts;
  switch (args.id_type) {
    case IdType::kInt32:
      static_cast<int32_t*>(args.ids)[at] = id;
      break;
    case IdType::kUint32:
      static_cast<uint32_t*>(args.ids)[at] = id;
      break;
    case IdType::kInt64:
      static_cast<int64_t*>(args.ids)[at] = id;
      break;
  }
  args.weights[at] = weight;
  if (args.source_rows != nullptr) args.source_rows[at] = static_cast<int32_t>(slot * args.num_tokens + row);
}

// What a warp keeps of its row in shared memory.
struct WarpRow {
  float score[kMaxExperts];
  float choice[kMaxExperts];
  float winner_score[kMaxTopK];
};

// Fills scores and choice scores of a row.
__device__ inline void WarpScores(const TopkArgs& args, int64_t row, int lane, WarpRow& shared) {
  const int experts = args.num_experts;
  for (int expert = lane; expert < experts; expert += kWarpSize) shared.score[expert] = LoadLogit(args, row, expert);
  WarpSoftmax(shared.score, experts, lane);
  for (int expert = lane; expert < experts; expert += kWarpSize) {
    shared.score[expert] = CleanScore(shared.score[expert]);
    shared.choice[expert] = ChoiceScore(args, shared.score[expert], expert);
  }
  __syncwarp();
}

// The k best by choice score: lane j < k gets the (j+1)th, and its score stands in winner_score[j].
__device__ inline int WarpChoose(const TopkArgs& args, int lane, WarpRow& shared) {
  unsigned int taken = 0;  // bit i: the lane's i-th expert is
  int my_winner = 0;
  for (int slot = 0; slot < args.k; ++slot) {
    Candidate best = {-INFINITY, args.num_experts};
    for (int expert = lane, i = 0; expert < args.num_experts; expert += kWarpSize, ++i) {
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
  return my_winner;
}

// ---------------------------------------------------------------------------------------------------------------------
// launcher

using Kernel = void (*)(TopkArgs);

inline Status Launch(Kernel kernel, const TopkArgs& args, cudaStream_t stream, int threads, int rows_per_block,
                     bool grouped = false) {
  const Status status = CheckTopkArgs(args, grouped);
  if (!status.ok() || args.num_tokens == 0) return status;
  TopkArgs resolved = WithDefaults(args);
  void* parameters[] = {&resolved};
  return LaunchStatus(cudaLaunchKernel(reinterpret_cast<const void*>(kernel),
                                       dim3(GridBlocks(args.num_tokens, rows_per_block)), dim3(threads), parameters, 0,
                                       stream));
}

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_COMMON_CUH_
