// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The chain router -> sort by expert -> gathering consumer, captured as one graph and replayed like a router alone
// (graph_replays.h). Not a property of the table: it judges two kernels at once.
#ifndef GATEFUZZ_PROPERTIES_CHAIN_H_
#define GATEFUZZ_PROPERTIES_CHAIN_H_

#include <cstdint>
#include <vector>

#include "harness/chain_runner.h"
#include "harness/outcome.h"
#include "harness/routing_case.h"
#include "properties/graph_replays.h"

namespace gatefuzz {

// What is wrong with a launch of the chain on the rows of `batch`: of the router by the checker, of the sort by its
// checker given the ids that the router wrote, then of the consumer, as permutation: each slot whose id names an expert
// must have been gathered once, for that expert, with its token's value, and nothing else. Messages begin with the
// kernel. Requires: the launch ended well; `batch` has as many rows as its graph.
std::vector<Violation> JudgeChain(const RoutingCase& batch, const KernelInfo& router, int32_t block_size,
                                  const ChainLaunch& launch);

// Replays the plan; the first replay that is wrong ends it. Discard where the router lacks what the case asks for, or
// capture. Requires: as CheckReplays; `runner` has captured nothing yet.
Outcome CheckChain(const RoutingCase& routing_case, ChainRunner& runner, const GraphPlan& plan, int32_t block_size);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_CHAIN_H_
