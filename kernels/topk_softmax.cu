// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// topk_softmax: softmax over a row's experts, the k best, their weights. One warp a row, the row in registers, read
// once.
//
// Without a bias the experts are ranked by their logits, of which the scores are a rising function: exact, and no
// exponential is needed to choose. With one, they are ranked by score + bias in binary32.
//
// A row that has no softmax (see sort_key.cuh) scores 0 throughout. Under the policy `mask` non-finite logits become
// -Inf as they are loaded: an element with score 0 that ranks below every finite one, which is what the policy asks
// for.
#include <cuda_runtime.h>

#include <cstdint>
#include <type_traits>

#include "kernels/routing.h"
#include "kernels/routing_args.h"
#include "kernels/row_load.cuh"
#include "kernels/sort_key.cuh"
#include "kernels/warp_topk.cuh"

namespace gatefuzz {
namespace {

// ---------------------------------------------------------------------------------------------------------------------
// CUDA kernels

constexpr int kWarpsPerBlock = 4;

// A row's softmax: score = exp(logit - max) / sum.
struct Softmax {
  bool none;  // the row has none: every score is 0
  float max;
  float sum;
};

template <typename F, typename Layout>
__device__ void MaskNonFinite(uint32_t (&bits)[Layout::kPerLane]) {
#pragma unroll
  for (int i = 0; i < Layout::kPerLane; ++i) bits[i] = IsFinite<F>(bits[i]) ? bits[i] : kNegativeInfinity<F>;
}

// exp(logit - max) of each element. Exact within expf's one unit in the last place and the rounding of the difference,
// which is half of what the contract allows; ex2.approx alone would not be for large differences.
template <typename F, int kPerLane>
__device__ void Exponentials(const uint32_t (&bits)[kPerLane], float max, float (&result)[kPerLane]) {
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) result[i] = expf(F::ToFloat(bits[i]) - max);
}

// The best entries of a row by logit: lane j < k gets the (j+1)th.
template <typename T, typename F, typename Layout>
__device__ T ChooseByLogit(const TopkArgs& args, int lane, const uint32_t (&bits)[Layout::kPerLane], Softmax* softmax) {
  T list[Layout::kPerLane];
#pragma unroll
  for (int i = 0; i < Layout::kPerLane; ++i) {
    list[i] = Entry<T>::Make(KeyFromBits<F>(bits[i]), Layout::Expert(lane, i));
  }
  SortFalling(list);
  const T first = WarpMax(list[0]);
  const uint32_t max = Entry<T>::Key(first);
  softmax->none = HasNoSoftmax<F>(max);
  // All scores are equal, so the first k experts are the best ones.
  if (softmax->none) return Entry<T>::Make(0, lane);
  softmax->max = F::ToFloat(BitsFromKey<F>(max));
  if (!args.renormalize) {
    float exponentials[Layout::kPerLane];
    Exponentials<F>(bits, softmax->max, exponentials);
    softmax->sum = WarpSum(TreeSum<Layout::kPerLane>(exponentials));
  }
  return TakeLargest(list, first, args.k, lane);
}

// The best entries of a row by score + bias: lane j < k gets the (j+1)th. Masked elements rank below a choice score of
// -Inf, and places beyond the row's end below those.
template <typename F, typename Layout>
__device__ uint64_t ChooseByBiasedScore(const TopkArgs& args, int lane, const uint32_t (&bits)[Layout::kPerLane],
                                        Softmax* softmax) {
  constexpr int kPerLane = Layout::kPerLane;
  uint32_t max = 0;
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) max = ::max(max, KeyFromBits<F>(bits[i]));
  max = WarpMax(max);
  softmax->none = HasNoSoftmax<F>(max);

  float score[kPerLane] = {};
  if (!softmax->none) {
    softmax->max = F::ToFloat(BitsFromKey<F>(max));
    Exponentials<F>(bits, softmax->max, score);
    softmax->sum = WarpSum(TreeSum<kPerLane>(score));
    const float reciprocal = 1.0f / softmax->sum;
#pragma unroll
    for (int i = 0; i < kPerLane; ++i) score[i] *= reciprocal;
  }

  uint32_t bias[kPerLane];
  LoadRow<FloatFormat, Layout>(args.correction_bias, args.num_experts, lane, bias);
  const bool mask = args.non_finite == NonFinitePolicy::kMask;
  uint64_t list[kPerLane];
#pragma unroll
  for (int i = 0; i < kPerLane; ++i) {
    const int expert = Layout::Expert(lane, i);
    const float choice = score[i] + __uint_as_float(bias[i]);
    // No key of a number is as large as the largest integer, so 1 can be added to make room for masked elements.
    uint32_t key = (isnan(choice) ? 0u : KeyFromBits<FloatFormat>(__float_as_uint(choice))) + 1u;
    if (mask && bits[i] == kNegativeInfinity<F>) key = 0;
    list[i] = expert < args.num_experts ? Entry<uint64_t>::Make(key, expert) : 0;
  }
  SortFalling(list);
  return TakeLargest(list, WarpMax(list[0]), args.k, lane);
}

// The weight of a lane's chosen expert from its logit; lanes without one pass -Inf. Called by the whole warp.
template <bool kBiased>
__device__ float ChosenWeight(const TopkArgs& args, float logit, Softmax softmax) {
  if (softmax.none) return 0.0f;
  if (!args.renormalize) return expf(logit - softmax.max) / softmax.sum * args.scale;
  // The softmax of the chosen alone: the same ratios, without the underflow of scores far below the row's maximum.
  if constexpr (kBiased) {
    const uint32_t key = WarpMax(KeyFromBits<FloatFormat>(__float_as_uint(logit)));
    if (key == 0) return 0.0f;
    softmax.max = __uint_as_float(BitsFromKey<FloatFormat>(key));
  }
  const float exponential = expf(logit - softmax.max);
  return exponential / WarpSum(exponential) * args.scale;
}

__device__ void StoreChoice(const TopkArgs& args, int64_t row, int place, int expert, float weight) {
  const int64_t at = row * args.k + place;
  const int local = expert - args.local_first;
  const bool here = static_cast<unsigned int>(local) < static_cast<unsigned int>(args.local_count);
  const bool live = args.finished == nullptr || args.finished[row] == 0;
  const int id = here && live ? local : args.num_experts;
  args.weights[at] = weight;
  if (args.id_type == IdType::kInt64) {
    static_cast<int64_t*>(args.ids)[at] = id;
  } else {
    static_cast<int32_t*>(args.ids)[at] = id;
  }
  if (args.source_rows != nullptr) args.source_rows[at] = static_cast<int32_t>(place * args.num_tokens + row);
}

template <DType kDType, int kPerLane, bool kBiased>
__device__ void RouteRow(const TopkArgs& args, int64_t row, int lane) {
  using F = Format<kDType>;
  constexpr int kWidestRun = kWidestLoad / F::kBytes;
  using Layout = RowLayout<kPerLane, (kPerLane < kWidestRun ? kPerLane : kWidestRun)>;

  const char* const logits = static_cast<const char*>(args.logits) + row * args.logits_row_stride * F::kBytes;
  uint32_t bits[kPerLane];
  LoadRow<F, Layout>(logits, args.num_experts, lane, bits);
  const bool mask = args.non_finite == NonFinitePolicy::kMask;
  if (mask) MaskNonFinite<F, Layout>(bits);

  Softmax softmax;
  int expert;
  uint32_t logit = kNegativeInfinity<F>;
  if constexpr (kBiased) {
    expert = Entry<uint64_t>::Expert(ChooseByBiasedScore<F, Layout>(args, lane, bits, &softmax));
    // The choice score cannot give the logit back. The row has just been read, so this comes from the cache.
    if (lane < args.k) LoadRun<F, 1>(logits + expert * F::kBytes, &logit);
    if (mask && !IsFinite<F>(logit)) logit = kNegativeInfinity<F>;
  } else {
    // Sixteen bits of key and the expert fit into one word, which one reduction settles.
    using T = std::conditional_t<F::kBytes == 2, uint32_t, uint64_t>;
    const T chosen = ChooseByLogit<T, F, Layout>(args, lane, bits, &softmax);
    expert = Entry<T>::Expert(chosen);
    // Lanes without a choice have the key 0, which is that of -Inf.
    logit = BitsFromKey<F>(Entry<T>::Key(chosen));
  }
  const float weight = ChosenWeight<kBiased>(args, F::ToFloat(logit), softmax);
  if (lane < args.k) StoreChoice(args, row, lane, expert, weight);
}

template <DType kDType, int kPerLane, bool kBiased>
__global__ void __launch_bounds__(kWarpsPerBlock* kWarpSize) TopkSoftmaxKernel(const TopkArgs args) {
  const int lane = threadIdx.x % kWarpSize;
  const int64_t step = static_cast<int64_t>(gridDim.x) * kWarpsPerBlock;
  int64_t row = static_cast<int64_t>(blockIdx.x) * kWarpsPerBlock + threadIdx.x / kWarpSize;
  for (; row < args.num_tokens; row += step) RouteRow<kDType, kPerLane, kBiased>(args, row, lane);
}

// ---------------------------------------------------------------------------------------------------------------------
// kernel launcher

template <DType kDType, bool kBiased>
const void* KernelFor(int experts) {
  if (experts <= 1 * kWarpSize) return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 1, kBiased>);
  if (experts <= 2 * kWarpSize) return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 2, kBiased>);
  if (experts <= 4 * kWarpSize) return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 4, kBiased>);
  if (experts <= 8 * kWarpSize) return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 8, kBiased>);
  if (experts <= 16 * kWarpSize) return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 16, kBiased>);
  static_assert(kMaxExperts <= 32 * kWarpSize);
  return reinterpret_cast<const void*>(&TopkSoftmaxKernel<kDType, 32, kBiased>);
}

template <DType kDType>
const void* KernelFor(const TopkArgs& args) {
  return args.correction_bias == nullptr ? KernelFor<kDType, false>(args.num_experts)
                                         : KernelFor<kDType, true>(args.num_experts);
}

const void* KernelFor(const TopkArgs& args) {
  switch (args.logits_dtype) {
    case DType::kF32:
      return KernelFor<DType::kF32>(args);
    case DType::kF16:
      return KernelFor<DType::kF16>(args);
    case DType::kBF16:
      return KernelFor<DType::kBF16>(args);
  }
  return nullptr;
}

}  // namespace

Status TopkSoftmax(const TopkArgs& args, cudaStream_t stream) {
  const Status status = CheckTopkArgs(args);
  if (!status.ok() || args.num_tokens == 0) return status;
  TopkArgs resolved = WithDefaults(args);
  void* parameters[] = {&resolved};
  const dim3 grid(GridBlocks(args.num_tokens, kWarpsPerBlock));
  // The launch's own result: asking for the last error would report, and clear, what earlier calls left behind.
  return LaunchStatus(cudaLaunchKernel(KernelFor(args), grid, dim3(kWarpsPerBlock * kWarpSize), parameters, 0, stream));
}

}  // namespace gatefuzz
