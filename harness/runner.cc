// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/runner.h"

#include <algorithm>

#include "fmt/format.h"
#include "harness/device_session.h"
#include "harness/launch_layout.h"
#include "reference/checker.h"

namespace gatefuzz {
struct Runner::Impl {
  explicit Impl(const KernelInfo& info) : kernel(info), session(std::string(info.name)) {}

  KernelInfo kernel;
  DeviceSession session;
  std::vector<int64_t> unwritten_rows;  // of the last launch
  RoutingProblem problem;               // scratch: the case's with the kernel's operation

  void JudgeOutputs(const LaunchLayout& layout, Launch* launch);
};

void Runner::Impl::JudgeOutputs(const LaunchLayout& layout, Launch* launch) {
  if (!launch->status.ok()) return;
  for (const LaunchLayout::Unwritten& unwritten : layout.UnwrittenRows()) {
    unwritten_rows.push_back(unwritten.row);
    if (launch->violations.size() >= kMaxViolations) continue;
    launch->violations.push_back({Clause::kComplete, unwritten.row, unwritten.slot,
                                  fmt::format("this element of `{}` was not written", unwritten.output)});
  }
}

Runner::Runner(const KernelInfo& kernel) : impl_(std::make_unique<Impl>(kernel)) {}

Runner::~Runner() = default;

const KernelInfo& Runner::kernel() const { return impl_->kernel; }

DeviceSession& Runner::session() { return impl_->session; }

void Runner::UseSchedule(std::optional<uint64_t> seed) { impl_->session.UseSchedule(seed); }

Launch Runner::Run(const RoutingCase& routing_case, const std::function<void(TopkArgs*)>& adjust) {
  Launch launch;
  impl_->unwritten_rows.clear();
  const LaunchLayout layout(routing_case, &impl_->session.arena());
  const auto call = [&](cudaStream_t stream) {
    TopkArgs args = layout.Args(impl_->kernel.operation);
    if (adjust) adjust(&args);
    return impl_->kernel.function(args, stream);
  };
  if (!impl_->session.Launch(routing_case.seed, call, &launch)) return launch;
  impl_->JudgeOutputs(layout, &launch);
  impl_->session.JudgeFrame(&launch);
  launch.result = layout.Result();
  launch.has_result = true;
  return launch;
}

Outcome Runner::RunAndCheck(const RoutingCase& routing_case) {
  if (std::optional<std::string> reason = WhyInapplicable(impl_->kernel, routing_case)) return Discard{*reason};
  Launch launch = Run(routing_case);
  if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
  BlameRefusal(&launch);
  if (launch.has_result && launch.status.ok()) {
    impl_->problem = routing_case.problem;
    impl_->problem.operation = impl_->kernel.operation;
    // What is said of a row that was not written is noise: it would be a judgement on the poison.
    const std::vector<int64_t>& unwritten = impl_->unwritten_rows;
    for (Violation& violation : CheckResult(impl_->problem, launch.result, impl_->kernel.agreement)) {
      if (std::ranges::find(unwritten, violation.row) == unwritten.end())
        launch.violations.push_back(std::move(violation));
    }
  }
  if (launch.violations.empty()) return Pass{};
  return Fail{std::move(launch.violations), std::move(launch.diagnostics)};
}

std::optional<std::string> WhyInapplicable(const KernelInfo& kernel, const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  const struct {
    uint32_t part;
    bool asked;
    const char* name;
  } rows[] = {
      {kLacksMaskPolicy, problem.non_finite == NonFinitePolicy::kMask, "the `mask` policy"},
      {kLacksBias, !problem.bias.empty(), "a correction bias"},
      {kLacksWindow, problem.local_count >= 0, "an expert-parallel window"},
      {kLacksFinished, !problem.finished.empty(), "finished rows"},
      {kLacksRowStride, routing_case.row_padding != 0, "padded rows"},
      {kLacksSourceRows, problem.want_source_rows, "source rows"},
  };
  for (const auto& row : rows) {
    if ((kernel.lacks & row.part) != 0 && row.asked) return fmt::format("{} does not offer {}", kernel.name, row.name);
  }
  return std::nullopt;
}

}  // namespace gatefuzz
