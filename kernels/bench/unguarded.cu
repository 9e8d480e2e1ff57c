// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For the shapes that the benchmark asks for: bfloat16 without a bias, of 128 experts or of 257 to 512.
#include "kernels/bench/baselines.h"
#include "kernels/topk.cuh"

namespace gatefuzz {

Status UnguardedTopkSoftmax(const TopkArgs& args, cudaStream_t stream) {
  constexpr Operation kSoftmax = Operation::kTopkSoftmax;
  const TopkArgs resolved = WithDefaults(args);
  if (args.num_experts > 128) {
    return LaunchRowPerWarp<WarpSpec<kSoftmax, DType::kBF16, 16, false, false>>(resolved, stream);
  }
  if (SuitsRowsPerWarp(args)) {
    return LaunchRowsPerWarp<LanesSpec<kSoftmax, DType::kBF16, 8, 16, 8, false>>(resolved, stream);
  }
  return LaunchRowPerWarp<WarpSpec<kSoftmax, DType::kBF16, 4, false, false>>(resolved, stream);
}

}  // namespace gatefuzz
