// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The instructions of which a launch's checks have spoken, so that each is told of once.
#ifndef GATEFUZZ_EMULATOR_CHECKS_REPORTED_SITES_H_
#define GATEFUZZ_EMULATOR_CHECKS_REPORTED_SITES_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace gatefuzz::emulator {

class ReportedSites {
 public:
  // Forgets them: a launch starts.
  void Clear() { sites_.clear(); }

  // True the first time for each site.
  bool Add(uint32_t site) {
    if (std::find(sites_.begin(), sites_.end(), site) != sites_.end()) return false;
    sites_.push_back(site);
    return true;
  }

 private:
  std::vector<uint32_t> sites_;  // few: a launch's diagnostics are limited
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_REPORTED_SITES_H_
