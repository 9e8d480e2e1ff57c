// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels with one data race each, and the same without it: `right` adds what is missing. A function launches, waits
// and returns the error of the wait; results are what a right run gives.
#ifndef GATEFUZZ_EMULATOR_E2E_RACY_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_RACY_PROGRAMS_H_

#include <cuda_runtime_api.h>

// 64 threads reverse an array through shared memory; a barrier of the block stands in between.
cudaError_t ReverseInBlock(bool right);
// A warp sums 32 numbers in shared memory, volatile, halving; with or without __syncwarp.
cudaError_t SumInWarp(bool right, int* sum);
// Lanes hand values to their neighbours in groups of 8, which synchronise alone; the wrong one reads beyond its group.
cudaError_t ShiftInTile(bool right);
// A shuffle stands between a lane's store and another lane's load: it orders nothing; __syncwarp does.
cudaError_t ShuffleThenRead(bool right);
// Every thread adds 1 to a counter, atomically or not.
cudaError_t Count(bool right, unsigned* count);
// All lanes of a warp store to one word: the same value, or each its own.
cudaError_t StoreTogether(bool right);
// 64 threads change neighbouring 16-bit numbers in place; the wrong ones as 32-bit words that overlap.
cudaError_t ChangeHalves(bool right);
// A warp fills a buffer and arrives at a named barrier, where another one waits to read it; the wrong one fills on
// after it arrived.
cudaError_t ProduceAndConsume(bool right);
// Each block publishes a partial sum, the last to come adds them up (threadFenceReduction); the wrong one has no fence.
cudaError_t SumInLastBlock(bool right, unsigned* sum);
// A block reads what the block before it wrote: in the launch after, or in the same.
cudaError_t ReadOtherBlock(bool right);
// Block 0 waits for the flag of the last of `blocks`, then reads what that one wrote; the flag is volatile, and fences
// stand on both sides, or not.
cudaError_t WaitForLastBlock(bool right, unsigned blocks, int* result);
// A counter taken with atomicAdd_block by every block, or with atomicAdd.
cudaError_t TakeTickets(bool right);

#endif  // GATEFUZZ_EMULATOR_E2E_RACY_PROGRAMS_H_
