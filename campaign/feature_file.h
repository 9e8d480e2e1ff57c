// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which features a campaign has seen of one kernel, in a file that all its workers map: those of any execution, and how
// often each was seen in executions of new inputs.
#ifndef GATEFUZZ_CAMPAIGN_FEATURE_FILE_H_
#define GATEFUZZ_CAMPAIGN_FEATURE_FILE_H_

#include <string>

#include "campaign/worker_stats.h"

namespace gatefuzz {

class FeatureFile {
 public:
  // False: `error` names the path and the fault. Where the program has no counters, nothing is opened, and Add does
  // nothing.
  bool Open(const std::string& path, std::string* error);

  // Takes in what the counters show of the last execution, and counts it in `stats`. `mutated`: it was of a new input.
  // Returns how many features no worker had seen before.
  uint64_t Add(bool mutated, Stats* stats);

 private:
  SharedFile file_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FEATURE_FILE_H_
