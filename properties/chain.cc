// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/chain.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "harness/device_arena.h"
#include "harness/gather.h"
#include "harness/runner.h"
#include "reference/align_checker.h"
#include "reference/checker.h"

namespace gatefuzz {
namespace {

constexpr int32_t kPoison = static_cast<int32_t>(kPoisonByte * 0x01010101u);

void Prefix(std::string_view prefix, std::vector<Violation> from, std::vector<Violation>* to) {
  for (Violation& violation : from) {
    violation.message = fmt::format("{}: {}", prefix, violation.message);
    to->push_back(std::move(violation));
  }
}

// The first element of an output of the sort that was never written since the memory was filled.
std::vector<Violation> Unwritten(const AlignResult& result) {
  std::vector<Violation> violations;
  const auto look = [&](const char* name, const std::vector<int32_t>& words) {
    for (size_t i = 0; i < words.size(); ++i) {
      if (words[i] != kPoison) continue;
      violations.push_back({Clause::kComplete, -1, -1, fmt::format("{}[{}] was not written", name, i)});
      return;
    }
  };
  look("sorted", result.sorted);
  look("block_experts", result.block_experts);
  look("total", {result.total});
  look("error", {result.error});
  return violations;
}

std::vector<Violation> JudgeConsumer(const AlignProblem& problem, const ChainLaunch& launch) {
  std::vector<Violation> violations;
  const auto blame = [&](int64_t slot, std::string message) {
    violations.push_back(
        {Clause::kPermutation, slot / problem.k, static_cast<int32_t>(slot % problem.k), std::move(message)});
  };
  if (launch.wild >= 0 && launch.wild < problem.capacity()) {
    violations.push_back({Clause::kPermutation, -1, -1,
                          fmt::format("sorted[{}] is {}, which is no slot of {} and no padding", launch.wild,
                                      launch.aligned.sorted[static_cast<size_t>(launch.wild)], problem.slots())});
  }
  for (int64_t slot = 0; slot < problem.slots() && violations.size() < kMaxViolations; ++slot) {
    const size_t at = static_cast<size_t>(slot);
    const int32_t wanted = NamesExpert(problem.ids[at], problem.experts) ? 1 : 0;
    if (launch.times[at] != wanted) {
      blame(slot, fmt::format("gathered {} times, not {}", launch.times[at], wanted));
    } else if (wanted == 1 && launch.experts[at] != problem.ids[at]) {
      blame(slot, fmt::format("gathered for expert {}, not {}", launch.experts[at], problem.ids[at]));
    } else if (wanted == 1 && launch.values[at] != ChainTokenValue(slot / problem.k)) {
      blame(slot, fmt::format("gathered {}, not {}", launch.values[at], ChainTokenValue(slot / problem.k)));
    }
  }
  return violations;
}

std::optional<Outcome> StopOf(LaunchReport* report, std::string_view what) {
  if (!report->harness_error.empty()) return HarnessError{report->harness_error};
  BlameRefusal(report);
  if (report->violations.empty()) return std::nullopt;
  Fail fail;
  Prefix(what, std::move(report->violations), &fail.violations);
  fail.diagnostics = std::move(report->diagnostics);
  return fail;
}

}  // namespace

std::vector<Violation> JudgeChain(const RoutingCase& batch, const KernelInfo& router, int32_t block_size,
                                  const ChainLaunch& launch) {
  std::vector<Violation> violations;
  RoutingProblem problem = batch.problem;
  problem.operation = router.operation;
  Prefix("router", CheckResult(problem, launch.routed, router.agreement), &violations);

  AlignProblem sort;
  sort.id_type = batch.id_type;
  sort.tokens = problem.tokens;
  sort.k = problem.k;
  sort.experts = problem.experts;
  sort.block_size = block_size;
  sort.ids = launch.routed.ids;
  Prefix("sort", Unwritten(launch.aligned), &violations);
  Prefix("sort", CheckAlignment(sort, launch.aligned), &violations);
  Prefix("consumer", JudgeConsumer(sort, launch), &violations);
  return violations;
}

Outcome CheckChain(const RoutingCase& routing_case, ChainRunner& runner, const GraphPlan& plan, int32_t block_size) {
  if ((runner.router().lacks & kLacksCapture) != 0) return Discard{"the router cannot be captured"};
  if (std::optional<std::string> reason = WhyInapplicable(runner.router(), routing_case)) return Discard{*reason};
  RoutingCase memory = Resized(routing_case, plan.sizes.front());
  LaunchReport captured = runner.Capture(memory, plan.sizes, block_size);
  if (auto stop = StopOf(&captured, "capture")) return *stop;
  Random random = PaddingDraws(routing_case);
  for (size_t i = 0; i < plan.replays.size(); ++i) {
    const GraphReplay& replay = plan.replays[i];
    const std::string what = Describe(plan, i);
    PutBatch(routing_case, replay, &random, &memory);
    ChainLaunch launch = runner.Replay(memory, replay.graph, replay.times);
    if (auto stop = StopOf(&launch, what)) return *stop;
    Fail fail;
    Prefix(what, JudgeChain(Resized(memory, plan.sizes[replay.graph]), runner.router(), block_size, launch),
           &fail.violations);
    if (!fail.violations.empty()) return fail;
  }
  return Pass{};
}

}  // namespace gatefuzz
