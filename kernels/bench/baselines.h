// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the production kernels are measured beside. Stream-ordered; arguments are not checked. Benchmarks only.
#ifndef GATEFUZZ_KERNELS_BENCH_BASELINES_H_
#define GATEFUZZ_KERNELS_BENCH_BASELINES_H_

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

// A kernel that does nothing: what a launch costs.
cudaError_t LaunchEmpty(cudaStream_t stream);

// Copies `bytes`, a multiple of 16: what memory gives.
cudaError_t LaunchCopy(void* to, const void* from, int64_t bytes, cudaStream_t stream);

// The textbook: softmax into shared memory by one block a row, then k passes of argmax over it. f32, f16 and bf16
// logits, int32 ids, contiguous rows; renormalises where asked. Right on finite logits alone.
cudaError_t LaunchNaiveTopkSoftmax(const TopkArgs& args, cudaStream_t stream);

// TopkSoftmax's kernels without the handling of non-finite logits: what that costs. Right on finite logits alone.
Status UnguardedTopkSoftmax(const TopkArgs& args, cudaStream_t stream);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_BENCH_BASELINES_H_
