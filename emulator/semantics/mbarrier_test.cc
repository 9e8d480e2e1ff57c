// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include "emulator/semantics/mbarrier.h"

#include "gtest/gtest.h"

namespace gatefuzz::semantics {
namespace {

TEST(Mbarrier, SurvivesBeingPacked) {
  for (const int32_t transactions : {0, 1, -1, (1 << 20) - 1, 1 - (1 << 20)}) {
    const Mbarrier m = {true, true, kMaxMbarrierCount, 5, transactions};
    const Mbarrier back = UnpackMbarrier(PackMbarrier(m));
    EXPECT_TRUE(back.valid);
    EXPECT_TRUE(back.phase);
    EXPECT_EQ(back.expected, m.expected);
    EXPECT_EQ(back.pending, m.pending);
    EXPECT_EQ(back.transactions, m.transactions);
  }
}

TEST(Mbarrier, IsNotValidUntilInitialised) {
  EXPECT_FALSE(UnpackMbarrier(0).valid);
  EXPECT_FALSE(UnpackMbarrier(0xcdcdcdcdcdcdcdcd).valid);
  EXPECT_FALSE(UnpackMbarrier(~uint64_t{0}).valid);
  EXPECT_TRUE(UnpackMbarrier(PackMbarrier(InitMbarrier(1))).valid);
}

TEST(Mbarrier, CompletesItsPhaseWithTheLastArrival) {
  Mbarrier m = InitMbarrier(3);
  const uint64_t state = PackMbarrier(m);
  EXPECT_EQ(MbarrierPendingCount(state), 3u);
  m = ArriveAtMbarrier<false>(m, 2);
  EXPECT_EQ(MbarrierPendingCount(PackMbarrier(m)), 1u);
  EXPECT_FALSE(MbarrierPhaseIsOver(m, state));
  EXPECT_FALSE(MbarrierParityIsOver(m, 0));
  EXPECT_TRUE(MbarrierParityIsOver(m, 1));  // the phase before the first
  m = ArriveAtMbarrier<false>(m, 1);
  EXPECT_TRUE(MbarrierPhaseIsOver(m, state));
  EXPECT_TRUE(MbarrierParityIsOver(m, 0));
  EXPECT_FALSE(MbarrierParityIsOver(m, 1));
  EXPECT_EQ(m.pending, 3u);
}

TEST(Mbarrier, ExpectsFewerAfterADrop) {
  Mbarrier m = ArriveAtMbarrier<true>(InitMbarrier(3), 1);
  EXPECT_EQ(m.pending, 2u);
  m = ArriveAtMbarrier<false>(m, 2);
  EXPECT_TRUE(m.phase);
  EXPECT_EQ(m.pending, 2u);
}

TEST(Mbarrier, WaitsForTransactionsToo) {
  Mbarrier m = ArriveAtMbarrier<false>(ExpectTransactions(InitMbarrier(1), 16), 1);
  EXPECT_FALSE(m.phase);
  m = CompleteTransactions(m, 12);
  EXPECT_FALSE(m.phase);
  m = CompleteTransactions(m, 4);
  EXPECT_TRUE(m.phase);
  EXPECT_EQ(m.pending, 1u);
}

}  // namespace
}  // namespace gatefuzz::semantics
