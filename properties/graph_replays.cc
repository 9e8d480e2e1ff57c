// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/graph_replays.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "harness/case_edit.h"
#include "harness/graph_runner.h"
#include "properties/relational.h"
#include "reference/checker.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr const char* kPaddingNames[] = {"left over", "NaN", "+Inf", "-Inf", "garbage"};

void PutPadding(Padding padding, Random* random, DType dtype, std::span<uint32_t> row) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (padding) {
    case Padding::kLeftOver:
      return;
    case Padding::kNan:
      std::ranges::fill(row, FromDouble(dtype, std::numeric_limits<double>::quiet_NaN()));
      return;
    case Padding::kInfinity:
      std::ranges::fill(row, FromDouble(dtype, kInfinity));
      return;
    case Padding::kMinusInfinity:
      std::ranges::fill(row, FromDouble(dtype, -kInfinity));
      return;
    case Padding::kGarbage:
      const uint64_t bits = uint64_t{1} << (8 * DTypeSize(dtype));
      for (uint32_t& logit : row) logit = static_cast<uint32_t>(random->Below(bits));
      return;
  }
}

// One replay in progress.
struct Judge {
  const RoutingCase& routing_case;
  Runner& runner;
  const RoutingResult& uncaptured;  // of the case
  const GraphReplay& replay;
  std::string what;   // names it
  RoutingCase batch;  // that it ran on: as many rows as its graph has

  int64_t CaseRow(int64_t row) const {
    return row < replay.live ? (replay.first_row + row) % routing_case.problem.tokens : -1;
  }

  std::optional<Violation> LiveRowThatDiffers(const RoutingResult& result) const {
    const int32_t k = routing_case.problem.k;
    for (int64_t row = 0; row < replay.live; ++row) {
      auto difference = FirstDifference(Clause::kGraph, {uncaptured, CaseRow(row), k}, {result, row, k}, k,
                                        Compare::kIdsAndWeights, fmt::format("as row {} of {}", row, what));
      if (difference) return difference;
    }
    return std::nullopt;
  }

  // What is wrong with any row, padding or not, as the checker sees it.
  std::vector<Violation> Illegal(const RoutingResult& result) {
    batch.problem.operation = runner.kernel().operation;
    std::vector<Violation> violations = CheckResult(batch.problem, result, runner.kernel().agreement);
    for (Violation& violation : violations) {
      const int64_t row = violation.row;
      violation.row = CaseRow(row);
      violation.message =
          fmt::format("{}, {} row {}: {}", what, violation.row < 0 ? "padding" : "live", row, violation.message);
    }
    return violations;
  }

  // The same batch without a graph: a fault that this has too is no fault of the replay.
  Outcome Blame(std::vector<Violation> violations, const RoutingResult& result) {
    RoutingResult plain;
    if (auto stop = RunOrStop(batch, runner, "the batch of " + what + ", uncaptured", &plain)) return *stop;
    const int32_t k = routing_case.problem.k;
    for (int64_t row = 0; row < batch.problem.tokens; ++row) {
      auto difference =
          FirstDifference(Clause::kGraph, {plain, row, k}, {result, row, k}, k, Compare::kIdsAndWeights,
                          fmt::format("in {}, {} row {}", what, row < replay.live ? "live" : "padding", row));
      if (!difference) continue;
      difference->row = CaseRow(row);
      return FailOf(*difference);
    }
    for (Violation& violation : violations) {
      if (violation.clause == Clause::kGraph) violation.clause = Clause::kIndependent;
    }
    return Fail{std::move(violations), {}};
  }
};

std::optional<Outcome> StopOf(LaunchReport* report, std::string_view what) {
  if (!report->harness_error.empty()) return HarnessError{report->harness_error};
  BlameRefusal(report);
  if (report->violations.empty()) return std::nullopt;
  for (Violation& violation : report->violations) violation.message = fmt::format("{}: {}", what, violation.message);
  return Fail{std::move(report->violations), std::move(report->diagnostics)};
}

}  // namespace

RoutingCase Resized(const RoutingCase& routing_case, int64_t rows) {
  std::vector<int64_t> from(static_cast<size_t>(rows));
  for (int64_t row = 0; row < rows; ++row) from[static_cast<size_t>(row)] = row % routing_case.problem.tokens;
  return WithRows(routing_case, from);
}

std::string Describe(const GraphPlan& plan, size_t replay) {
  const GraphReplay& described = plan.replays[replay];
  const int64_t rows = plan.sizes[described.graph];
  std::string text = fmt::format("replay {} (a graph of {} rows, {} live", replay + 1, rows, described.live);
  if (described.live == rows) return text + ")";
  return text + fmt::format(", padding {})", kPaddingNames[static_cast<int>(described.padding)]);
}

Random PaddingDraws(const RoutingCase& routing_case) { return Random(routing_case.seed, kGraphPaddingStream); }

void PutBatch(const RoutingCase& routing_case, const GraphReplay& replay, Random* random, RoutingCase* memory) {
  const int64_t tokens = routing_case.problem.tokens;
  for (int64_t row = 0; row < replay.live; ++row) {
    const int64_t from = (replay.first_row + row) % tokens;
    std::ranges::copy(LogitRow(routing_case, from), LogitRow(memory, row).begin());
    if (routing_case.problem.finished.empty()) continue;
    memory->problem.finished[static_cast<size_t>(row)] = routing_case.problem.finished[static_cast<size_t>(from)];
  }
  for (int64_t row = replay.live; row < memory->problem.tokens; ++row) {
    PutPadding(replay.padding, random, memory->problem.dtype, LogitRow(memory, row));
  }
}

Outcome CheckReplays(const RoutingCase& routing_case, Runner& runner, const GraphPlan& plan) {
  if ((runner.kernel().lacks & kLacksCapture) != 0) return Discard{"the kernel cannot be captured"};
  RoutingResult uncaptured;
  if (std::optional<Outcome> stop = RunOrStop(routing_case, runner, "", &uncaptured)) return *stop;

  RoutingCase memory = Resized(routing_case, plan.sizes.front());
  GraphRunner graphs(runner);
  LaunchReport captured = graphs.Capture(memory, plan.sizes);
  if (auto stop = StopOf(&captured, "capture")) return *stop;

  Random random = PaddingDraws(routing_case);
  for (size_t i = 0; i < plan.replays.size(); ++i) {
    const GraphReplay& replay = plan.replays[i];
    const int64_t rows = plan.sizes[replay.graph];
    const std::string what = Describe(plan, i);
    PutBatch(routing_case, replay, &random, &memory);
    Launch launch = graphs.Replay(memory, replay.graph, replay.times);
    if (auto stop = StopOf(&launch, what)) return *stop;
    Judge judge{routing_case, runner, uncaptured, replay, what, Resized(memory, rows)};
    if (auto difference = judge.LiveRowThatDiffers(launch.result)) return judge.Blame({*difference}, launch.result);
    if (auto violations = judge.Illegal(launch.result); !violations.empty()) {
      return judge.Blame(std::move(violations), launch.result);
    }
  }
  return Pass{};
}

}  // namespace gatefuzz
