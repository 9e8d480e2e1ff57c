// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every property on every production kernel whose operation it concerns: one test each. The seed is fixed; to search
// elsewhere or for longer, say
//   RC_PARAMS="seed=1 max_success=100000" bazel run //properties:property_test
// Runs on the emulator and, built with --config=gpu, on a GPU, where max_size=4000 makes batches of up to 4000 tokens.

#include "properties/property.h"

#include <string>
#include <tuple>
#include <vector>

#include "emulator/control.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "kernels/kernel_table.h"
#include "properties/launch_clause.h"
#include "properties/search.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz {
namespace {

// A property that discards more than this says too little to be called tested.
constexpr double kMostDiscards = 0.9;
constexpr int kFewCases = 100;  // of which nothing can be said

std::span<const KernelInfo> Kernels() {
  int count = 0;
  const KernelInfo* kernels = ProductionKernels(&count);
  return {kernels, static_cast<size_t>(count)};
}

class PropertyTest : public ::testing::TestWithParam<std::tuple<KernelInfo, Property>> {};

TEST_P(PropertyTest, Holds) {
  const auto& [kernel, property] = GetParam();
  if (NeedsEmulator(property.clause) && !emulator::Present()) GTEST_SKIP() << "only the emulator sees this clause";
  Runner runner(kernel);
  const auto check = property.check;
  SearchOptions options = OptionsFromEnvironment(SearchOptions{});
  // Most properties could share one sample of cases; each has its own, so that together they try more.
  options.seed += static_cast<uint64_t>(property.clause);
  const SearchResult result = Search([&](const RoutingCase& c) { return check(c, runner); }, options);
  ASSERT_EQ(result.harness_error, "");
  if (result.finding) FAIL() << testing::ReportFinding(kernel.name, property.name, *result.finding);
  RecordProperty("passed", result.passed);
  RecordProperty("rows", std::to_string(result.rows));
  RecordProperty("discarded", result.discards());
  std::string reasons;
  for (const auto& [reason, count] : result.discarded) reasons += fmt::format(" {}: {};", reason, count);
  fmt::print("{} passed, {} discarded ({:.0f} %){}\n", result.passed, result.discards(), 100 * result.DiscardShare(),
             reasons);
  if (options.cases >= kFewCases) EXPECT_LE(result.DiscardShare(), kMostDiscards) << reasons;
}

// Every kernel with every property whose clause concerns its operation.
std::vector<std::tuple<KernelInfo, Property>> Pairs() {
  std::vector<std::tuple<KernelInfo, Property>> pairs;
  for (const KernelInfo& kernel : Kernels()) {
    for (const Property& property : Properties()) {
      if (Concerns(property.clause, kernel.operation)) pairs.emplace_back(kernel, property);
    }
  }
  return pairs;
}

INSTANTIATE_TEST_SUITE_P(Production, PropertyTest, ::testing::ValuesIn(Pairs()),
                         [](const ::testing::TestParamInfo<PropertyTest::ParamType>& info) {
                           return fmt::format("{}_{}", std::get<0>(info.param).name, std::get<1>(info.param).name);
                         });

TEST(PropertyTableTest, EveryClauseOfALaunchHasAProperty) {
  std::string names;
  for (const Property& property : Properties()) names += fmt::format("{} ", property.name);
  EXPECT_EQ(
      names,
      "launch memory sync race hang complete frame unique range order agreement finite value sum source_rows window "
      "finished independent deterministic graph prefix permute shift reject ");
}

}  // namespace
}  // namespace gatefuzz
