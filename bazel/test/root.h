// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A header that block_sum.cu gets through a dependency.
#ifndef GATEFUZZ_BAZEL_TEST_ROOT_H_
#define GATEFUZZ_BAZEL_TEST_ROOT_H_

inline __device__ float Root(float x) { return sqrtf(x); }

#endif  // GATEFUZZ_BAZEL_TEST_ROOT_H_
