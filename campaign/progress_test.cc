// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/progress.h"

#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

TEST(ShortCount, StaysShort) {
  EXPECT_EQ(ShortCount(0), "0");
  EXPECT_EQ(ShortCount(999), "999");
  EXPECT_EQ(ShortCount(1000), "1.0k");
  EXPECT_EQ(ShortCount(10240), "10.2k");
  EXPECT_EQ(ShortCount(99'960), "100k");
  EXPECT_EQ(ShortCount(999'600), "1.0M");
  EXPECT_EQ(ShortCount(3.4e9), "3.4G");
}

TEST(GroupedCount, PutsCommasBetweenThousands) {
  EXPECT_EQ(GroupedCount(0), "0");
  EXPECT_EQ(GroupedCount(999), "999");
  EXPECT_EQ(GroupedCount(1000), "1,000");
  EXPECT_EQ(GroupedCount(1234567), "1,234,567");
}

TEST(ClockTime, ShowsHoursOnlyWhereThereAreAny) {
  EXPECT_EQ(ClockTime(7.9), "0:07");
  EXPECT_EQ(ClockTime(754), "12:34");
  EXPECT_EQ(ClockTime(3600), "1:00:00");
}

TEST(ProgressLine, SaysHowTheCampaignStands) {
  CampaignProgress progress;
  progress.elapsed = 10;
  progress.left = 50;
  progress.stats.cases = 102'000;
  progress.stats.rows = 410'000;
  progress.stats.features = 1234;
  EXPECT_EQ(ProgressLine(progress), "0:10 | 10.2k cases/s | 41.0k rows/s | 1,234 features | 0 findings | 0:50 left");
  progress.findings = 1;
  EXPECT_NE(ProgressLine(progress).find("| 1 finding |"), std::string::npos);
}

TEST(ProgressLine, FitsEightyColumnsAfterAWeek) {
  CampaignProgress progress;
  progress.elapsed = 7 * 24 * 3600;
  progress.left = 7 * 24 * 3600;
  progress.stats.cases = uint64_t{1} << 45;
  progress.stats.rows = uint64_t{1} << 48;
  progress.stats.features = 400'000;
  progress.findings = 12;
  EXPECT_LE(ProgressLine(progress).size(), 79u);
}

}  // namespace
}  // namespace gatefuzz
