// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_runner.h"

#include <string>
#include <utility>

#include "fmt/format.h"
#include "reference/align_checker.h"

namespace gatefuzz {
namespace {

struct Element {
  const char* output;
  size_t index;
  int32_t value;

  std::string Name() const {
    return std::string_view(output) == "sorted" || std::string_view(output) == "block_experts"
               ? fmt::format("{}[{}]", output, index)
               : output;
  }
};

// All elements of a result are numbered through: sorted, block_experts, total, error.
size_t ElementCount(const AlignResult& result) { return result.sorted.size() + result.block_experts.size() + 2; }

Element ElementAt(const AlignResult& result, size_t index) {
  if (index < result.sorted.size()) return {"sorted", index, result.sorted[index]};
  index -= result.sorted.size();
  if (index < result.block_experts.size()) return {"block_experts", index, result.block_experts[index]};
  index -= result.block_experts.size();
  return index == 0 ? Element{"total", 0, result.total} : Element{"error", 0, result.error};
}

// After a launch into poison. What is said of each output is its first element alone: one loop too short leaves many.
void JudgeComplete(AlignLaunch* launch) {
  constexpr int32_t kPoison = static_cast<int32_t>(kPoisonByte * 0x01010101u);
  std::string_view last_output;
  for (size_t i = 0; i < ElementCount(launch->result); ++i) {
    const Element element = ElementAt(launch->result, i);
    if (element.value != kPoison || element.output == last_output) continue;
    last_output = element.output;
    launch->violations.push_back({Clause::kComplete, -1, -1, fmt::format("{} was not written", element.Name())});
  }
}

}  // namespace

std::optional<Violation> DifferenceOf(const AlignLaunch& launch, const AlignLaunch& other, Clause clause,
                                      std::string_view what) {
  for (size_t i = 0; i < ElementCount(launch.result); ++i) {
    const Element a = ElementAt(launch.result, i);
    const Element b = ElementAt(other.result, i);
    if (a.value == b.value) continue;
    if (b.value == ElementAt(other.before, i).value) {
      return Violation{
          Clause::kComplete, -1, -1,
          fmt::format("{} is {}, and keeps the {} that it held before {}", a.Name(), a.value, b.value, what)};
    }
    return Violation{clause, -1, -1, fmt::format("{} is {}, and {} {}", a.Name(), a.value, b.value, what)};
  }
  return std::nullopt;
}

AlignRunner::AlignRunner(const AlignKernelInfo& kernel) : kernel_(kernel), session_(std::string(kernel.name)) {}

AlignLaunch AlignRunner::Run(const AlignCase& align_case, AlignMemory memory,
                             const std::function<void(AlignArgs*)>& adjust) {
  const AlignProblem& problem = align_case.problem;
  const size_t workspace = kernel_.workspace_bytes(problem.tokens, problem.k, problem.experts, problem.block_size);
  const AlignLayout layout(align_case, workspace, memory, left_over_, &session_.arena());
  const auto call = [&](cudaStream_t stream) {
    AlignArgs args = layout.Args();
    if (adjust) adjust(&args);
    return kernel_.function(args, stream);
  };
  AlignLaunch launch;
  if (!session_.Launch(align_case.seed, call, &launch)) return launch;
  launch.has_result = true;
  launch.result = layout.Result();
  launch.before = layout.Before();
  left_over_ = layout.LeftOver();
  if (launch.status.ok() && memory == AlignMemory::kPoison) JudgeComplete(&launch);
  session_.JudgeFrame(&launch);
  return launch;
}

Outcome AlignRunner::RunAndCheck(const AlignCase& align_case) {
  AlignLaunch launch = Run(align_case);
  if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
  BlameRefusal(&launch);
  if (launch.violations.empty()) launch.violations = CheckAlignment(align_case.problem, launch.result);
  if (!launch.violations.empty()) return Fail{std::move(launch.violations), std::move(launch.diagnostics)};

  AlignLaunch again = Run(align_case, AlignMemory::kPlausible);
  if (!again.harness_error.empty()) return HarnessError{again.harness_error};
  BlameRefusal(&again);
  if (again.violations.empty()) {
    if (auto difference = DifferenceOf(launch, again, Clause::kIndependent, "over other garbage")) {
      again.violations.push_back(*std::move(difference));
    }
  }
  if (again.violations.empty()) return Pass{};
  return Fail{std::move(again.violations), std::move(again.diagnostics)};
}

}  // namespace gatefuzz
