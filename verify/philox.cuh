// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011): 128 random
// bits for each counter, without state.
#ifndef GATEFUZZ_VERIFY_PHILOX_CUH_
#define GATEFUZZ_VERIFY_PHILOX_CUH_

#include <cuda_runtime.h>

#include <cstdint>

namespace gatefuzz::verify {

__host__ __device__ inline uint4 Philox(uint4 counter, uint2 key) {
#ifdef __CUDA_ARCH__
#pragma unroll
#endif
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = uint64_t{0xD2511F53u} * counter.x;
    const uint64_t b = uint64_t{0xCD9E8D57u} * counter.z;
    counter = {static_cast<uint32_t>(b >> 32) ^ counter.y ^ key.x, static_cast<uint32_t>(b),
               static_cast<uint32_t>(a >> 32) ^ counter.w ^ key.y, static_cast<uint32_t>(a)};
    key.x += 0x9E3779B9u;
    key.y += 0xBB67AE85u;
  }
  return counter;
}

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_PHILOX_CUH_
