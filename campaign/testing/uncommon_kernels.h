// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels whose PTX is worth a look: no production kernel has such instructions.
#ifndef GATEFUZZ_CAMPAIGN_TESTING_UNCOMMON_KERNELS_H_
#define GATEFUZZ_CAMPAIGN_TESTING_UNCOMMON_KERNELS_H_

#include "kernels/routing.h"

namespace gatefuzz::testing {

// Route nothing. The first has an instruction that the emulator leaves out, a tensor core's; the second one whose GPU
// result is a known divergence.
Status LaunchTensorCore(const TopkArgs& args, cudaStream_t stream);
Status LaunchTanh(const TopkArgs& args, cudaStream_t stream);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_CAMPAIGN_TESTING_UNCOMMON_KERNELS_H_
