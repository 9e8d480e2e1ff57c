// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A batch as a serving engine has it, and the replays that its graphs see.
#ifndef GATEFUZZ_PROPERTIES_TESTING_SERVED_BATCH_H_
#define GATEFUZZ_PROPERTIES_TESTING_SERVED_BATCH_H_

#include <cstdint>

#include "harness/routing_case.h"
#include "kernels/kernel_table.h"
#include "properties/graph_replays.h"

namespace gatefuzz::testing {

// 512 tokens, 128 experts, k = 8, bf16, renormalised: like a router's output, as Qwen3 has it. With a bias and 8
// groups, 4 kept, where the operation is grouped.
RoutingCase ServedBatch(Operation operation);

// Captured at 512 rows, and at 64. First the largest batch, then others of 1 to 512 live rows, large and small in turn,
// each with other rows, with every kind of padding, now and then on the small graph: all 512 sizes on a GPU, a few on
// the emulator.
GraphPlan ServedBatches();

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_PROPERTIES_TESTING_SERVED_BATCH_H_
