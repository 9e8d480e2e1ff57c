// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels with one fault each, and near misses of them. A function launches its kernel and waits; it returns the error
// that the wait reports.
#ifndef GATEFUZZ_EMULATOR_E2E_FAULTY_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_FAULTY_PROGRAMS_H_

#include <cuda_runtime_api.h>

// Thread i of `threads` writes element i of an array of 100 floats.
cudaError_t WriteElements(unsigned threads);
// Reads a float from `offset` bytes into an array of 100.
cudaError_t ReadAtOffset(int offset);
// Reads element 0 of an array that was filled or not.
cudaError_t ReadFresh(bool filled);
// Writes to an array that was freed before the launch or not.
cudaError_t WriteFreed(bool freed);
// Each thread of 64 writes shared[i], then all read shared[63]; or only the first 63 write.
cudaError_t ReadShared(bool all_write);
// Indexes past a local array of 8 that the thread filled, if index > 7.
cudaError_t ReadLocal(int index);
// Reads element `index` of 64 in shared memory, all of which are written.
cudaError_t ReadSharedAt(int index);
// Writes to a __constant__ variable through its address, or to memory of its own.
cudaError_t WriteConstant(bool constant);
// Calls itself `depth` times.
cudaError_t Recurse(int depth);
// Half of a warp meets at __syncwarp with a mask that names that half, or all; the other half is at a barrier.
cudaError_t MeetHalf(bool name_all);
// Copies eight structs whose padding nobody wrote, then adds up their fields, or their padding too.
cudaError_t AddCopied(bool padding);
// Shuffles with a mask that leaves out the calling lane, or with the right one.
cudaError_t ShuffleWithMask(bool right);
// Three quarters of the block wait at a barrier that the rest passes by on its way to the next, or all do.
cudaError_t WaitForAll(bool all_arrive);
// Counts to `limit`; 0: for ever.
cudaError_t Spin(unsigned limit);
// assert(value > 0).
cudaError_t AssertPositive(int value);
// The same with __trap().
cudaError_t TrapUnlessPositive(int value);

#endif  // GATEFUZZ_EMULATOR_E2E_FAULTY_PROGRAMS_H_
