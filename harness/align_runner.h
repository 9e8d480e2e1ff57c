// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches an align_experts kernel on a case as its users would, on whichever CUDA runtime is linked, and brings back
// what it did; as harness/runner.h does for routing kernels. Outputs and workspace are the caller's garbage, of a kind
// that the caller chooses, and on the emulator count as uninitialised.
//
// Not thread-safe: one AlignRunner a thread of control, and on the emulator one running runner a process.
#ifndef GATEFUZZ_HARNESS_ALIGN_RUNNER_H_
#define GATEFUZZ_HARNESS_ALIGN_RUNNER_H_

#include <functional>
#include <optional>
#include <string_view>

#include "harness/align_case.h"
#include "harness/align_layout.h"
#include "harness/device_session.h"
#include "harness/outcome.h"
#include "kernels/align_table.h"

namespace gatefuzz {

struct AlignLaunch : LaunchReport {
  bool has_result = false;  // it ended well enough for its outputs to be judged
  AlignResult result;       // as the launch left the outputs
  AlignResult before;       // as it found them
};

// The first output element that differs, as a violation: "sorted[3] is 5, and 4 `what`"; of `complete` where `other`
// still holds what it held before, else of `clause`. Nothing if the results are the same. Requires: both have results
// of one shape.
std::optional<Violation> DifferenceOf(const AlignLaunch& launch, const AlignLaunch& other, Clause clause,
                                      std::string_view what);

class AlignRunner {
 public:
  explicit AlignRunner(const AlignKernelInfo& kernel);

  const AlignKernelInfo& kernel() const { return kernel_; }

  // From now on launches run under this schedule of the emulator; without a seed, under that of the case.
  void UseSchedule(std::optional<uint64_t> seed) { session_.UseSchedule(seed); }

  // Launches once. The case must be valid. `adjust`, if given, may change the argument struct just before the call.
  // `status.ok()` false and no violation: the kernel refused; the caller judges whether it may.
  AlignLaunch Run(const AlignCase& align_case, AlignMemory memory = AlignMemory::kPoison,
                  const std::function<void(AlignArgs*)>& adjust = {});

  // One launch into poison, and every clause that it can show: the checker's and the launch's own; then one into
  // plausible garbage, which must give the same. A pass or a fail, or a harness error; never a discard.
  Outcome RunAndCheck(const AlignCase& align_case);

 private:
  const AlignKernelInfo kernel_;
  DeviceSession session_;
  AlignLayout::Contents left_over_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ALIGN_RUNNER_H_
