// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each property of align_experts fails on a kernel that breaks its clause, by that clause, and shrinks the case to a
// smallest one; and none fails on the oracle.

#include <ostream>
#include <set>
#include <string>

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "harness/testing/align_oracle_kernel.h"
#include "properties/align_property.h"
#include "properties/launch_clause.h"
#include "properties/search.h"
#include "properties/testing/broken_align_kernels.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz::testing {

// For gtest's messages.
void PrintTo(const BrokenAlignKernel& kernel, std::ostream* out) { *out << kernel.name; }

}  // namespace gatefuzz::testing

namespace gatefuzz {
namespace {

using testing::BrokenAlignKernel;
using testing::BrokenAlignKernels;

const AlignProperty& PropertyOf(Clause clause) {
  for (const AlignProperty& property : AlignProperties()) {
    if (property.clause == clause) return property;
  }
  ADD_FAILURE() << "no property for " << ClauseName(clause);
  return AlignProperties().front();
}

class BrokenAlignKernelsTest : public ::testing::TestWithParam<BrokenAlignKernel> {
 protected:
  // A hang is one after a thousandth of the ordinary budget, so that shrinking it takes no minutes.
  void SetUp() override {
    if (GetParam().device_fault && !emulator::Present()) GTEST_SKIP() << "a GPU's context would be lost";
    emulator::Options options = emulator::GetOptions();
    options.instruction_budget = 50'000;
    emulator::SetOptions(options);
  }
  void TearDown() override { emulator::SetOptions(emulator::Options{}); }
};

TEST_P(BrokenAlignKernelsTest, IsCaughtByItsPropertyAndShrunk) {
  const BrokenAlignKernel& broken = GetParam();
  const AlignProperty& property = PropertyOf(broken.clause);
  AlignRunner runner(broken.Info());
  SearchOptions options;
  options.cases = 1000;
  const AlignSearchResult result = Search([&](const AlignCase& c) { return property.check(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  ASSERT_TRUE(result.finding.has_value())
      << broken.story << ": " << result.passed << " passed, " << result.discards() << " discarded";
  const std::string report = testing::ReportFinding(broken.Info().name, property.name, *result.finding);
  const AlignProblem& smallest = result.finding->smallest.problem;
  EXPECT_EQ(std::get<Fail>(result.finding->outcome).clause(), broken.clause) << report;
  EXPECT_EQ(smallest.tokens, broken.tokens) << report;
  EXPECT_EQ(smallest.experts, broken.experts) << report;
  EXPECT_EQ(smallest.block_size, broken.block_size) << report;
  EXPECT_LT(result.finding->executions, SearchOptions{}.max_shrinks) << report;
}

// The whole judgement sees it as well, whatever other clause it may name first.
TEST_P(BrokenAlignKernelsTest, IsCaughtByAllPropertiesTogether) {
  const BrokenAlignKernel& broken = GetParam();
  AlignRunner runner(broken.Info());
  SearchOptions options;
  options.cases = 1000;
  options.max_shrinks = 0;
  const AlignSearchResult result = Search([&](const AlignCase& c) { return CheckAllProperties(c, runner); }, options);
  EXPECT_EQ(result.harness_error, "");
  EXPECT_TRUE(result.finding.has_value()) << broken.story;
}

INSTANTIATE_TEST_SUITE_P(All, BrokenAlignKernelsTest, ::testing::ValuesIn(BrokenAlignKernels()),
                         [](const ::testing::TestParamInfo<BrokenAlignKernel>& info) {
                           return std::string(info.param.name);
                         });

TEST(BrokenAlignKernelsListTest, EveryPropertyHasItsBrokenKernel) {
  std::set<Clause> broken;
  for (const BrokenAlignKernel& kernel : BrokenAlignKernels()) broken.insert(kernel.clause);
  for (const AlignProperty& property : AlignProperties())
    EXPECT_TRUE(broken.contains(property.clause)) << property.name;
  EXPECT_EQ(broken.size(), AlignProperties().size());
}

TEST(AlignPropertyTest, TheOracleHoldsEveryProperty) {
  AlignRunner runner(testing::AlignOracleKernel());
  SearchOptions options;
  options.cases = 600;
  for (const AlignProperty& property : AlignProperties()) {
    const AlignSearchResult result = Search([&](const AlignCase& c) { return property.check(c, runner); }, options);
    ASSERT_EQ(result.harness_error, "") << property.name;
    ASSERT_FALSE(result.finding.has_value())
        << testing::ReportFinding(runner.kernel().name, property.name, *result.finding);
    if (emulator::Present() || !NeedsEmulator(property.clause)) {
      EXPECT_LT(result.DiscardShare(), 0.2) << property.name;
    }
  }
}

}  // namespace
}  // namespace gatefuzz
