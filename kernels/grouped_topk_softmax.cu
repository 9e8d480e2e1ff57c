// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/topk.cuh"

namespace gatefuzz {

Status GroupedTopkSoftmax(const TopkArgs& args, cudaStream_t stream) {
  return Topk<Operation::kGroupedSoftmax>(args, stream);
}

}  // namespace gatefuzz
