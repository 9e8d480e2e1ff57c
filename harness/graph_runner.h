// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches a routing kernel as inference engines do: calls for batches of several sizes are captured as CUDA graphs
// over the same buffers, then replayed for batch after batch. Rows of logits and flags change between replays; the rest
// of the memory, addresses included, stays as the last replay left it.
//
// Not thread-safe, like the Runner whose device memory it uses.
#ifndef GATEFUZZ_HARNESS_GRAPH_RUNNER_H_
#define GATEFUZZ_HARNESS_GRAPH_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/device_session.h"
#include "harness/launch_layout.h"
#include "harness/routing_case.h"
#include "harness/runner.h"

namespace gatefuzz {

class GraphRunner {
 public:
  explicit GraphRunner(Runner& runner) : runner_(runner) {}

  // Lays out the buffers of `largest` and captures one call for each of `sizes`, of the first so many rows. The report
  // has a harness error or violations where a call cannot be captured. Requires: each size is in [1, T]; the kernel
  // offers what the case asks for, and to be captured.
  LaunchReport Capture(const RoutingCase& largest, std::span<const int64_t> sizes);

  // Uploads the rows of `batch` and launches the graph of sizes[graph] `times` in a row. Outputs hold what the replay
  // before it left, poison in the first one. The result has the graph's rows alone; that it changed others is a
  // violation of frame. In between, runner.Run may be called with cases that are no larger. Requires: Capture found
  // nothing wrong, nor did a replay; `batch` differs from `largest` in logits and flags of finished rows alone.
  Launch Replay(const RoutingCase& batch, size_t graph, int times = 1);

 private:
  struct Graph {
    int64_t rows;
    CapturedCall call;
  };

  Runner& runner_;
  std::vector<Graph> graphs_;
  const void* address_ = nullptr;     // of the buffers at capture
  LaunchLayout::Contents left_over_;  // empty before the first replay
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_GRAPH_RUNNER_H_
