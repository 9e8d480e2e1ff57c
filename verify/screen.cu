// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A warp takes as many rows as it has lanes for their slots. Selection: where each choice ranks strictly before the
// next, the k choices are the k best if and only if exactly k experts rank at least as high as the last. That is one
// pass over a row, without scores. Weights: one lane a slot, in doubles, against bounds that lie inside the judge's:
//
// - Without the floor that the contract adds to a score's error, a quotient's bounds only get narrower, and then the
//   scores' common factor, the row's sum, cancels. So renormalised softmax needs no sum, and what the judge takes in
//   its place where scores underflow has the same relative errors.
// - The first choice is the row's maximum, for softmax's tolerance and exponentials.
// - ShortExp errs by less than 2^-31, for which kMargin of a tolerance is kept back.
//
// Rows that do not fit the narrower bounds, finished rows, and rows that break anything are the judge's.
#include <algorithm>

#include "verify/poison.h"
#include "verify/row.cuh"
#include "verify/screen.h"

namespace gatefuzz::verify {
namespace {

constexpr int kThreads = 256;
constexpr int kWarpsPerBlock = kThreads / kWarp;
constexpr int64_t kMostBlocks = 132 * 32;
constexpr int kVector = 4;

// In units of 2^-23: 2^-29 relative.
constexpr double kMargin = 0x1p-6;

// e^d for d <= 0 with a relative error below 2^-31; nothing, about 10^-304, below -700.
__device__ double ShortExp(double d) {
  d = fmax(d, -700.0);
  constexpr double kRound = 0x1.8p52;
  const double shifted = fma(d, 1.4426950408889634, kRound);
  const double n = shifted - kRound;
  const double f = fma(n, -0.6931471805599453, d);
  double e = 1.0 / 362880;
  e = fma(e, f, 1.0 / 40320);
  e = fma(e, f, 1.0 / 5040);
  e = fma(e, f, 1.0 / 720);
  e = fma(e, f, 1.0 / 120);
  e = fma(e, f, 1.0 / 24);
  e = fma(e, f, 1.0 / 6);
  e = fma(e, f, 0.5);
  e = fma(e, f, 1.0);
  e = fma(e, f, 1.0);
  const uint32_t exponent = static_cast<uint32_t>(__double2loint(shifted)) << 20;
  return __hiloint2double(static_cast<int>(static_cast<uint32_t>(__double2hiint(e)) + exponent), __double2loint(e));
}

// kVector elements from `e` on, of which those past the row are -Inf, which ranks nowhere before a choice of theirs.
template <DType kDType, bool kAligned>
__device__ void LoadVector(const TopkArgs& call, int64_t row, int e, float (&x)[kVector]) {
  if (!kAligned) {
#pragma unroll
    for (int i = 0; i < kVector; ++i) x[i] = e + i < call.num_experts ? LogitAt(call, row, e + i) : -INFINITY;
    return;
  }
  const int64_t at = row * call.logits_row_stride + e;
  if (kDType == DType::kF32) {
    const float4 four = *reinterpret_cast<const float4*>(static_cast<const float*>(call.logits) + at);
    x[0] = four.x;
    x[1] = four.y;
    x[2] = four.z;
    x[3] = four.w;
  } else {
    const uint2 two = *reinterpret_cast<const uint2*>(static_cast<const uint16_t*>(call.logits) + at);
    const uint32_t words[2] = {two.x, two.y};
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      if (kDType == DType::kBF16) {
        x[2 * i] = __uint_as_float(words[i] << 16);
        x[2 * i + 1] = __uint_as_float(words[i] & 0xffff0000u);
      } else {
        x[2 * i] = __half2float(__ushort_as_half(static_cast<unsigned short>(words[i] & 0xffff)));
        x[2 * i + 1] = __half2float(__ushort_as_half(static_cast<unsigned short>(words[i] >> 16)));
      }
    }
  }
}

// What all rows of a call share.
struct Screen {
  const JudgeArgs& args;
  const ScoreRule rule;
  const bool normalized;
  const bool spoils;  // a NaN or +Inf makes the whole row's scores 0
  const bool keeps_infinity;
  const bool sums;

  __device__ float Effective(float x) const {
    return fabsf(x) < INFINITY || (keeps_infinity && x == INFINITY) ? x : -INFINITY;
  }
};

// One pass over a row by the whole warp. `last`, `last_id`: its last choice. `max`: its first.
template <DType kDType, bool kAligned>
__device__ void Scan(const Screen& screen, int64_t row, float last, int last_id, float max, int* at_least,
                     bool* spoiled, double* sum) {
  const TopkArgs& call = screen.args.call;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  int count = 0;
  bool bad = false;
  double total = 0;
  for (int e = lane * kVector; e < call.num_experts; e += kWarp * kVector) {
    float x[kVector];
    LoadVector<kDType, kAligned>(call, row, e, x);
#pragma unroll
    for (int i = 0; i < kVector; ++i) {
      bad |= !(x[i] < INFINITY);
      const float effective = screen.Effective(x[i]);
      const bool inside = kAligned || e + i < call.num_experts;
      count += inside && (effective > last || (effective == last && e + i <= last_id)) ? 1 : 0;
      if (screen.sums) total += inside ? ShortExp(static_cast<double>(effective) - max) : 0.0;
    }
  }
  *at_least = __reduce_add_sync(kAllLanes, count);
  *spoiled = screen.spoils && Any(bad);
  *sum = screen.sums ? SumOfLanes(total) : 1.0;
}

// Does the weight of one slot lie within the narrower bounds? Called by a whole warp, `team` lanes a row.
__device__ bool WeightFits(const Screen& screen, float effective, float first, double sum, float weight, bool active,
                           int team) {
  const double scale = screen.args.call.scale;
  const bool counts = active && effective != -INFINITY;
  const double x = counts ? static_cast<double>(effective) : 0.0;
  double value = 0;
  double relative = 0;
  bool fits = true;
  if (counts) {
    if (screen.rule == ScoreRule::kSoftmax || screen.rule == ScoreRule::kThenSoftmax) {
      const double distance = static_cast<double>(first) - x;
      value = exp(-distance);
      relative = (8 - kMargin + distance) * kUnit;
    } else {
      value = screen.rule == ScoreRule::kSigmoid ? SigmoidOf(x) : SoftplusRootOf(x);
      relative = (8 - kMargin + fmax(0.0, -x)) * kUnit;
      // Far down, renormalised weights may come from ratios, which have other errors.
      if (screen.normalized && first < kDeepLogit) fits = false;
    }
  }
  if (!screen.normalized) {
    const double exact = scale * value;
    return fits && fabs(weight * sum - exact) <= relative * exact + kFlushed * sum;
  }
  const double low = value - relative * value;
  const double high = value + relative * value;
  double sum_low = low;
  double sum_high = high;
  double sum_weights = active ? weight : 0.0;
  for (int distance = team / 2; distance > 0; distance /= 2) {
    sum_low += __shfl_xor_sync(kAllLanes, sum_low, distance);
    sum_high += __shfl_xor_sync(kAllLanes, sum_high, distance);
    sum_weights += __shfl_xor_sync(kAllLanes, sum_weights, distance);
  }
  if (first == -INFINITY) return weight == 0;  // the sum is 0: every weight is
  const double w = weight;
  fits = fits && (w + kFlushed) * (low + (sum_high - high)) >= low * scale * (1 - (4 - kMargin) * kUnit);
  fits = fits && (w - kFlushed) * (high + (sum_low - low)) <= high * scale * (1 + (4 - kMargin) * kUnit);
  return fits && fabs(sum_weights - scale) <= screen.args.call.k * (0x1p-22 * scale + kFlushed);
}

__device__ int64_t IdOf(const TopkArgs& call, int64_t at) {
  if (call.id_type == IdType::kInt64) return static_cast<const int64_t*>(call.ids)[at];
  // As unsigned, a negative id is as far outside as one that is too large.
  return static_cast<const uint32_t*>(call.ids)[at];
}

template <DType kDType, bool kAligned>
__global__ void __launch_bounds__(kThreads) ScreenRows(JudgeArgs args, int team) {
  const TopkArgs& call = args.call;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int slot = lane % team;
  const int rows_at_once = kWarp / team;
  const ScoreRule rule = ScoreRuleOf(args.operation);
  const bool masks = call.non_finite == NonFinitePolicy::kMask;
  const bool normalized = call.renormalize || rule == ScoreRule::kThenSoftmax;
  const Screen screen{args,
                      rule,
                      normalized,
                      IsRowWide(rule) && !masks,
                      rule == ScoreRule::kSigmoid && !masks,
                      rule == ScoreRule::kSoftmax && !normalized};
  const int64_t warps = int64_t{gridDim.x} * kWarpsPerBlock;
  const int64_t my_warp = int64_t{blockIdx.x} * kWarpsPerBlock + threadIdx.x / kWarp;
  for (int64_t first_row = my_warp * rows_at_once; first_row < call.num_tokens; first_row += warps * rows_at_once) {
    const int64_t row = first_row + lane / team;
    const bool here = row < call.num_tokens;
    const bool active = here && slot < call.k;
    // The slot's id, weight and logit.
    int id = 0;
    float weight = 0;
    float effective = -INFINITY;
    bool good = true;
    if (active) {
      const int64_t at = row * call.k + slot;
      const int64_t written = IdOf(call, at);
      weight = call.weights[at];
      good = written >= 0 && written < call.num_experts && weight >= 0 && weight < INFINITY &&
             (call.finished == nullptr || call.finished[row] == 0);
      if (call.source_rows != nullptr) good = good && call.source_rows[at] == slot * call.num_tokens + row;
      if (written >= 0 && written < call.num_experts) {
        id = static_cast<int>(written);
        effective = screen.Effective(LogitAt(call, row, id));
      }
    }
    const float before = __shfl_up_sync(kAllLanes, effective, 1);
    const int before_id = __shfl_up_sync(kAllLanes, id, 1);
    const bool ordered = slot == 0 || before > effective || (before == effective && before_id < id);
    const float first = __shfl_sync(kAllLanes, effective, lane / team * team);

    bool spoiled = false;
    bool selected = false;
    double sum = 1;
    for (int i = 0; i < rows_at_once && first_row + i < call.num_tokens; ++i) {
      const int last_lane = i * team + call.k - 1;
      const float last = __shfl_sync(kAllLanes, effective, last_lane);
      const int last_id = __shfl_sync(kAllLanes, id, last_lane);
      const float max = __shfl_sync(kAllLanes, effective, i * team);
      int at_least;
      bool bad;
      double total;
      Scan<kDType, kAligned>(screen, first_row + i, last, last_id, max == -INFINITY ? 0.0f : max, &at_least, &bad,
                             &total);
      if (lane / team != i) continue;
      spoiled = bad;
      selected = at_least == call.k;
      sum = total;
    }
    const bool fits = WeightFits(screen, effective, first, sum, weight, active, team);
    // Of a spoiled row all scores are 0, so the first experts are chosen.
    const bool legal = good && (spoiled ? id == slot && weight == 0 : ordered && selected && fits);
    const uint32_t illegal = __ballot_sync(kAllLanes, active && !legal);
    const uint32_t own = illegal >> (lane / team * team) & (team == kWarp ? kAllLanes : (1u << team) - 1);
    if (here && slot == 0 && own != 0) {
      args.rows[atomicAdd(&args.judgement->listed_rows, 1u)] = static_cast<uint32_t>(row);
    }
  }
}

template <DType kDType>
void LaunchTyped(const JudgeArgs& args, bool aligned, int team, unsigned int blocks, cudaStream_t stream) {
  if (aligned) {
    ScreenRows<kDType, true><<<blocks, kThreads, 0, stream>>>(args, team);
  } else {
    ScreenRows<kDType, false><<<blocks, kThreads, 0, stream>>>(args, team);
  }
}

}  // namespace

bool CanScreen(const JudgeArgs& args) {
  const TopkArgs& call = args.call;
  return args.agreement == Agreement::kExact && call.correction_bias == nullptr && call.local_count < 0 &&
         (!IsGrouped(args.operation) || call.top_groups == call.num_groups);
}

cudaError_t LaunchScreen(const JudgeArgs& args, cudaStream_t stream) {
  const TopkArgs& call = args.call;
  if (call.num_tokens == 0) return cudaSuccess;
  int team = 1;
  while (team < call.k) team *= 2;
  const int64_t rows_per_block = int64_t{kWarpsPerBlock} * (kWarp / team);
  const int64_t wanted = (call.num_tokens + rows_per_block - 1) / rows_per_block;
  const unsigned int blocks = static_cast<unsigned int>(std::min(wanted, kMostBlocks));
  const uintptr_t vector_bytes = kVector * (call.logits_dtype == DType::kF32 ? 4 : 2);
  const bool aligned = call.num_experts % kVector == 0 && call.logits_row_stride % kVector == 0 &&
                       reinterpret_cast<uintptr_t>(call.logits) % vector_bytes == 0;
  switch (call.logits_dtype) {
    case DType::kF32:
      LaunchTyped<DType::kF32>(args, aligned, team, blocks, stream);
      break;
    case DType::kF16:
      LaunchTyped<DType::kF16>(args, aligned, team, blocks, stream);
      break;
    case DType::kBF16:
      LaunchTyped<DType::kBF16>(args, aligned, team, blocks, stream);
      break;
  }
  return cudaPeekAtLastError();
}

cudaError_t ScreenAndJudge(const JudgeArgs& args, cudaStream_t stream) {
  JudgeArgs judge = args;
  if (!CanScreen(args)) {
    judge.rows = nullptr;
    return LaunchJudge(judge, stream);
  }
  const cudaError_t error = LaunchScreen(args, stream);
  return error != cudaSuccess ? error : LaunchJudge(judge, stream);
}

}  // namespace gatefuzz::verify
