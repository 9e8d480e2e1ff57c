// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Judges many cases, several at a time, each in a judge process.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_JUDGE_POOL_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_JUDGE_POOL_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/verdict.h"
#include "harness/any_case.h"

namespace gatefuzz {

// Neither is owned; both outlive the call.
struct JudgeJob {
  std::string_view kernel;
  const AnyCase* test_case;  // of the kernel's kind
};

struct JudgePoolOptions {
  int processes = 1;
  std::chrono::milliseconds case_limit{30'000};
  std::string backend = {};  // as in JudgeOptions
  std::vector<std::string> devices =
      {};  // GPUs that the processes are shared out to, as CUDA_VISIBLE_DEVICES names them
  std::function<void(size_t done)> progress = [](size_t) {};  // called after each verdict
};

// The verdicts, in the order of the jobs. A judge serves one kernel, and another takes its place where the next job is
// for another: jobs of one kernel should stand together.
std::vector<Verdict> JudgeAll(std::span<const JudgeJob> jobs, const JudgePoolOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_JUDGE_POOL_H_
