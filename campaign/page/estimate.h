// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What more fuzzing would bring, from how often features were seen: the unseen are judged by those seen once (Good and
// Turing), and by how many were seen twice (Chao). Both take executions for independent draws. A fuzzer's are not: it
// mutates what it has learned, so that the figures are a guide to when a campaign has run dry, not a proof.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_ESTIMATE_H_
#define GATEFUZZ_CAMPAIGN_PAGE_ESTIMATE_H_

#include <cstdint>
#include <string>

#include "campaign/worker_stats.h"

namespace gatefuzz {

// Of features and executions that drew them.
struct FeatureCounts {
  uint64_t executions = 0;
  uint64_t seen = 0;   // in some execution
  uint64_t once = 0;   // in exactly one; at most `seen`
  uint64_t twice = 0;  // in exactly two; at most `seen` - `once`

  FeatureCounts& operator+=(const FeatureCounts& other);
};
// Those of a worker's new inputs.
FeatureCounts CountsOf(const Stats& stats);

struct Estimate {
  bool known = false;         // false: nothing was drawn, and all else is 0
  double new_per_input = 0;   // expected number of unseen features in the next input: at least the chance of one
  double at_most = 0;         // the same at the upper end of a one-sided interval of 95 %
  double unseen = 0;          // features that are still unseen: a lower bound
  double new_in_as_many = 0;  // of those, how many as many executions again are expected to show
};

Estimate EstimateMore(const FeatureCounts& counts);

// "Of 5,000 features ...", one or two sentences.
std::string InWords(const Estimate& estimate, const FeatureCounts& counts);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_ESTIMATE_H_
