// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/feature_file.h"

#include <span>

#include "fuzz/feedback_counters.h"

namespace gatefuzz {

bool FeatureFile::Open(const std::string& path, std::string* error) {
  const size_t counters = FeedbackCounters().size();
  return counters == 0 || file_.Map(path, 4 * counters, error);
}

uint64_t FeatureFile::Add(bool mutated, Stats* stats) {
  const size_t counters = FeedbackCounters().size();
  if (counters == 0) return 0;
  const auto map = [&](size_t number) { return file_.bytes().subspan(number * counters, counters); };
  const uint64_t added = AddFeatures(map(0));
  stats->features += added;
  if (!mutated) return added;
  ++stats->mutated;
  const SightingCounts counts = AddSightings({.once = map(1), .twice = map(2), .thrice = map(3)});
  stats->features_mutated += counts.once;
  stats->features_twice += counts.twice;
  stats->features_thrice += counts.thrice;
  return added;
}

}  // namespace gatefuzz
