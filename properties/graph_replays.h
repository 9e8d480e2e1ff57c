// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the clause `graph` is judged by: calls captured as CUDA graphs at the sizes of batches, replayed with fewer live
// rows, again and again, in the same memory.
#ifndef GATEFUZZ_PROPERTIES_GRAPH_REPLAYS_H_
#define GATEFUZZ_PROPERTIES_GRAPH_REPLAYS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/outcome.h"
#include "harness/random.h"
#include "harness/routing_case.h"
#include "harness/runner.h"

namespace gatefuzz {

// What the logits of rows past the live ones are.
enum class Padding { kLeftOver, kNan, kInfinity, kMinusInfinity, kGarbage };

struct GraphReplay {
  size_t graph = 0;       // which of GraphPlan::sizes
  int64_t live = 1;       // rows [0, live) are rows of the case
  int64_t first_row = 0;  // of the case; it is followed by the next ones, after the last by the first
  Padding padding = Padding::kLeftOver;
  int times = 1;  // launches in a row
};

struct GraphPlan {
  std::vector<int64_t> sizes;  // rows of each captured call, the largest first
  std::vector<GraphReplay> replays;
};

// The first `rows` rows of the case, from the first again where it has fewer. Requires: it has one; a case may have so
// many.
RoutingCase Resized(const RoutingCase& routing_case, int64_t rows);

// "replay 2 (a graph of 8 rows, 3 live, padding NaN)".
std::string Describe(const GraphPlan& plan, size_t replay);

// Draws what padding rows of garbage hold.
Random PaddingDraws(const RoutingCase& routing_case);

// Rows [0, replay.live) of `memory` become rows of the case, those that follow padding. Requires: the two differ in
// logits, flags of finished rows and tokens alone; replay.live <= tokens of `memory`.
void PutBatch(const RoutingCase& routing_case, const GraphReplay& replay, Random* random, RoutingCase* memory);

// Live rows must have the bits of an uncaptured run of the case (`graph`; `independent` where an uncaptured run of the
// same batch has other bits as well), and all rows, padding too, must be what the contract asks of a launch; what is
// wrong with them is reported by its own clause, unless an uncaptured run of the same batch has other bits. Discard
// where the kernel lacks what the case asks for, or capture. Requires: the case has rows; every size is in [1,
// sizes[0]], of which a case may have so many; every replay's live rows are in [1, its graph's size].
Outcome CheckReplays(const RoutingCase& routing_case, Runner& runner, const GraphPlan& plan);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_GRAPH_REPLAYS_H_
