// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The seed of a run for which the user gave none.
#ifndef GATEFUZZ_CAMPAIGN_DRAW_SEED_H_
#define GATEFUZZ_CAMPAIGN_DRAW_SEED_H_

#include <cstdint>

namespace gatefuzz {

// From 1 to 1,000,000,000; of the time and the process, so that runs side by side differ.
uint64_t DrawSeed();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_DRAW_SEED_H_
