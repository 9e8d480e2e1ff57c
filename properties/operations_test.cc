// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every property on a right kernel of every operation, production kernel or not; and on wrong ones: what
// broken_kernels_test asks for topk_softmax, asked of the others, and what only groups can get wrong.

#include <ostream>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "harness/testing/oracle_kernel.h"
#include "properties/property.h"
#include "properties/search.h"
#include "properties/testing/broken_kernels.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz {
namespace {

using testing::BrokenGroupings;
using testing::BrokenKernel;
using testing::BrokenKernels;

constexpr double kMostDiscards = 0.9;  // as property_test

const Property& PropertyOf(Clause clause) {
  for (const Property& property : Properties()) {
    if (property.clause == clause) return property;
  }
  ADD_FAILURE() << "no property for " << ClauseName(clause);
  return Properties().front();
}

std::string NameOf(Operation operation) {
  static constexpr const char* kNames[] = {"Softmax",      "Sigmoid",        "ThenSoftmax",
                                           "SoftplusSqrt", "GroupedSigmoid", "GroupedSoftmax"};
  return kNames[static_cast<int>(operation)];
}

class OperationsTest : public ::testing::TestWithParam<Operation> {
 protected:
  // A hang is one after a thousandth of the ordinary budget.
  void SetUp() override {
    emulator::Options options = emulator::GetOptions();
    options.instruction_budget = 50'000;
    emulator::SetOptions(options);
  }
  void TearDown() override { emulator::SetOptions(emulator::Options{}); }
};

TEST_P(OperationsTest, ARightKernelHasEveryPropertyThatConcernsIt) {
  Runner runner(testing::OracleKernel(GetParam()));
  for (const Property& property : Properties()) {
    SearchOptions options;
    options.cases = 200;
    options.seed += static_cast<uint64_t>(property.clause);
    const SearchResult result = Search([&](const RoutingCase& c) { return property.check(c, runner); }, options);
    ASSERT_EQ(result.harness_error, "");
    if (result.finding) FAIL() << testing::ReportFinding(runner.kernel().name, property.name, *result.finding);
    // Of graphs only kernels that can be captured tell: properties/property_test.
    if (!Concerns(property.clause, GetParam()) || property.clause == Clause::kGraph) {
      EXPECT_EQ(result.passed, 0) << property.name;
    } else if (emulator::Present()) {
      EXPECT_LE(result.DiscardShare(), kMostDiscards) << property.name;
    }
  }
}

TEST_P(OperationsTest, ARightKernelIsRightWithinToleranceToo) {
  KernelInfo kernel = testing::OracleKernel(GetParam());
  kernel.agreement = Agreement::kWithinTolerance;
  Runner runner(kernel);
  SearchOptions options;
  options.cases = 300;
  options.seed = 7;
  const SearchResult result = Search([&](const RoutingCase& c) { return CheckAllProperties(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  if (result.finding) FAIL() << testing::ReportFinding(kernel.name, "all", *result.finding);
}

void ExpectCaught(const BrokenKernel& broken, Operation operation) {
  const Property& property = PropertyOf(broken.clause);
  Runner runner(broken.Info(operation));
  SearchOptions options;
  options.cases = 1000;
  options.max_shrinks = 0;
  const SearchResult result = Search([&](const RoutingCase& c) { return property.check(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  ASSERT_TRUE(result.finding.has_value())
      << broken.story << ": " << result.passed << " passed, " << result.discards() << " discarded";
  EXPECT_EQ(std::get<Fail>(result.finding->outcome).clause(), broken.clause) << broken.story;
}

TEST_P(OperationsTest, EachPropertyCatchesTheKernelThatBreaksIt) {
  for (const BrokenKernel& broken : BrokenKernels()) {
    if (broken.device_fault && !emulator::Present()) continue;  // a GPU's context would be lost
    if (Concerns(broken.clause, GetParam())) ExpectCaught(broken, GetParam());
  }
}

TEST_P(OperationsTest, GroupingsThatAreWrongAreCaughtAndShrunk) {
  if (!IsGrouped(GetParam())) return;
  for (const BrokenKernel& broken : BrokenGroupings()) {
    Runner runner(broken.Info(GetParam()));
    SearchOptions options;
    options.cases = 1000;
    const SearchResult result =
        Search([&](const RoutingCase& c) { return PropertyOf(broken.clause).check(c, runner); }, options);
    ASSERT_TRUE(result.finding.has_value()) << broken.story;
    const std::string report = testing::ReportFinding("testing/broken", "agreement", *result.finding);
    EXPECT_EQ(std::get<Fail>(result.finding->outcome).clause(), broken.clause) << report;
    EXPECT_EQ(result.finding->smallest.problem.tokens, broken.tokens) << report;
    EXPECT_EQ(result.finding->smallest.problem.experts, broken.experts) << report;
    EXPECT_GT(result.finding->smallest.problem.num_groups, 1) << report;
  }
}

INSTANTIATE_TEST_SUITE_P(All, OperationsTest, ::testing::ValuesIn(testing::kAllOperations),
                         [](const ::testing::TestParamInfo<Operation>& info) { return NameOf(info.param); });

}  // namespace
}  // namespace gatefuzz
