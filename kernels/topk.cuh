// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The entry points' common body: checks the arguments and launches the kernel that suits them. Each operation's .cu
// file instantiates it.
#ifndef GATEFUZZ_KERNELS_TOPK_CUH_
#define GATEFUZZ_KERNELS_TOPK_CUH_

#include <algorithm>
#include <type_traits>

#include "kernels/launch.cuh"
#include "kernels/row_per_warp.cuh"
#include "kernels/rows_per_warp.cuh"

namespace gatefuzz {

// The smallest power of 2 from 1 to `most` that, as a number of units a block, puts `units` on all multiprocessors.
inline int UnitsPerBlock(int64_t units, int most) {
  int per_block = 1;
  while (per_block < most && units > per_block * kTypicalMultiprocessors) per_block *= 2;
  return per_block;
}

template <typename Spec>
Status LaunchRowPerWarp(const TopkArgs& args, cudaStream_t stream) {
  const int rows = UnitsPerBlock(args.num_tokens, kMostRowsPerBlock);
  unsigned int blocks = GridBlocks(args.num_tokens, rows);
  // With a bias, which a warp keeps, more blocks than run at once would load it anew.
  if (Spec::kBiased) blocks = std::min<unsigned int>(blocks, kTypicalMultiprocessors * Spec::kBlocks);
  return LaunchOverlapping(&RowPerWarpKernel<Spec>, blocks, rows * kWarpSize, stream, args, ShapeOfGroups(args));
}

template <Operation kOperation, DType kDType, bool kBiased>
Status LaunchRowPerWarp(const TopkArgs& args, cudaStream_t stream) {
  const int per_lane = (args.num_experts + kWarpSize - 1) / kWarpSize;
  if (per_lane <= 1) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 1, kBiased>>(args, stream);
  if (per_lane <= 2) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 2, kBiased>>(args, stream);
  if (per_lane <= 4) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 4, kBiased>>(args, stream);
  // In between only where work grows with the elements, not with the choices.
  if constexpr (kBiased) {
    if (per_lane <= 6) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 6, kBiased>>(args, stream);
  }
  if (per_lane <= 8) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 8, kBiased>>(args, stream);
  if constexpr (kBiased) {
    if (per_lane <= 12) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 12, kBiased>>(args, stream);
  }
  if (per_lane <= 16) return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 16, kBiased>>(args, stream);
  static_assert(kMaxExperts <= 32 * kWarpSize);
  return LaunchRowPerWarp<WarpSpec<kOperation, kDType, 32, kBiased>>(args, stream);
}

template <typename Spec>
Status LaunchRowsPerWarp(const TopkArgs& args, cudaStream_t stream) {
  constexpr int kRowsPerWarp = kWarpSize / Spec::kLanes;
  const int64_t warps = (args.num_tokens - 1) / kRowsPerWarp + 1;
  const int threads = kWarpSize * UnitsPerBlock(warps, kMostThreadsPerBlock / kWarpSize);
  return LaunchOverlapping(&RowsPerWarpKernel<Spec>, GridBlocks(args.num_tokens, threads / Spec::kLanes), threads,
                           stream, args);
}

// Fewer rows are done sooner by more lanes each.
inline constexpr int64_t kManyRows = 512;

// Do the kernels of rows_per_warp.cuh suit this call?
inline bool SuitsRowsPerWarp(const TopkArgs& args) {
  if (args.correction_bias != nullptr || args.k > 8) return false;
  return args.num_experts <= 64 || (args.num_experts <= 128 && args.num_tokens >= kManyRows);
}

template <Operation kOperation, DType kDType>
Status LaunchRowsPerWarp(const TopkArgs& args, cudaStream_t stream) {
  const int experts = args.num_experts;
  if (experts <= 8 && args.k <= 2) return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 1, 8, 2>>(args, stream);
  if (experts <= 8) return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 1, 8, 8>>(args, stream);
  if (experts <= 32) return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 4, 8, 8>>(args, stream);
  if (experts <= 64 && args.num_tokens < kManyRows) {
    return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 8, 8, 8>>(args, stream);
  }
  if (experts <= 64) return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 4, 16, 8>>(args, stream);
  return LaunchRowsPerWarp<LanesSpec<kOperation, kDType, 8, 16, 8>>(args, stream);
}

template <Operation kOperation, DType kDType>
Status LaunchTopk(const TopkArgs& args, cudaStream_t stream) {
  if constexpr (kDType != DType::kF32 && !IsGrouped(kOperation)) {
    if (SuitsRowsPerWarp(args)) return LaunchRowsPerWarp<kOperation, kDType>(args, stream);
  }
  return args.correction_bias == nullptr ? LaunchRowPerWarp<kOperation, kDType, false>(args, stream)
                                         : LaunchRowPerWarp<kOperation, kDType, true>(args, stream);
}

template <Operation kOperation>
Status Topk(const TopkArgs& args, cudaStream_t stream) {
  const Status status = CheckTopkArgs(args, IsGrouped(kOperation));
  if (!status.ok() || args.num_tokens == 0) return status;
  const TopkArgs resolved = WithDefaults(args);
  switch (args.logits_dtype) {
    case DType::kF32:
      return LaunchTopk<kOperation, DType::kF32>(resolved, stream);
    case DType::kF16:
      return LaunchTopk<kOperation, DType::kF16>(resolved, stream);
    case DType::kBF16:
      break;
  }
  return LaunchTopk<kOperation, DType::kBF16>(resolved, stream);
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_TOPK_CUH_
