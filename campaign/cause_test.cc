// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/cause.h"

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

Cause Unplaced(const char* fault, const char* shape) { return {.symptom = {.fault = fault}, .shape = shape}; }

Cause Placed(const char* fault, const char* check, int line, const char* shape) {
  return {.symptom = {.fault = fault, .check = check, .file = "zoo/x.cu", .line = line}, .shape = shape};
}

TEST(Cause, OfFewerNeedsExplainsOneOfMoreButNotTheOtherWayRound) {
  EXPECT_TRUE(Explains(Unplaced("agreement", "a bias"), Unplaced("agreement", "non-finite values, a bias")));
  EXPECT_FALSE(Explains(Unplaced("agreement", "non-finite values, a bias"), Unplaced("agreement", "a bias")));
  EXPECT_TRUE(Explains(Unplaced("agreement", ""), Unplaced("agreement", "groups")));
}

TEST(Cause, ExplainsEveryClauseThatItsFaultBreaks) {
  EXPECT_TRUE(Explains(Unplaced("unique", "a bias"), Unplaced("sum", "a bias")));
}

TEST(Cause, OfOtherNeedsExplainsNothing) {
  EXPECT_FALSE(Explains(Unplaced("agreement", "a window"), Unplaced("agreement", "a bias")));
}

TEST(Cause, IsThePlaceWhereACheckFiredWhateverTheCaseLooksLike) {
  EXPECT_TRUE(Explains(Placed("memory", "out-of-bounds", 31, "a bias"), Placed("memory", "out-of-bounds", 31, "")));
  EXPECT_FALSE(Explains(Placed("memory", "out-of-bounds", 31, ""), Placed("memory", "out-of-bounds", 32, "")));
  EXPECT_FALSE(Explains(Placed("memory", "out-of-bounds", 31, ""), Placed("memory", "uninitialised-read", 31, "")));
  EXPECT_FALSE(Explains(Placed("memory", "out-of-bounds", 31, ""), Unplaced("agreement", "")));
  EXPECT_FALSE(Explains(Unplaced("agreement", ""), Placed("memory", "out-of-bounds", 31, "")));
}

TEST(Cause, ThatIsNotReproducedStaysApart) {
  EXPECT_FALSE(Explains(Unplaced("agreement", ""), Unplaced("agreement", kNotReproduced)));
  EXPECT_FALSE(Explains(Unplaced("agreement", kNotReproduced), Unplaced("agreement", "a bias")));
  EXPECT_TRUE(Explains(Unplaced("agreement", kNotReproduced), Unplaced("agreement", kNotReproduced)));
  EXPECT_FALSE(Explains(Unplaced("agreement", kNotReproduced), Unplaced("unique", kNotReproduced)));
}

TEST(CauseText, SaysThePlaceOrElseTheFaultAndTheShape) {
  EXPECT_EQ(CauseText(Placed("memory", "out-of-bounds", 31, "a bias")), "out-of-bounds at zoo/x.cu:31");
  EXPECT_EQ(CauseText(Unplaced("agreement", "groups")), "agreement  with groups");
}

}  // namespace
}  // namespace gatefuzz
