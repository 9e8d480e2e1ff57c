// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the zoo's sorts by expert do alike and do right, in one block of threads, with the slots of one expert counted
// and scattered by one thread, in rising order. Shares no device code with kernels/, so that a mistake there cannot
// hide here. A sort is a few of these calls with a barrier after each, and one step of its own.
#ifndef GATEFUZZ_ZOO_ALIGN_COMMON_CUH_
#define GATEFUZZ_ZOO_ALIGN_COMMON_CUH_

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "kernels/align.h"
#include "kernels/align_args.h"
#include "kernels/routing_args.h"
#include "zoo/zoo_kernels.h"

namespace gatefuzz::zoo {

inline constexpr int kAlignThreads = 256;

struct AlignCall {
  AlignArgs args;
  int32_t slots;     // T * k
  int32_t capacity;  // of `sorted`
};

// ---------------------------------------------------------------------------------------------------------------------
// device code

// Where each expert's segment begins, and how many slots it has, in shared memory.
struct Segments {
  int32_t count[kMaxExperts];
  int32_t begin[kMaxExperts];
  int32_t total;
  int32_t wrong;
};

__device__ inline int64_t LoadId(const AlignCall& call, int32_t slot) {
  switch (call.args.id_type) {
    case IdType::kInt64:
      return static_cast<const int64_t*>(call.args.ids)[slot];
    case IdType::kUint32:
      return static_cast<const uint32_t*>(call.args.ids)[slot];
    case IdType::kInt32:
      break;
  }
  return static_cast<const int32_t*>(call.args.ids)[slot];
}

__device__ inline int32_t Padded(const AlignCall& call, int32_t count) {
  return (count + call.args.block_size - 1) & -call.args.block_size;
}

// Counts every expert's slots. Called by the whole block, as are all that follow; each needs a barrier before the next.
__device__ inline void CountSlots(const AlignCall& call, Segments& shared) {
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    int32_t count = 0;
    for (int32_t slot = 0; slot < call.slots; ++slot) count += LoadId(call, slot) == expert ? 1 : 0;
    shared.count[expert] = count;
  }
}

// Sets the error flag.
__device__ inline void FlagErrors(const AlignCall& call, Segments& shared) {
  if (threadIdx.x == 0) shared.wrong = 0;
  __syncthreads();
  for (int32_t slot = threadIdx.x; slot < call.slots; slot += blockDim.x) {
    const int64_t id = LoadId(call, slot);
    if (id < 0 || id > call.args.num_experts) atomicOr(&shared.wrong, 1);
  }
  __syncthreads();
  if (threadIdx.x == 0) *call.args.error = shared.wrong;
}

// From counts to places. The total stays in shared memory.
__device__ inline void PlaceSegments(const AlignCall& call, Segments& shared) {
  if (threadIdx.x != 0) return;
  int32_t begin = 0;
  for (int expert = 0; expert < call.args.num_experts; ++expert) {
    shared.begin[expert] = begin;
    begin += Padded(call, shared.count[expert]);
  }
  shared.total = begin;
}

__device__ inline void StoreTotal(const AlignCall& call, const Segments& shared) {
  if (threadIdx.x == 0) *call.args.total = shared.total;
}

__device__ inline void NameBlocks(const AlignCall& call, const Segments& shared) {
  const int32_t block = call.args.block_size;
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    const int32_t begin = shared.begin[expert];
    for (int32_t at = begin; at < begin + Padded(call, shared.count[expert]); at += block) {
      call.args.block_experts[at / block] = expert;
    }
  }
  for (int32_t at = shared.total / block + threadIdx.x; at < call.capacity / block; at += blockDim.x) {
    call.args.block_experts[at] = call.args.num_experts;
  }
}

// Writes the value that pads everywhere, or in [from, to) alone.
__device__ inline void Pad(const AlignCall& call, int32_t from, int32_t to) {
  for (int32_t at = from + threadIdx.x; at < to; at += blockDim.x) call.args.sorted[at] = call.slots;
}
__device__ inline void Pad(const AlignCall& call) { Pad(call, 0, call.capacity); }

// Puts each slot in its segment.
__device__ inline void ScatterSlots(const AlignCall& call, const Segments& shared) {
  for (int expert = threadIdx.x; expert < call.args.num_experts; expert += blockDim.x) {
    int32_t at = shared.begin[expert];
    for (int32_t slot = 0; slot < call.slots; ++slot) {
      if (LoadId(call, slot) == expert) call.args.sorted[at++] = slot;
    }
  }
}

// All before the slots are put in their places: counts, error flag, places, total, experts of blocks.
__device__ inline void Prepare(const AlignCall& call, Segments& shared) {
  FlagErrors(call, shared);
  CountSlots(call, shared);
  __syncthreads();
  PlaceSegments(call, shared);
  __syncthreads();
  StoreTotal(call, shared);
  NameBlocks(call, shared);
}

// ---------------------------------------------------------------------------------------------------------------------
// launcher

using AlignKernel = void (*)(AlignCall);

inline Status LaunchAlign(AlignKernel kernel, const AlignArgs& args, cudaStream_t stream, int threads = kAlignThreads,
                          size_t shared_bytes = 0) {
  if (const Status status = CheckAlignArgs(args, &ZooAlignWorkspaceBytes); !status.ok()) return status;
  const int64_t capacity = AlignCapacity(args.num_tokens, args.k, args.num_experts, args.block_size);
  AlignCall call = {args, static_cast<int32_t>(args.num_tokens * args.k), static_cast<int32_t>(capacity)};
  void* parameters[] = {&call};
  return LaunchStatus(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), dim3(1), dim3(threads), parameters,
                                       shared_bytes, stream));
}

}  // namespace gatefuzz::zoo

#endif  // GATEFUZZ_ZOO_ALIGN_COMMON_CUH_
