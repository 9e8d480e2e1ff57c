// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A block makes kTileRows rows: each thread the recipe of one, then all of them the elements, four neighbours at a
// time. 128 random bits are four elements of 32 bits, or of 16 bits four elements of each of two rows.
#include <algorithm>

#include "verify/row_recipe.cuh"
#include "verify/rows.h"

namespace gatefuzz::verify {
namespace {

constexpr int kTileRows = 256;
constexpr int kThreads = 256;
constexpr int kRun = 4;  // elements that a thread makes of one row
constexpr int kEnumerateThreads = 256;
constexpr int64_t kMostBlocks = 1 << 30;

template <DType kDType>
struct Element {
  using Type = uint16_t;
  using Run = ushort4;
};
template <>
struct Element<DType::kF32> {
  using Type = uint32_t;
  using Run = uint4;
};

// Elements [first, first + kRun) of a row, as far as it goes with its gap.
template <DType kDType>
__device__ void MakeRun(const RowRecipe& recipe, const RowTarget& target, int64_t row, int first,
                        const uint32_t (&bits)[kRun], float step) {
  using Type = typename Element<kDType>::Type;
  using Run = typename Element<kDType>::Run;
  Type* const to = static_cast<Type*>(target.logits) + row * target.stride + first;
  if (first + kRun <= target.experts) {
    Type made[kRun];
#pragma unroll
    for (int i = 0; i < kRun; ++i) made[i] = static_cast<Type>(MakeElement<kDType>(recipe, bits[i], first + i, step));
    if (reinterpret_cast<uintptr_t>(to) % sizeof(Run) == 0) {
      *reinterpret_cast<Run*>(to) = {made[0], made[1], made[2], made[3]};
    } else {
#pragma unroll
      for (int i = 0; i < kRun; ++i) to[i] = made[i];
    }
    return;
  }
#pragma unroll
  for (int i = 0; i < kRun; ++i) {
    const int e = first + i;
    if (e >= target.stride) return;
    to[i] = static_cast<Type>(e < target.experts ? MakeElement<kDType>(recipe, bits[i], e, step) : recipe.gap_bits);
  }
}

template <DType kDType>
__global__ void __launch_bounds__(kThreads) DrawRows(RowTarget target, DrawnRows rows) {
  __shared__ RowRecipe recipes[kTileRows];
  const int64_t tile = int64_t{blockIdx.x} * kTileRows;
  const int count = static_cast<int>(target.rows - tile < kTileRows ? target.rows - tile : kTileRows);
  const uint2 key = {RowDraws::Low(rows.seed), RowDraws::High(rows.seed)};
  for (int i = static_cast<int>(threadIdx.x); i < count; i += kThreads) {
    RowDraws draws(rows.seed, static_cast<uint64_t>(tile + i));
    recipes[i] = MakeRecipe(kDType, target.experts, draws);
    if (target.finished != nullptr) {
      const uint32_t draw = draws.Next();
      target.finished[tile + i] =
          (draw & 0xffff) < rows.finished_of_65536 ? static_cast<uint8_t>(1 + (draw >> 16) % 255) : 0;
    }
  }
  __syncthreads();

  constexpr int kRowsAtOnce = kDType == DType::kF32 ? 1 : 2;
  const float step = 1.0f / static_cast<float>(target.experts);
  const int runs = static_cast<int>((target.stride + kRun - 1) / kRun);
  const int items = (count + kRowsAtOnce - 1) / kRowsAtOnce * runs;
  for (int item = static_cast<int>(threadIdx.x); item < items; item += kThreads) {
    const int i = item / runs * kRowsAtOnce;
    const int run = item % runs;
    const uint64_t number = static_cast<uint64_t>(tile + i) / kRowsAtOnce;
    const uint4 random = Philox({static_cast<uint32_t>(run), RowDraws::Low(number), RowDraws::High(number), 0}, key);
    if (kDType == DType::kF32) {
      const uint32_t bits[kRun] = {random.x, random.y, random.z, random.w};
      MakeRun<kDType>(recipes[i], target, tile + i, run * kRun, bits, step);
    } else {
      const uint32_t even[kRun] = {random.x & 0xffff, random.x >> 16, random.y & 0xffff, random.y >> 16};
      MakeRun<kDType>(recipes[i], target, tile + i, run * kRun, even, step);
      if (i + 1 < count) {
        const uint32_t odd[kRun] = {random.z & 0xffff, random.z >> 16, random.w & 0xffff, random.w >> 16};
        MakeRun<kDType>(recipes[i + 1], target, tile + i + 1, run * kRun, odd, step);
      }
    }
  }
}

__global__ void __launch_bounds__(kEnumerateThreads) EnumerateRows(RowTarget target, EnumeratedRows rows, bool wide) {
  const int64_t row = int64_t{blockIdx.x} * kEnumerateThreads + threadIdx.x;
  if (row >= target.rows) return;
  uint64_t rest = rows.first + static_cast<uint64_t>(row);
  for (int64_t e = 0; e < target.stride; ++e) {
    const uint32_t digit = static_cast<uint32_t>(rest % rows.base);
    rest /= rows.base;
    const uint32_t bits = e >= target.experts ? ~0u : rows.alphabet != nullptr ? rows.alphabet[digit] : digit;
    if (wide) {
      static_cast<uint32_t*>(target.logits)[row * target.stride + e] = bits;
    } else {
      static_cast<uint16_t*>(target.logits)[row * target.stride + e] = static_cast<uint16_t>(bits);
    }
  }
  if (target.finished != nullptr) target.finished[row] = 0;
}

}  // namespace

cudaError_t LaunchDrawnRows(const RowTarget& target, const DrawnRows& rows, cudaStream_t stream) {
  if (target.rows == 0) return cudaSuccess;
  const int64_t blocks = (target.rows + kTileRows - 1) / kTileRows;
  if (blocks > kMostBlocks) return cudaErrorInvalidValue;
  const unsigned int grid = static_cast<unsigned int>(blocks);
  switch (target.dtype) {
    case DType::kF32:
      DrawRows<DType::kF32><<<grid, kThreads, 0, stream>>>(target, rows);
      break;
    case DType::kF16:
      DrawRows<DType::kF16><<<grid, kThreads, 0, stream>>>(target, rows);
      break;
    case DType::kBF16:
      DrawRows<DType::kBF16><<<grid, kThreads, 0, stream>>>(target, rows);
      break;
  }
  return cudaPeekAtLastError();
}

cudaError_t LaunchEnumeratedRows(const RowTarget& target, const EnumeratedRows& rows, cudaStream_t stream) {
  if (target.rows == 0) return cudaSuccess;
  const int64_t blocks = (target.rows + kEnumerateThreads - 1) / kEnumerateThreads;
  if (blocks > kMostBlocks) return cudaErrorInvalidValue;
  EnumerateRows<<<static_cast<unsigned int>(blocks), kEnumerateThreads, 0, stream>>>(target, rows,
                                                                                     target.dtype == DType::kF32);
  return cudaPeekAtLastError();
}

}  // namespace gatefuzz::verify
