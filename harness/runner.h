// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Launches a kernel on a case as its users would, on whichever CUDA runtime is linked, and brings back what it did.
// Outputs are poisoned before the launch; every buffer stands between canaries (on the emulator: red zones, and inputs
// are read-only), so that an element left out or a byte too many is seen on both runtimes.
//
// Not thread-safe: one Runner a thread of control, and on the emulator one running Runner a process.
#ifndef GATEFUZZ_HARNESS_RUNNER_H_
#define GATEFUZZ_HARNESS_RUNNER_H_

#include <functional>
#include <memory>
#include <optional>

#include "harness/device_session.h"
#include "harness/outcome.h"
#include "harness/routing_case.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {

// One launch's outputs, raw: poison where nothing was written.
struct Launch : LaunchReport {
  bool has_result = false;  // it ended well enough for its outputs to be judged
  RoutingResult result;
};

class Runner {
 public:
  explicit Runner(const KernelInfo& kernel);
  ~Runner();

  const KernelInfo& kernel() const;

  // From now on launches run under this schedule of the emulator; without a seed, under that of the case.
  void UseSchedule(std::optional<uint64_t> seed);

  // Launches once. The case's problem must be valid; its operation is replaced by the kernel's.
  // `adjust`, if given, may change the argument struct just before the call (the reject property does).
  // `status.ok()` false and no violation: the kernel refused; the caller judges whether it may.
  Launch Run(const RoutingCase& routing_case, const std::function<void(TopkArgs*)>& adjust = {});

  // For what launches the kernel in other ways than Run, on memory that it shares with it.
  DeviceSession& session();

  // Run, then every clause that one launch can show: the checker's and the launch's own. Discard where the kernel lacks
  // what the case asks for.
  Outcome RunAndCheck(const RoutingCase& routing_case);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Why this kernel cannot be judged on this case (it lacks an option), or nothing.
std::optional<std::string> WhyInapplicable(const KernelInfo& kernel, const RoutingCase& routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_RUNNER_H_
