// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/verdict.h"

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

Verdict RoundTrip(const Verdict& verdict) {
  Verdict read;
  EXPECT_TRUE(VerdictFromJson(VerdictToJson(verdict), &read));
  return read;
}

TEST(Verdict, NamesTheClauseOfAFail) {
  const Outcome outcome = Fail{.violations = {{Clause::kUnique, 0, 1, "ids 0, 0"}}, .diagnostics = {}};
  const Verdict verdict = RoundTrip(ToVerdict(outcome));
  EXPECT_EQ(verdict.kind, Verdict::Kind::kFail);
  EXPECT_EQ(verdict.symptom.fault, "unique");
  EXPECT_EQ(verdict.text, Describe(outcome));
  EXPECT_TRUE(verdict.IsFinding());
}

TEST(Verdict, KeepsEveryKindOfOutcomeApart) {
  EXPECT_EQ(RoundTrip(ToVerdict(Pass{})).kind, Verdict::Kind::kPass);
  EXPECT_EQ(RoundTrip(ToVerdict(Discard{"no bias"})).kind, Verdict::Kind::kDiscard);
  EXPECT_EQ(RoundTrip(ToVerdict(HarnessError{"no device"})).kind, Verdict::Kind::kHarnessError);
  for (const Outcome& outcome : {Outcome(Pass{}), Outcome(Discard{"x"}), Outcome(HarnessError{"x"})}) {
    EXPECT_FALSE(ToVerdict(outcome).IsFinding());
    EXPECT_EQ(ToVerdict(outcome).symptom.fault, "");
  }
}

TEST(Verdict, SurvivesBytesThatAreNoText) {
  Verdict verdict = {.kind = Verdict::Kind::kCrash, .symptom = {}, .text = "log: \xff\xfe \"quoted\"\n"};
  verdict.symptom.fault = "crash";
  EXPECT_EQ(RoundTrip(verdict).kind, Verdict::Kind::kCrash);
}

TEST(VerdictFromJson, RefusesOtherText) {
  Verdict verdict;
  for (const char* text : {"", "{}", "[1]", "{\"verdict\": \"maybe\"}", "not json"}) {
    EXPECT_FALSE(VerdictFromJson(text, &verdict)) << text;
  }
}

}  // namespace
}  // namespace gatefuzz
