// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/predicate_coverage.h"

#include <vector>

#include "emulator/control.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

class Counting final : public FeedbackObserver {
 public:
  void OnEdge(uint32_t, uint32_t) override { ++events; }
  void OnPredicate(uint32_t, uint32_t, uint32_t) override { ++events; }
  void OnComparison(const Comparison&) override { ++events; }
  int events = 0;
};

TEST(PredicateCoverage, KeepsTheOutcomesOfEachSite) {
  std::vector<uint8_t> outcomes(4);
  PredicateCoverage coverage;
  coverage.BeginLaunch(outcomes, nullptr);
  coverage.OnPredicate(1, 0xFF, 0);
  coverage.OnPredicate(2, 0xFF, 0xFF);
  coverage.OnPredicate(2, 0xFF, 0x0F);
  coverage.OnPredicate(3, 0x0F, 0xF0);
  coverage.OnEdge(0, 1);
  EXPECT_EQ(outcomes, (std::vector<uint8_t>{0, InstructionCoverage::kNoLane,
                                            InstructionCoverage::kAllLanes | InstructionCoverage::kSomeLanes,
                                            InstructionCoverage::kNoLane}));
}

TEST(PredicateCoverage, PassesEveryEventOn) {
  std::vector<uint8_t> outcomes(1);
  Counting next;
  PredicateCoverage coverage;
  coverage.BeginLaunch(outcomes, &next);
  coverage.OnPredicate(0, 1, 1);
  coverage.OnEdge(0, 0);
  coverage.OnComparison({});
  EXPECT_EQ(next.events, 3);
}

}  // namespace
}  // namespace gatefuzz::emulator
