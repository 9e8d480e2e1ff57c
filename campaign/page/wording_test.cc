// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/wording.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gatefuzz {
namespace {

TEST(Wording, GroupsDigits) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
  EXPECT_EQ(Grouped(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Wording, CountsNouns) {
  EXPECT_EQ(Counted(0, "group"), "0 groups");
  EXPECT_EQ(Counted(1, "group"), "1 group");
  EXPECT_EQ(Counted(1000, "group"), "1,000 groups");
}

TEST(Wording, SaysHowLong) {
  EXPECT_EQ(DurationInWords(0.9), "0 s");
  EXPECT_EQ(DurationInWords(59.9), "59 s");
  EXPECT_EQ(DurationInWords(185), "3 min 5 s");
  EXPECT_EQ(DurationInWords(8 * 3600), "8 h 0 min");
  for (const double none : {-1.0, std::nan(""), 1e300}) EXPECT_EQ(DurationInWords(none), "0 s");
}

TEST(Wording, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(ToUtf8("\xc3\xa4 \"\n"), "\xc3\xa4 \"\n");
  EXPECT_EQ(ToUtf8("a\xff\x62"), "a\xef\xbf\xbd\x62");
}

}  // namespace
}  // namespace gatefuzz
