// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each property fails on a kernel that breaks its clause, by that clause, and shrinks the case to a smallest one.

#include "properties/testing/broken_kernels.h"

#include <ostream>
#include <set>
#include <string>

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "properties/property.h"
#include "properties/search.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz::testing {

// For gtest's messages.
void PrintTo(const BrokenKernel& kernel, std::ostream* out) { *out << ClauseName(kernel.clause); }

}  // namespace gatefuzz::testing

namespace gatefuzz {
namespace {

using testing::BrokenKernel;
using testing::BrokenKernels;

const Property& PropertyOf(Clause clause) {
  for (const Property& property : Properties()) {
    if (property.clause == clause) return property;
  }
  ADD_FAILURE() << "no property for " << ClauseName(clause);
  return Properties().front();
}

class BrokenKernelsTest : public ::testing::TestWithParam<BrokenKernel> {
 protected:
  // A hang is one after a thousandth of the ordinary budget, so that shrinking it takes no minutes.
  void SetUp() override {
    emulator::Options options = emulator::GetOptions();
    options.instruction_budget = 50'000;
    emulator::SetOptions(options);
  }
  void TearDown() override { emulator::SetOptions(emulator::Options{}); }
};

TEST_P(BrokenKernelsTest, IsCaughtByItsPropertyAndShrunk) {
  const BrokenKernel& broken = GetParam();
  if (broken.device_fault && !emulator::Present()) GTEST_SKIP() << "a GPU's context would be lost";
  const Property& property = PropertyOf(broken.clause);
  Runner runner(broken.Info());
  SearchOptions options;
  options.cases = 1000;
  const SearchResult result = Search([&](const RoutingCase& c) { return property.check(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  ASSERT_TRUE(result.finding.has_value())
      << broken.story << ": " << result.passed << " passed, " << result.discards() << " discarded";
  const std::string report = testing::ReportFinding(broken.Info().name, property.name, *result.finding);
  const RoutingProblem& smallest = result.finding->smallest.problem;
  EXPECT_EQ(std::get<Fail>(result.finding->outcome).clause(), broken.clause) << report;
  EXPECT_EQ(smallest.tokens, broken.tokens) << report;
  EXPECT_EQ(smallest.experts, broken.experts) << report;
  EXPECT_LT(result.finding->executions, SearchOptions{}.max_shrinks) << report;
}

// The whole judgement sees it as well, whatever other clause it may name first.
TEST_P(BrokenKernelsTest, IsCaughtByAllPropertiesTogether) {
  const BrokenKernel& broken = GetParam();
  if (broken.device_fault && !emulator::Present()) GTEST_SKIP() << "a GPU's context would be lost";
  Runner runner(broken.Info());
  SearchOptions options;
  options.cases = 1000;
  options.max_shrinks = 0;
  const SearchResult result = Search([&](const RoutingCase& c) { return CheckAllProperties(c, runner); }, options);
  EXPECT_EQ(result.harness_error, "");
  EXPECT_TRUE(result.finding.has_value()) << broken.story;
}

INSTANTIATE_TEST_SUITE_P(All, BrokenKernelsTest, ::testing::ValuesIn(BrokenKernels()),
                         [](const ::testing::TestParamInfo<BrokenKernel>& info) {
                           return std::string(ClauseName(info.param.clause));
                         });

TEST(BrokenKernelsListTest, EveryPropertyHasItsBrokenKernel) {
  std::set<Clause> broken;
  for (const BrokenKernel& kernel : BrokenKernels()) broken.insert(kernel.clause);
  for (const Property& property : Properties()) EXPECT_TRUE(broken.contains(property.clause)) << property.name;
  EXPECT_EQ(BrokenKernels().size(), Properties().size());
}

}  // namespace
}  // namespace gatefuzz
