// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/share_by_need.h"

#include <gtest/gtest.h>

namespace gatefuzz {
namespace {

// Deals `slices` slices of a second; returns what each claim got.
std::vector<double> Deal(std::vector<Claim> claims, int slices) {
  for (int i = 0; i < slices; ++i) claims[static_cast<size_t>(FurthestBehind(claims))].used_seconds += 1;
  std::vector<double> used;
  for (const Claim& claim : claims) used.push_back(claim.used_seconds);
  return used;
}

TEST(FurthestBehind, SharesEquallyWhereNeedIsEqual) {
  EXPECT_EQ(Deal({{.rate = 5}, {.rate = 5}, {.rate = 5}}, 300), (std::vector<double>{100, 100, 100}));
  EXPECT_EQ(Deal({{.rate = 0}, {.rate = 0}}, 10), (std::vector<double>{5, 5}));
}

TEST(FurthestBehind, GivesHalfOfTheTimeByNeedAndStarvesNone) {
  const std::vector<double> used = Deal({{.rate = 30}, {.rate = 10}, {.rate = 0}, {.rate = 0}}, 800);
  EXPECT_NEAR(used[0], 800 * (0.125 + 0.375), 2);
  EXPECT_NEAR(used[1], 800 * (0.125 + 0.125), 2);
  EXPECT_NEAR(used[2], 800 * 0.125, 2);
  EXPECT_NEAR(used[3], 800 * 0.125, 2);
}

TEST(FurthestBehind, PassesOverClaimsThatAreClosed) {
  EXPECT_EQ(FurthestBehind({{.open = false}, {.used_seconds = 9}, {.used_seconds = 10}}), 1);
  EXPECT_EQ(FurthestBehind({{.open = false}}), -1);
  EXPECT_EQ(FurthestBehind({}), -1);
}

TEST(FurthestBehind, PrefersTheIdleOfTwoThatAreEven) { EXPECT_EQ(FurthestBehind({{.running = 1}, {.running = 0}}), 1); }

TEST(SliceSeconds, GivesEachKernelTwoTurnsWhereThereIsTime) {
  EXPECT_EQ(SliceSeconds(0, 7, 2), 60);
  EXPECT_EQ(SliceSeconds(43200, 7, 2), 60);
  EXPECT_EQ(SliceSeconds(70, 7, 2), 10);
  EXPECT_EQ(SliceSeconds(60, 1, 8), 30);
  // And one where there is little.
  EXPECT_EQ(SliceSeconds(3, 6, 1), 0.5);
  EXPECT_EQ(SliceSeconds(1, 10, 1), 0.1);
}

TEST(UpdatedRate, ForgetsOldSlices) {
  double rate = 1000;
  for (int i = 0; i < 20; ++i) rate = UpdatedRate(rate, 10, 10);
  EXPECT_NEAR(rate, 1, 0.01);
}

}  // namespace
}  // namespace gatefuzz
