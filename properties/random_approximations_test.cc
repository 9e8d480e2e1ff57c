// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Beside property_test.cc, which is in the same program: that its environment, GATEFUZZ_APPROX=random, is worth
// something. A kernel that relies on what PTX leaves open passes every property under exact approximations.

#include <optional>

#include "emulator/control.h"
#include "gtest/gtest.h"
#include "harness/runner.h"
#include "harness/testing/oracle_kernel.h"
#include "properties/property.h"
#include "properties/search.h"
#include "properties/testing/faulty_kernels.h"
#include "properties/testing/finding_report.h"

namespace gatefuzz {
namespace {

Status RouteAndTrustPowersOfTwo(const TopkArgs& args, cudaStream_t stream) {
  const Status status = testing::OracleTopkSoftmax(args, stream);
  return status.ok() ? testing::TrustsPowersOfTwo(args, stream) : status;
}

SearchResult SearchAllProperties() {
  KernelInfo kernel = testing::OracleKernel();
  kernel.name = "testing/trusts_powers_of_two";
  kernel.function = RouteAndTrustPowersOfTwo;
  Runner runner(kernel);
  SearchOptions options;
  options.cases = 200;
  return Search([&](const RoutingCase& c) { return CheckAllProperties(c, runner); }, options);
}

class RandomApproximationsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!emulator::Present()) GTEST_SKIP() << "a GPU's approximations are its own";
  }
};

TEST_F(RandomApproximationsTest, AreWhatThisProgramRunsUnder) {
  EXPECT_EQ(emulator::GetOptions().approximations, emulator::Approximations::kRandom);
}

TEST_F(RandomApproximationsTest, CatchAKernelThatTrustsExactPowersOfTwo) {
  const SearchResult result = SearchAllProperties();
  ASSERT_EQ(result.harness_error, "");
  ASSERT_TRUE(result.finding.has_value()) << result.passed << " passed";
  EXPECT_EQ(std::get<Fail>(result.finding->outcome).clause(), Clause::kFinite)
      << testing::ReportFinding("testing/trusts_powers_of_two", "all", *result.finding);
}

TEST_F(RandomApproximationsTest, AreAllThatIsWrongWithThatKernel) {
  const emulator::Options before = emulator::GetOptions();
  emulator::Options exact = before;
  exact.approximations = emulator::Approximations::kExact;
  emulator::SetOptions(exact);
  const SearchResult result = SearchAllProperties();
  emulator::SetOptions(before);
  EXPECT_EQ(result.harness_error, "");
  EXPECT_FALSE(result.finding.has_value());
  EXPECT_GT(result.passed, 0);
}

}  // namespace
}  // namespace gatefuzz
