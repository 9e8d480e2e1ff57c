// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which outcomes each decision of a module had: of no lane, of some, of all. For coverage of sources, not for a fuzzer,
// so it is kept apart from the counters and costs nothing unless it is asked for.
#ifndef GATEFUZZ_EMULATOR_FEEDBACK_PREDICATE_COVERAGE_H_
#define GATEFUZZ_EMULATOR_FEEDBACK_PREDICATE_COVERAGE_H_

#include <cstdint>
#include <span>

#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class PredicateCoverage final : public FeedbackObserver {
 public:
  // A launch starts. Outcomes are added to `outcomes`, one byte a site (InstructionCoverage::Outcome); every event is
  // passed on to `next`, which may be null. Requires: both outlive the launch.
  void BeginLaunch(std::span<uint8_t> outcomes, FeedbackObserver* next);

  void OnEdge(uint32_t from, uint32_t to) override;
  void OnPredicate(uint32_t site, uint32_t lanes, uint32_t outcome) override;
  void OnComparison(const Comparison& comparison) override;

 private:
  std::span<uint8_t> outcomes_;
  FeedbackObserver* next_ = nullptr;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_FEEDBACK_PREDICATE_COVERAGE_H_
