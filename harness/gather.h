// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The consumer of a sort by expert, as a grouped GEMM begins: it walks the sorted slots, takes each slot's token and
// block's expert, and gathers the token's value. What it did is left where a test can see whether each slot was
// gathered once. A position that holds no slot is told of, not followed, so that a GPU survives it; the emulator says
// that it was never written.
#ifndef GATEFUZZ_HARNESS_GATHER_H_
#define GATEFUZZ_HARNESS_GATHER_H_

#include <cuda_runtime_api.h>

#include <cstdint>

namespace gatefuzz {

inline constexpr int32_t kNoWildPosition = 0x7F7F7F7F;

// Device pointers. T*k slots.
struct GatherArgs {
  // What align_experts wrote, see kernels/align.h.
  const int32_t* sorted = nullptr;
  const int32_t* block_experts = nullptr;
  const int32_t* total = nullptr;
  int32_t capacity = 0;  // of `sorted`
  int32_t block_size = 0;
  int32_t slots = 0;
  int32_t k = 0;
  const int32_t* tokens = nullptr;  // T: what stands for a token's activations

  // Outputs.
  int32_t* times = nullptr;    // T*k: how often the slot was gathered
  int32_t* experts = nullptr;  // T*k: for which expert, at one of those times; not written where never
  int32_t* values = nullptr;   // T*k: tokens[slot / k]; likewise
  int32_t* wild = nullptr;     // 1: the first position before the total that holds neither a slot nor T*k, else
                               // kNoWildPosition
};

// Clears `times` and `wild`, then gathers, on `stream`; may be captured. Requires: slots > 0.
cudaError_t Gather(const GatherArgs& args, cudaStream_t stream);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_GATHER_H_
