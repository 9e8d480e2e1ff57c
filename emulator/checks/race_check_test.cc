// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each kind of race beside the synchronisation that removes it.
#include "emulator/checks/race_check.h"

#include <cstring>

#include "emulator/checks/checks_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::HasSubstr;

constexpr uint64_t kSharedStart = 1024;
constexpr uint32_t kSharedBytes = 256;
constexpr MemoryOrder kWeak = {};
constexpr MemoryOrder kAtomicOrder = {Semantics::kRelaxed, Scope::kDevice};
constexpr MemoryOrder kDeviceFence = {Semantics::kAcquireRelease, Scope::kDevice};
constexpr MemoryOrder kBlockFence = {Semantics::kAcquireRelease, Scope::kBlock};
constexpr MemoryOrder kVolatile = {Semantics::kVolatile, Scope::kSystem};

// Two resident blocks of two warps, in slots 0 and 1; a thread is told by slot, warp and lane.
class RaceCheckTest : public testing::Test {
 protected:
  RaceCheckTest() : global_(reinterpret_cast<uint64_t>(DeviceArena().base) + 65536) {
    check_.BeginLaunch();
    for (const uint32_t slot : {0u, 1u}) check_.OnBlockStart({slot, slot, 64, nullptr, kSharedBytes});
  }

  enum Use { kLoad, kStore, kAtomic };
  // An access of `lanes`, whose addresses the test may change before it happens.
  TestAccess Make(uint32_t slot, uint32_t warp, uint32_t lanes, uint64_t address, MemoryOrder order = kWeak,
                  uint32_t bytes = 4, uint64_t stride = 0) {
    TestAccess test(bytes, lanes);
    test.Strided(address, stride);
    test.access.space = address < global_ ? ptx::Space::kShared : ptx::Space::kGlobal;
    test.access.space_base = kSharedStart;
    test.access.space_bytes = kSharedBytes;
    test.access.slot = slot;
    test.access.warp = warp;
    test.access.site = ++site_;
    test.access.order = order;
    for (const uint8_t*& column : test.access.data) column = reinterpret_cast<const uint8_t*>(values_);
    test.access.data_bytes = 4;
    test.access.elements = bytes > 4 ? bytes / 4 : 1;
    return test;
  }
  void Do(Use use, const TestAccess& test) {
    const bool happens = use == kLoad    ? check_.OnLoad(test.access, &sink_)
                         : use == kStore ? check_.OnStore(test.access, &sink_)
                                         : check_.OnAtomic(test.access, &sink_);
    EXPECT_TRUE(happens);
  }
  void Do(Use use, uint32_t slot, uint32_t warp, uint32_t lanes, uint64_t address, MemoryOrder order = kWeak) {
    Do(use, Make(slot, warp, lanes, address, order));
  }
  void BlockBarrier(uint32_t slot) {
    for (const uint32_t warp : {0u, 1u}) check_.OnBarrierArrive({slot, warp, kAll, kAll}, 0, true);
    check_.OnBarrierMet(slot, 0, true);
  }
  void ExpectRace(const char* message) {
    ASSERT_EQ(sink_.faults.size(), 1u);
    EXPECT_EQ(sink_.faults[0].kind, FaultKind::kRace);
    EXPECT_FALSE(sink_.faults[0].fatal);
    EXPECT_THAT(sink_.faults[0].message, HasSubstr(message));
  }
  void ExpectSilence() { EXPECT_TRUE(sink_.faults.empty()) << sink_.faults[0].message; }

  RaceCheck check_{DeviceArena()};
  CollectingSink sink_;
  const uint64_t global_;  // an address in global memory
  uint32_t values_[32] = {};
  uint32_t site_ = 0;
};

TEST_F(RaceCheckTest, AStoreAndALoadOfAnotherWarp) {
  Do(kStore, 0, 0, 1u << 3, kSharedStart);
  Do(kLoad, 0, 1, 1u << 5, kSharedStart);
  ExpectRace("this load and the earlier store of another warp of the block");
  EXPECT_EQ(sink_.faults[0].lane, 5);
  EXPECT_TRUE(sink_.faults[0].has_other);
  EXPECT_EQ(sink_.faults[0].other_site, 1u);
  EXPECT_EQ(sink_.faults[0].other_block, 0u);
  EXPECT_EQ(sink_.faults[0].other_thread, 3u);
}

TEST_F(RaceCheckTest, ABarrierOfTheBlockOrdersThem) {
  Do(kStore, 0, 0, 1, kSharedStart);
  BlockBarrier(0);
  Do(kLoad, 0, 1, kAll, kSharedStart);
  ExpectSilence();
}

TEST_F(RaceCheckTest, ABarrierOrdersOnlyWhatLiesBeforeIt) {
  BlockBarrier(0);
  Do(kLoad, 0, 1, kAll, kSharedStart);
  Do(kStore, 0, 0, 1, kSharedStart);
  ExpectRace("this store and the earlier load of another warp");
}

TEST_F(RaceCheckTest, EveryReaderCounts) {
  Do(kLoad, 0, 0, 1, kSharedStart);
  Do(kLoad, 0, 1, 1, kSharedStart);
  Do(kStore, 0, 1, 1, kSharedStart);
  ExpectRace("the earlier load of another warp");
}

TEST_F(RaceCheckTest, OneIsReportedForEachInstruction) {
  Do(kStore, 0, 0, kAll, kSharedStart);
  TestAccess test = Make(0, 1, kAll, kSharedStart);
  Do(kLoad, test);
  Do(kLoad, test);
  EXPECT_EQ(sink_.faults.size(), 1u);
}

TEST_F(RaceCheckTest, ReadsDoNotRace) {
  Do(kLoad, 0, 0, kAll, global_);
  Do(kLoad, 0, 1, kAll, global_);
  Do(kLoad, 1, 0, kAll, global_);
  ExpectSilence();
}

TEST_F(RaceCheckTest, AThreadDoesNotRaceWithItself) {
  for (int i = 0; i < 3; ++i) {
    Do(kLoad, Make(0, 0, kAll, global_, kWeak, 4, 4));
    Do(kStore, Make(0, 0, kAll, global_, kWeak, 4, 4));
  }
  ExpectSilence();
}

TEST_F(RaceCheckTest, LanesOfAWarpAreThreadsToo) {
  Do(kStore, Make(0, 0, kAll, kSharedStart, kWeak, 4, 4));
  Do(kLoad, Make(0, 0, 0x7FFFFFFF, kSharedStart + 4, kWeak, 4, 4));
  ExpectRace("another lane of the warp");
}

TEST_F(RaceCheckTest, SyncwarpOrdersLanes) {
  Do(kStore, Make(0, 0, kAll, kSharedStart, kWeak, 4, 4));
  check_.OnWarpSync({0, 0, kAll, kAll});
  Do(kLoad, Make(0, 0, 0x7FFFFFFF, kSharedStart + 4, kWeak, 4, 4));
  ExpectSilence();
}

TEST_F(RaceCheckTest, SyncwarpOrdersNoOtherWarp) {
  Do(kStore, 0, 0, 1, kSharedStart);
  check_.OnWarpSync({0, 0, kAll, kAll});
  check_.OnWarpSync({0, 1, kAll, kAll});
  Do(kLoad, 0, 1, 1, kSharedStart);
  ExpectRace("another warp");
}

TEST_F(RaceCheckTest, SyncwarpOfSomeLanesOrdersThoseAlone) {
  Do(kStore, 0, 0, 1, kSharedStart);
  check_.OnWarpSync({0, 0, 0x0F, kAll});
  Do(kLoad, 0, 0, 0x0F, kSharedStart);
  ExpectSilence();
  Do(kLoad, 0, 0, 0x10, kSharedStart);
  ExpectRace("another lane of the warp");
}

TEST_F(RaceCheckTest, SyncwarpPassesOnWhatAMemberLearntOfOthers) {
  Do(kStore, 0, 0, 1, kSharedStart);
  check_.OnWarpSync({0, 0, 0b0011, kAll});
  check_.OnWarpSync({0, 0, 0b0110, kAll});
  Do(kLoad, 0, 0, 0b0100, kSharedStart);
  ExpectSilence();
}

TEST_F(RaceCheckTest, VolatileDoesNotOrderLanesOfAWarp) {
  Do(kStore, Make(0, 0, kAll, kSharedStart, kVolatile, 4, 4));
  Do(kLoad, Make(0, 0, 0x7FFFFFFF, kSharedStart + 4, kVolatile, 4, 4));
  ExpectRace("volatile does not (__syncwarp does)");
}

TEST_F(RaceCheckTest, VolatileFlagsBetweenWarpsAreNoRace) {
  Do(kStore, 0, 0, 1, global_, kVolatile);
  Do(kLoad, 0, 1, 1, global_, kVolatile);
  Do(kLoad, 1, 0, 1, global_, kVolatile);
  ExpectSilence();
}

TEST_F(RaceCheckTest, NeighbouringBytesAreDifferentPlaces) {
  Do(kStore, Make(0, 0, 1, global_, kWeak, 1));
  Do(kStore, Make(0, 1, 1, global_ + 1, kWeak, 1));
  Do(kLoad, Make(0, 1, 1, global_ + 2, kWeak, 2));
  ExpectSilence();
  Do(kLoad, Make(0, 1, 1, global_, kWeak, 2));
  ExpectRace("another warp");
}

TEST_F(RaceCheckTest, AWideAccessCoversEachOfItsBytes) {
  Do(kStore, Make(0, 0, 1, global_, kWeak, 16));
  Do(kLoad, Make(0, 1, 1, global_ + 14, kWeak, 2));
  ExpectRace("the earlier store");
}

TEST_F(RaceCheckTest, LanesThatStoreDifferentValuesAtOnce) {
  for (uint32_t i = 0; i < 32; ++i) values_[i] = i;
  Do(kStore, Make(0, 0, 0b1100, kSharedStart));
  ExpectRace("lanes 2 and 3 store different values to one address in one instruction");
}

TEST_F(RaceCheckTest, LanesThatStoreTheSameValueAtOnceDoNoHarm) {
  Do(kStore, 0, 0, kAll, kSharedStart);
  ExpectSilence();
  Do(kStore, 0, 0, kAll, kSharedStart);
  ExpectRace("another lane");
}

TEST_F(RaceCheckTest, AtomicsDoNotRaceWithEachOther) {
  Do(kAtomic, 0, 0, kAll, global_, kAtomicOrder);
  Do(kAtomic, 0, 1, kAll, global_, kAtomicOrder);
  Do(kAtomic, 1, 0, kAll, global_, kAtomicOrder);
  ExpectSilence();
}

TEST_F(RaceCheckTest, AnAtomicRacesWithAPlainLoad) {
  Do(kAtomic, 0, 0, 1, global_, kAtomicOrder);
  Do(kLoad, 0, 1, 1, global_);
  ExpectRace("this load and the earlier atomic of another warp of the block; only one of them is atomic");
}

TEST_F(RaceCheckTest, AnAtomicBehindAnotherOneIsRemembered) {
  Do(kAtomic, 0, 0, 1, global_, kAtomicOrder);
  Do(kAtomic, 0, 1, 1, global_, kAtomicOrder);
  Do(kLoad, 0, 1, 1, global_);
  ExpectRace("the earlier atomic");
}

TEST_F(RaceCheckTest, BlockScopeDoesNotReachAnotherBlock) {
  constexpr MemoryOrder kInBlock = {Semantics::kRelaxed, Scope::kBlock};
  Do(kAtomic, 0, 0, 1, global_, kInBlock);
  Do(kAtomic, 0, 1, 1, global_, kInBlock);
  ExpectSilence();
  Do(kAtomic, 1, 0, 1, global_, kInBlock);
  ExpectRace(".cta scope does not reach another block");
}

TEST_F(RaceCheckTest, BlocksShareNoBarrier) {
  Do(kStore, 0, 0, 1, global_);
  BlockBarrier(0);
  BlockBarrier(1);
  Do(kLoad, 1, 0, 1, global_);
  ExpectRace("the earlier store of another block");
  EXPECT_EQ(sink_.faults[0].other_block, 0u);
}

TEST_F(RaceCheckTest, SharedMemoryIsTheBlocksOwn) {
  Do(kStore, 0, 0, 1, kSharedStart);
  Do(kStore, 1, 0, 1, kSharedStart);
  ExpectSilence();
}

TEST_F(RaceCheckTest, ABlockThatTakesAnothersSlotStartsAfresh) {
  Do(kStore, 0, 0, 1, kSharedStart);
  check_.OnBlockStart({0, 2, 64, nullptr, kSharedBytes});
  Do(kLoad, 0, 1, 1, kSharedStart);
  ExpectSilence();
}

TEST_F(RaceCheckTest, ABlockThatHasEndedIsNotOrderedBeforeTheNext) {
  Do(kStore, 0, 0, 1, global_);
  check_.OnBlockStart({0, 2, 64, nullptr, kSharedBytes});
  Do(kLoad, 0, 0, 1, global_);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, LaunchesAreOrdered) {
  Do(kStore, 0, 0, 1, global_);
  check_.BeginLaunch();
  check_.OnBlockStart({0, 0, 64, nullptr, kSharedBytes});
  Do(kLoad, 0, 1, kAll, global_);
  ExpectSilence();
}

// The pattern of NVIDIA's threadFenceReduction sample: a block publishes its part, the last one reads them all.
class LastBlockTest : public RaceCheckTest {
 protected:
  // `fence`: what stands between the part and the ticket.
  void PublishAndCollect(const MemoryOrder* fence, bool barrier_after_ticket = true) {
    const uint64_t ticket = global_ + 256;
    for (const uint32_t slot : {0u, 1u}) {
      Do(kStore, slot, 1, 1, global_ + slot * 4);
      BlockBarrier(slot);
      if (fence != nullptr) check_.OnFence({slot, 0, 1, kAll}, *fence);
      Do(kAtomic, slot, 0, 1, ticket, kAtomicOrder);
    }
    if (barrier_after_ticket) BlockBarrier(1);
    Do(kLoad, Make(1, 0, 3, global_, kWeak, 4, 4));
  }
};

TEST_F(LastBlockTest, IsSilentWithAFence) {
  PublishAndCollect(&kDeviceFence);
  ExpectSilence();
}

TEST_F(LastBlockTest, FiresWithoutAFence) {
  PublishAndCollect(nullptr);
  ExpectRace("another block");
}

TEST_F(LastBlockTest, FiresWithAFenceThatReachesTheBlockAlone) {
  PublishAndCollect(&kBlockFence);
  ExpectRace("another block");
}

TEST_F(LastBlockTest, FiresWhereNothingFollowsTheTicket) {
  PublishAndCollect(&kDeviceFence, /*barrier_after_ticket=*/false);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, ReleaseAndAcquireOrder) {
  Do(kStore, 0, 0, 1, global_);
  Do(kStore, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_);
  ExpectSilence();
}

TEST_F(RaceCheckTest, WhatALaneAcquiresItsWarpKnowsButNoOtherOne) {
  Do(kStore, 0, 0, 1, global_);
  Do(kStore, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 1, 0, kAll, global_);
  ExpectSilence();
  Do(kLoad, 1, 1, 1, global_);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, ReleaseCoversNothingAfterIt) {
  Do(kStore, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  Do(kStore, 0, 0, 1, global_);
  Do(kLoad, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, RelaxedFlagsWithoutFencesOrderNothing) {
  Do(kStore, 0, 0, 1, global_);
  Do(kStore, 0, 0, 1, global_ + 64, kAtomicOrder);
  Do(kLoad, 1, 0, 1, global_ + 64, kAtomicOrder);
  Do(kLoad, 1, 0, 1, global_);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, VolatileFlagBetweenTwoFencesOrders) {
  Do(kStore, 0, 0, 1, global_);
  check_.OnFence({0, 0, 1, kAll}, kDeviceFence);
  Do(kStore, 0, 0, 1, global_ + 64, kVolatile);
  Do(kLoad, 1, 0, 1, global_ + 64, kVolatile);
  check_.OnFence({1, 0, 1, kAll}, kDeviceFence);
  Do(kLoad, 1, 0, 1, global_);
  ExpectSilence();
}

TEST_F(RaceCheckTest, AnUpdateInBetweenPassesTheReleaseOn) {
  Do(kStore, 0, 0, 1, global_);
  Do(kAtomic, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  Do(kAtomic, 0, 1, 1, global_ + 64, kAtomicOrder);
  Do(kAtomic, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_);
  ExpectSilence();
}

TEST_F(RaceCheckTest, APlainOverwriteInBetweenDoesNot) {
  Do(kStore, 0, 0, 1, global_);
  Do(kAtomic, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  Do(kStore, 0, 1, 1, global_ + 64, kAtomicOrder);
  Do(kLoad, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 1, 0, 1, global_);
  ExpectRace("another block");
}

TEST_F(RaceCheckTest, WhatIsLearntIsPassedOnByBarriersAndReleases) {
  Do(kStore, 0, 0, 1, global_);
  Do(kStore, 0, 0, 1, global_ + 64, {Semantics::kRelease, Scope::kDevice});
  // Warp 0 of block 1 learns of it, the barrier tells warp 1, which tells block 2.
  Do(kLoad, 1, 0, 1, global_ + 64, {Semantics::kAcquire, Scope::kDevice});
  BlockBarrier(1);
  Do(kStore, 1, 1, 1u << 9, global_ + 128, {Semantics::kRelease, Scope::kDevice});
  check_.OnBlockStart({0, 2, 64, nullptr, kSharedBytes});
  Do(kLoad, 0, 1, 1, global_ + 128, {Semantics::kAcquire, Scope::kDevice});
  Do(kLoad, 0, 1, 1, global_);
  ExpectSilence();
}

TEST_F(RaceCheckTest, NamedBarriersOrderTheWarpsThatTakePart) {
  check_.OnBlockStart({0, 0, 96, nullptr, kSharedBytes});
  Do(kStore, 0, 0, 1, kSharedStart);
  for (const uint32_t warp : {0u, 1u}) check_.OnBarrierArrive({0, warp, kAll, kAll}, 1, true);
  check_.OnBarrierMet(0, 1, false);
  Do(kLoad, 0, 1, kAll, kSharedStart);
  ExpectSilence();
  Do(kLoad, 0, 2, 1, kSharedStart);
  ExpectRace("another warp");
}

TEST_F(RaceCheckTest, AProducerArrivesAndAConsumerWaits) {
  Do(kStore, 0, 0, 1, kSharedStart);
  check_.OnBarrierArrive({0, 0, kAll, kAll}, 2, false);
  Do(kStore, 0, 0, 1, kSharedStart + 4);
  check_.OnBarrierArrive({0, 1, kAll, kAll}, 2, true);
  check_.OnBarrierMet(0, 2, true);
  Do(kLoad, 0, 1, kAll, kSharedStart);
  ExpectSilence();
  Do(kLoad, 0, 1, 1, kSharedStart + 4);
  ExpectRace("the earlier store of another warp");
}

TEST_F(RaceCheckTest, TheProducerLearnsNothingByArriving) {
  Do(kLoad, 0, 1, 1, kSharedStart);
  check_.OnBarrierArrive({0, 1, kAll, kAll}, 2, true);
  check_.OnBarrierArrive({0, 0, kAll, kAll}, 2, false);
  check_.OnBarrierMet(0, 2, true);
  Do(kStore, 0, 0, 1, kSharedStart);
  ExpectRace("the earlier load of another warp");
}

}  // namespace
}  // namespace gatefuzz::emulator
