// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/progress.h"

#include <string>
#include <vector>

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

CampaignProgress WithKernels(int count) {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i < 100; ++i) all.push_back("zoo/a_kernel_whose_name_is_rather_long_" + std::to_string(i));
    return all;
  }();
  CampaignProgress progress;
  for (int i = 0; i < count; ++i) {
    CampaignProgress::Kernel kernel = {.kernel = names[static_cast<size_t>(i)], .stats = {}};
    kernel.stats.cases = uint64_t{1} << 40;
    kernel.stats.features = 300'000;
    kernel.stats.instructions_present = 10;
    kernel.stats.instructions_executed = 10;
    kernel.groups = 12;
    progress.kernels.push_back(kernel);
  }
  return progress;
}

TEST(ProgressView, HasALineAKernelThatFitsEightyColumns) {
  const std::vector<std::string> lines = ProgressView(WithKernels(7), 24);
  ASSERT_EQ(lines.size(), 8u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 79u) << line;
  EXPECT_NE(lines[1].find("12 findings"), std::string::npos) << lines[1];
}

TEST(ProgressView, FitsTheTerminalAndShowsTheBusyFirst) {
  CampaignProgress progress = WithKernels(30);
  progress.kernels[25].workers = 1;
  const std::vector<std::string> lines = ProgressView(progress, 10);
  ASSERT_EQ(lines.size(), 10u);
  EXPECT_EQ(lines[1][0], '>');
  EXPECT_EQ(lines.back(), "  and 22 more kernels");
  EXPECT_EQ(ProgressView(WithKernels(9), 10).size(), 10u);
  EXPECT_EQ(ProgressView(WithKernels(9), 1).size(), 1u);
}

TEST(ProgressLine, SaysWhereThereIsNoLimit) {
  CampaignProgress progress;
  progress.left = -1;
  EXPECT_NE(ProgressLine(progress).find("no limit"), std::string::npos);
}

}  // namespace
}  // namespace gatefuzz
