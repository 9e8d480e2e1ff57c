// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every replay uploads the whole arena, outputs as the last one left them, so that canaries, marks and downloads are
// those of any launch. To the kernel that is memory which nobody touched.
#include "harness/graph_runner.h"

#include <utility>

#include "fmt/format.h"

namespace gatefuzz {

LaunchReport GraphRunner::Capture(const RoutingCase& largest, std::span<const int64_t> sizes) {
  LaunchReport report;
  DeviceSession& session = runner_.session();
  const LaunchLayout layout(largest, &session.arena());
  for (const int64_t rows : sizes) {
    const auto call = [&](cudaStream_t stream) {
      TopkArgs args = layout.Args(runner_.kernel().operation);
      args.num_tokens = rows;
      return runner_.kernel().function(args, stream);
    };
    Graph graph = {.rows = rows, .call = {}};
    if (!session.Capture(call, &graph.call, &report)) return report;
    graphs_.push_back(std::move(graph));
  }
  address_ = layout.Args(runner_.kernel().operation).logits;
  return report;
}

Launch GraphRunner::Replay(const RoutingCase& batch, size_t graph, int times) {
  Launch launch;
  DeviceSession& session = runner_.session();
  LaunchLayout layout(batch, &session.arena());
  const bool first = left_over_[0].empty();
  if (!first) layout.PutOutputs(left_over_);
  const Graph& replayed = graphs_[graph];
  const auto call = [&](cudaStream_t stream) {
    Status status;
    if (layout.Args(runner_.kernel().operation).logits != address_) {
      launch.harness_error = "the memory moved under a captured graph";
      return status;
    }
    for (int i = 0; i < times && status.ok(); ++i) status = replayed.call.Launch(stream);
    return status;
  };
  if (!session.Launch(batch.seed, call, &launch) || !launch.harness_error.empty()) return launch;

  for (const LaunchLayout::Unwritten& unwritten : layout.UnwrittenRows()) {
    if (unwritten.row >= replayed.rows || launch.violations.size() >= kMaxViolations) break;
    launch.violations.push_back({Clause::kComplete, unwritten.row, unwritten.slot,
                                 fmt::format("this element of `{}` was not written", unwritten.output)});
  }
  session.JudgeFrame(&launch);
  if (const int64_t row = layout.FirstChangedRow(replayed.rows); row >= 0) {
    launch.violations.push_back(
        {Clause::kFrame, row, -1, fmt::format("the graph of {} rows wrote outputs of row {}", replayed.rows, row)});
  }
  left_over_ = layout.LeftOver();
  launch.result = layout.Result();
  const size_t elements = static_cast<size_t>(replayed.rows * batch.problem.k);
  launch.result.ids.resize(elements);
  launch.result.weights.resize(elements);
  if (!launch.result.source_rows.empty()) launch.result.source_rows.resize(elements);
  return launch;
}

}  // namespace gatefuzz
