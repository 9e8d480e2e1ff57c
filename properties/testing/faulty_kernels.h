// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels with faults that only device code can commit and only the emulator survives or shows. They route nothing.
#ifndef GATEFUZZ_PROPERTIES_TESTING_FAULTY_KERNELS_H_
#define GATEFUZZ_PROPERTIES_TESTING_FAULTY_KERNELS_H_

#include "kernels/routing.h"

namespace gatefuzz::testing {

// Reads one element past the last logit, where there are at least two rows.
Status ReadsPastTheEnd(const TopkArgs& args, cudaStream_t stream);
// A lane shuffles under a mask without itself.
Status ShufflesOutsideItsMask(const TopkArgs& args, cudaStream_t stream);
// Each lane stores another value to the first weight.
Status Races(const TopkArgs& args, cudaStream_t stream);
// Changes the last bit of the first weight, which was written before, where there is one.
Status ChangesTheFirstWeight(const TopkArgs& args, cudaStream_t stream);
// Never ends.
Status Hangs(const TopkArgs& args, cudaStream_t stream);

// Spoils the first weight, which was written before, unless 2^n by ex2.approx, cut to an integer, is 1 << n for each n
// to 16. It is on the GPUs that there are; PTX lets it be a little less.
Status TrustsPowersOfTwo(const TopkArgs& args, cudaStream_t stream);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_PROPERTIES_TESTING_FAULTY_KERNELS_H_
