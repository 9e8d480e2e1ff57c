// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/predicate_coverage.h"

#include "emulator/control.h"

namespace gatefuzz::emulator {

void PredicateCoverage::BeginLaunch(std::span<uint8_t> outcomes, FeedbackObserver* next) {
  outcomes_ = outcomes;
  next_ = next;
}

void PredicateCoverage::OnEdge(uint32_t from, uint32_t to) {
  if (next_ != nullptr) next_->OnEdge(from, to);
}

void PredicateCoverage::OnPredicate(uint32_t site, uint32_t lanes, uint32_t outcome) {
  outcome &= lanes;
  outcomes_[site] |= outcome == 0       ? InstructionCoverage::kNoLane
                     : outcome == lanes ? InstructionCoverage::kAllLanes
                                        : InstructionCoverage::kSomeLanes;
  if (next_ != nullptr) next_->OnPredicate(site, lanes, outcome);
}

void PredicateCoverage::OnComparison(const Comparison& comparison) {
  if (next_ != nullptr) next_->OnComparison(comparison);
}

}  // namespace gatefuzz::emulator
