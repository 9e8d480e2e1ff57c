// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every property on every production kernel of align_experts: one test each. The seed is fixed; to search elsewhere or
// for longer, say
//   RC_PARAMS="seed=1 max_success=100000" bazel run //properties:align_property_test
// Runs on the emulator and, built with --config=gpu, on a GPU.

#include "properties/align_property.h"

#include <string>
#include <tuple>
#include <vector>

#include "emulator/control.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "kernels/align_table.h"
#include "properties/launch_clause.h"
#include "properties/search.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz {
namespace {

// A property that discards more than this says too little to be called tested.
constexpr double kMostDiscards = 0.5;

class AlignPropertyTest : public ::testing::TestWithParam<std::tuple<AlignKernelInfo, AlignProperty>> {};

TEST_P(AlignPropertyTest, Holds) {
  const auto& [kernel, property] = GetParam();
  if (NeedsEmulator(property.clause) && !emulator::Present()) GTEST_SKIP() << "only the emulator sees this clause";
  AlignRunner runner(kernel);
  const auto check = property.check;
  SearchOptions options;
  options.cases = 1000;
  options = OptionsFromEnvironment(options);
  // Most properties could share one sample of cases; each has its own, so that together they try more.
  options.seed += static_cast<uint64_t>(property.clause);
  const AlignSearchResult result = Search([&](const AlignCase& c) { return check(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  if (result.finding) FAIL() << testing::ReportFinding(kernel.name, property.name, *result.finding);
  RecordProperty("passed", result.passed);
  RecordProperty("rows", std::to_string(result.rows));
  RecordProperty("discarded", result.discards());
  fmt::print("{} passed, {} discarded ({:.0f} %)\n", result.passed, result.discards(), 100 * result.DiscardShare());
  EXPECT_LE(result.DiscardShare(), kMostDiscards);
}

std::vector<AlignKernelInfo> KernelList() {
  int count = 0;
  const AlignKernelInfo* kernels = ProductionAlignKernels(&count);
  return {kernels, kernels + count};
}
std::vector<AlignProperty> PropertyList() { return {AlignProperties().begin(), AlignProperties().end()}; }

INSTANTIATE_TEST_SUITE_P(Production, AlignPropertyTest,
                         ::testing::Combine(::testing::ValuesIn(KernelList()), ::testing::ValuesIn(PropertyList())),
                         [](const ::testing::TestParamInfo<AlignPropertyTest::ParamType>& info) {
                           return fmt::format("{}_{}", std::get<0>(info.param).name, std::get<1>(info.param).name);
                         });

}  // namespace
}  // namespace gatefuzz
