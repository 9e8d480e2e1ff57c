// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/case_edit.h"

#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;
using testing::SampleCase;

TEST(CaseEditTest, IdentitySelectionsChangeNothing) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const RoutingCase sample = SampleCase(seed);
    std::vector<int64_t> rows(static_cast<size_t>(sample.problem.tokens));
    std::iota(rows.begin(), rows.end(), 0);
    EXPECT_EQ(WithRows(sample, rows), sample);
    std::vector<int32_t> experts(static_cast<size_t>(sample.problem.experts));
    std::iota(experts.begin(), experts.end(), 0);
    EXPECT_EQ(WithExperts(sample, experts), sample);
  }
}

TEST(CaseEditTest, RowsMoveWithTheirFlags) {
  RoutingCase sample = CaseOf({{1, 2}, {3, 4}}, 1);
  sample.problem.finished = {0, 5};
  RoutingCase expected = CaseOf({{3, 4}, {1, 2}, {3, 4}}, 1);
  expected.problem.finished = {5, 0, 5};
  EXPECT_EQ(WithRows(sample, std::vector<int64_t>{1, 0, 1}), expected);
}

TEST(CaseEditTest, ExpertsMoveWithTheirBiasAndClampTheRest) {
  RoutingCase sample = CaseOf({{1, 2, 3}, {4, 5, 6}}, 3);
  sample.problem.bias = {7, 8, 9};
  sample.problem.local_first = 1;
  sample.problem.local_count = 2;
  RoutingCase expected = CaseOf({{3, 1}, {6, 4}}, 2);
  expected.problem.bias = {9, 7};
  expected.problem.local_first = 1;
  expected.problem.local_count = 1;
  EXPECT_EQ(WithExperts(sample, std::vector<int32_t>{2, 0}), expected);
}

TEST(CaseEditTest, GroupsFollowTheNumberOfExperts) {
  RoutingCase sample = CaseOf({{1, 2, 3, 4, 5, 6}}, 2);
  sample.problem.num_groups = 3;
  sample.problem.top_groups = 2;
  EXPECT_EQ(WithRows(sample, std::vector<int64_t>{0, 0}).problem.num_groups, 3);
  const RoutingCase four = WithExperts(sample, std::vector<int32_t>{0, 1, 2, 3});
  EXPECT_EQ(four.problem.num_groups, 2);
  EXPECT_EQ(four.problem.top_groups, 2);
  EXPECT_EQ(WithExperts(sample, std::vector<int32_t>{5}).problem.num_groups, 1);
}

TEST(CaseEditTest, InsertsRowsAnywhere) {
  RoutingCase sample = CaseOf({{1, 2}}, 1);
  sample.problem.finished = {9};
  InsertRow(&sample, 0, 0x40800000);
  InsertRow(&sample, 2, 0);
  RoutingCase expected = CaseOf({{4, 4}, {1, 2}, {0, 0}}, 1);
  expected.problem.finished = {0, 9, 0};
  EXPECT_EQ(sample, expected);
}

}  // namespace
}  // namespace gatefuzz
