// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The expert sort between routing and a grouped GEMM: which (token, choice) pairs does each expert work on, in blocks
// of one expert each? docs/contract.md, "align_experts", says what is owed on every input; this header says how to call
// it.
//
// Stream-ordered like kernels/routing.h: checks its arguments on the host, launches on `stream` and returns. Never
// allocates, never synchronises, may be captured in a CUDA graph, and may be called from any number of threads.
#ifndef GATEFUZZ_KERNELS_ALIGN_H_
#define GATEFUZZ_KERNELS_ALIGN_H_

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {

inline constexpr int kMaxAlignBlock = 256;

// All pointers are device pointers, aligned to their elements; outputs and workspace overlap nothing.
struct AlignArgs {
  // The ids of T tokens, k each, row-major, contiguous: any bit pattern. An id in [0, E) is an expert, E is the
  // sentinel, whose slot is skipped in silence; any other sets the error flag and is skipped. Duplicates are legal.
  const void* ids = nullptr;
  IdType id_type = IdType::kInt32;
  int64_t num_tokens = 0;   // T >= 0; of 0 tokens the outputs are written all the same
  int32_t k = 0;            // in [1, kMaxTopK], and T * k + E * (B - 1) rounded up to a multiple of B <= 2^31 - 1
  int32_t num_experts = 0;  // E in [1, kMaxExperts]
  int32_t block_size = 0;   // B, a power of 2 in [1, kMaxAlignBlock]

  // Outputs. Capacity C = AlignCapacity(T, k, E, B).
  int32_t* sorted = nullptr;         // C slots t*k+j, by expert, rising within one; T*k pads each expert's segment to a
                                     // multiple of B, and fills what lies past the total
  int32_t* block_experts = nullptr;  // C / B: the expert of each block of B slots; E past the total
  int32_t* total = nullptr;          // 1: slots used, padding included, a multiple of B
  int32_t* error = nullptr;          // 1: 1 if an id lies outside [0, E], else 0

  // AlignWorkspaceBytes() bytes of any content, aligned to 16; not needed after the call. May be null where that is 0.
  void* workspace = nullptr;
  size_t workspace_bytes = 0;
};

// Elements of `sorted`: T*k + E*(B-1), rounded up to a multiple of B. Requires: arguments within their bounds.
int64_t AlignCapacity(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

// Bytes of workspace that a call of this shape needs. Requires: arguments within their bounds.
size_t AlignWorkspaceBytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

// Stable and deterministic: the outputs depend on the ids alone.
Status AlignExperts(const AlignArgs& args, cudaStream_t stream);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ALIGN_H_
