// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reference/test_problems.h"

namespace gatefuzz {
namespace {

// A valid problem of two experts with one member changed.
template <typename Change>
std::string ErrorAfter(Change change) {
  RoutingProblem problem = OneRow(Operation::kTopkSoftmax, {1, 2}, 1);
  change(problem);
  return ValidateProblem(problem);
}

using Problem = RoutingProblem;
using ::testing::HasSubstr;

TEST(ValidateProblem, AcceptsTheContractsBounds) {
  EXPECT_EQ(ErrorAfter([](Problem&) {}), "");
  EXPECT_EQ(ErrorAfter([](Problem& p) { p.scale = 0; }), "");
  EXPECT_EQ(ErrorAfter([](Problem& p) { p.local_first = 2, p.local_count = 0; }), "") << "an empty window";
  EXPECT_EQ(ErrorAfter([](Problem& p) { p.local_first = -5; }), "") << "no window, so its start means nothing";
  EXPECT_EQ(ValidateProblem(OneRow(Operation::kTopkSigmoid, std::vector<double>(1024), 32)), "");
  EXPECT_EQ(ValidateProblem(Grouped(OneRow(Operation::kGroupedSoftmax, std::vector<double>(256), 8), 8, 4)), "");
  EXPECT_EQ(ValidateProblem(Grouped(OneRow(Operation::kGroupedSigmoid, std::vector<double>(32), 32), 32, 32)), "");
}

TEST(ValidateProblem, NamesWhatIsOutOfBounds) {
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.operation = static_cast<Operation>(6); }), HasSubstr("operation"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.dtype = static_cast<DType>(-1); }), HasSubstr("dtype"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.non_finite = static_cast<NonFinitePolicy>(2); }), HasSubstr("non_finite"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.scale = -1; }), HasSubstr("scale"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.scale = static_cast<float>(kInf); }), HasSubstr("scale"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.tokens = -1; }), HasSubstr("tokens"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.experts = 0; }), HasSubstr("experts"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.experts = 1025; }), HasSubstr("experts"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.k = 0; }), HasSubstr("k is 0"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.k = 3; }), HasSubstr("k is 3"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.local_first = 1, p.local_count = 2; }), HasSubstr("window"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.local_first = -1, p.local_count = 1; }), HasSubstr("window"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.local_count = 2147483647; }), HasSubstr("window"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.tokens = int64_t{1} << 31, p.want_source_rows = true; }),
              HasSubstr("source_rows"));
}

TEST(ValidateProblem, NamesGroupsThatAreOutOfBounds) {
  for (const Operation operation : {Operation::kGroupedSigmoid, Operation::kTopkSoftmax}) {
    const RoutingProblem problem = OneRow(operation, std::vector<double>(66), 4);
    EXPECT_THAT(ValidateProblem(Grouped(problem, 0, 1)), HasSubstr("num_groups is 0"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, -2, 1)), HasSubstr("num_groups is -2"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, 33, 11)), HasSubstr("num_groups is 33"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, 4, 2)), HasSubstr("does not divide 66"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, 2, 0)), HasSubstr("top_groups is 0"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, 2, 3)), HasSubstr("top_groups is 3"));
    EXPECT_THAT(ValidateProblem(Grouped(problem, 22, 1)), HasSubstr("k is 4, above the 3 experts of 1 groups of 3"));
    EXPECT_EQ(ValidateProblem(Grouped(problem, 22, 2)), "");
  }
}

TEST(ValidateProblem, NamesAVectorOfTheWrongSize) {
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.logits.pop_back(); }), HasSubstr("logits has 1"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.tokens = int64_t{1} << 62; }), HasSubstr("logits"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.bias.resize(3); }), HasSubstr("bias has 3"));
  EXPECT_THAT(ErrorAfter([](Problem& p) { p.finished.resize(2); }), HasSubstr("finished has 2"));
}

}  // namespace
}  // namespace gatefuzz
