// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/sync_check.h"

#include <algorithm>

#include "emulator/checks/checks_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

class SyncCheckTest : public testing::Test {
 protected:
  bool Meet(uint32_t arrived) { return check_.OnMemberMask(3, arrived, masks_, &sink_); }
  void Give(int first, int end, uint32_t mask) { std::fill(masks_ + first, masks_ + end, mask); }

  SyncCheck check_;
  CollectingSink sink_;
  uint32_t masks_[32] = {};
};

TEST_F(SyncCheckTest, AcceptsAFullWarpAndAPartOfIt) {
  Give(0, 32, kAll);
  EXPECT_TRUE(Meet(kAll));
  Give(0, 32, 0x00FF);
  EXPECT_TRUE(Meet(0x00FF));
  EXPECT_TRUE(sink_.faults.empty());
}

TEST_F(SyncCheckTest, AcceptsDisjointTilesAtOneInstruction) {
  Give(0, 16, 0x0000FFFF);
  Give(16, 32, 0xFFFF0000);
  EXPECT_TRUE(Meet(kAll));
  EXPECT_TRUE(sink_.faults.empty());
}

TEST_F(SyncCheckTest, IgnoresMasksOfLanesThatAreElsewhere) {
  Give(0, 8, 0xFF);
  Give(8, 32, 0);
  EXPECT_TRUE(Meet(0xFF));
}

TEST_F(SyncCheckTest, ALaneOutsideItsOwnMaskIsAFault) {
  Give(0, 32, 0x7FFFFFFF);
  EXPECT_FALSE(Meet(kAll));
  ASSERT_EQ(sink_.faults.size(), 1u);
  EXPECT_EQ(sink_.faults[0].kind, FaultKind::kIllegalMemberMask);
  EXPECT_EQ(sink_.faults[0].lane, 31);
  EXPECT_THAT(sink_.faults[0].message, testing::HasSubstr("lane 31 is not in its own member mask 0x7fffffff"));
}

TEST_F(SyncCheckTest, LanesThatNameEachOtherMustAgree) {
  Give(0, 32, kAll);
  masks_[9] = 0x0000FFFF;
  EXPECT_FALSE(Meet(kAll));
  ASSERT_EQ(sink_.faults.size(), 1u);
  EXPECT_THAT(sink_.faults[0].message, testing::HasSubstr("lane 0 names lane 9"));
}

}  // namespace
}  // namespace gatefuzz::emulator
