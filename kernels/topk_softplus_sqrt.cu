// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/topk.cuh"

namespace gatefuzz {

Status TopkSoftplusSqrt(const TopkArgs& args, cudaStream_t stream) {
  return Topk<Operation::kTopkSoftplusSqrt>(args, stream);
}

}  // namespace gatefuzz
