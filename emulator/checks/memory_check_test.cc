// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/memory_check.h"

#include <cstdint>
#include <cstring>
#include <string>

#include "emulator/checks/checks_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::HasSubstr;

DeviceMemory& Memory() {
  static DeviceMemory* const memory = new DeviceMemory(DeviceArena());
  return *memory;
}

class MemoryCheckTest : public testing::Test {
 protected:
  MemoryCheckTest() { Memory().Reset(); }

  uint64_t Allocate(uint64_t bytes, bool initialized) {
    void* const address = Memory().Allocate(bytes, "cudaMalloc");
    if (initialized) Memory().SetInitialized(address, bytes);
    return reinterpret_cast<uint64_t>(address);
  }
  bool Load(const TestAccess& test) { return check_.OnLoad(test.access, &sink_); }
  bool Store(const TestAccess& test) { return check_.OnStore(test.access, &sink_); }
  bool Atomic(const TestAccess& test) { return check_.OnAtomic(test.access, &sink_); }
  FaultKind OnlyKind() {
    EXPECT_EQ(sink_.faults.size(), 1u);
    return sink_.faults.at(0).kind;
  }

  MemoryCheck check_{Memory()};
  CollectingSink sink_;
};

TEST_F(MemoryCheckTest, AcceptsEveryWidthAndShapeInBounds) {
  const uint64_t block = Allocate(32 * 16, true);
  for (uint32_t bytes : {1, 2, 4, 8, 16}) {
    EXPECT_TRUE(Load(TestAccess(bytes).Strided(block, bytes))) << bytes;
    EXPECT_TRUE(Load(TestAccess(bytes).Strided(block, 0))) << bytes;
    EXPECT_TRUE(Load(TestAccess(bytes).Strided(block, 16))) << bytes;
    EXPECT_TRUE(Load(TestAccess(bytes).Strided(block + 31 * 16, uint64_t{0} - 16))) << bytes;
    EXPECT_TRUE(Store(TestAccess(bytes).Strided(block, bytes))) << bytes;
    EXPECT_TRUE(Atomic(TestAccess(bytes).Strided(block, bytes))) << bytes;
  }
  EXPECT_TRUE(sink_.faults.empty());
}

TEST_F(MemoryCheckTest, CoalescedLoadPastTheEndNamesTheFirstLaneOutside) {
  const uint64_t block = Allocate(4 * 30, true);
  EXPECT_FALSE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kOutOfBounds);
  EXPECT_EQ(sink_.faults[0].lane, 30);
  EXPECT_EQ(sink_.faults[0].address, block + 120);
  EXPECT_TRUE(sink_.faults[0].fatal);
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("0 bytes past the end of the 120-byte allocation of cudaMalloc #1"));
}

TEST_F(MemoryCheckTest, LanesThatAreOffMayPointAnywhere) {
  const uint64_t block = Allocate(4 * 30, true);
  EXPECT_TRUE(Load(TestAccess(4, kAll >> 2).Strided(block, 4)));
  TestAccess scattered(4, 0x80000001);
  scattered.address[0] = scattered.address[31] = block + 8;
  scattered.address[5] = 12345;
  EXPECT_TRUE(Load(scattered));
  EXPECT_TRUE(sink_.faults.empty());
}

TEST_F(MemoryCheckTest, ALaneBetweenTwoGoodOnesIsFound) {
  const uint64_t block = Allocate(4096, true);
  TestAccess test = TestAccess(4).Strided(block, 64);
  EXPECT_TRUE(Load(test));
  test.address[17] = block - 4;
  EXPECT_FALSE(Store(test));
  EXPECT_EQ(OnlyKind(), FaultKind::kOutOfBounds);
  EXPECT_EQ(sink_.faults[0].lane, 17);
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("4 bytes before the start of the 4096-byte allocation"));
}

TEST_F(MemoryCheckTest, AVectorThatStraddlesTheEndIsOutOfBounds) {
  const uint64_t block = Allocate(24, true);
  EXPECT_TRUE(Load(TestAccess(8, 1).Strided(block + 16, 0)));
  EXPECT_FALSE(Load(TestAccess(16, 1).Strided(block + 16, 0)));
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("byte 8 of it is 0 bytes past the end"));
}

TEST_F(MemoryCheckTest, MisalignedComesFirst) {
  const uint64_t block = Allocate(256, true);
  EXPECT_TRUE(Load(TestAccess(2).Strided(block + 2, 2)));
  EXPECT_FALSE(Load(TestAccess(4).Strided(block + 2, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kMisaligned);
}

TEST_F(MemoryCheckTest, UninitializedReadIsNotedOnceAndGoesOn) {
  const uint64_t block = Allocate(256, false);
  EXPECT_TRUE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_TRUE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kUninitialized);
  EXPECT_FALSE(sink_.faults[0].fatal);
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("0 bytes into the 256-byte allocation of cudaMalloc #1"));
  check_.BeginLaunch();
  EXPECT_TRUE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(sink_.faults.size(), 2u);
}

TEST_F(MemoryCheckTest, AStoreInitializesExactlyItsBytes) {
  const uint64_t block = Allocate(256, false);
  EXPECT_TRUE(Store(TestAccess(4).Strided(block, 4)));
  EXPECT_TRUE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_TRUE(sink_.faults.empty());
  EXPECT_TRUE(Load(TestAccess(8, 1).Strided(block + 128, 0)));
  EXPECT_EQ(OnlyKind(), FaultKind::kUninitialized);
}

TEST_F(MemoryCheckTest, OneFreshByteInAVectorIsEnough) {
  const uint64_t block = Allocate(16, true);
  Memory().Mark(reinterpret_cast<void*>(block + 13), 1, Region::kUninitialized);
  EXPECT_TRUE(Load(TestAccess(8, 1).Strided(block, 0)));
  EXPECT_TRUE(sink_.faults.empty());
  EXPECT_TRUE(Load(TestAccess(16, 1).Strided(block, 0)));
  EXPECT_THAT(sink_.faults.at(0).message, HasSubstr("byte 13 of the 16"));
}

TEST_F(MemoryCheckTest, AFatalFaultOfALaterLaneIsNotHiddenByAFreshByte) {
  const uint64_t block = Allocate(64, false);
  EXPECT_FALSE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kOutOfBounds);
}

TEST_F(MemoryCheckTest, UseAfterFreeNamesTheBlockAndWhoFreedIt) {
  const uint64_t block = Allocate(256, true);
  EXPECT_EQ(Memory().Free(reinterpret_cast<void*>(block), "cudaFree"), FreeStatus::kFreed);
  EXPECT_FALSE(Store(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kUseAfterFree);
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("256-byte allocation of cudaMalloc #1, which cudaFree freed"));
}

TEST_F(MemoryCheckTest, ReadOnlyMemoryMayBeReadButNotWritten) {
  const uint64_t block = Allocate(256, true);
  Memory().Mark(reinterpret_cast<void*>(block + 64), 64, Region::kReadOnly);
  EXPECT_TRUE(Load(TestAccess(4).Strided(block + 64, 0)));
  EXPECT_TRUE(Store(TestAccess(4, 0xFFFF).Strided(block, 4)));
  EXPECT_TRUE(sink_.faults.empty());
  EXPECT_FALSE(Store(TestAccess(4).Strided(block, 4)));
  EXPECT_EQ(OnlyKind(), FaultKind::kReadOnlyWrite);
  EXPECT_EQ(sink_.faults[0].lane, 16);
  EXPECT_FALSE(Atomic(TestAccess(4, 1).Strided(block + 64, 4)));
  Memory().Mark(reinterpret_cast<void*>(block + 64), 64, Region::kReadWrite);
  EXPECT_TRUE(Store(TestAccess(4).Strided(block, 4)));
}

TEST_F(MemoryCheckTest, AForbiddenRegionIsARedZoneInsideAnAllocation) {
  const uint64_t block = Allocate(256, true);
  Memory().Mark(reinterpret_cast<void*>(block + 128), 64, Region::kForbidden);
  EXPECT_TRUE(Load(TestAccess(4).Strided(block, 4)));
  EXPECT_FALSE(Load(TestAccess(8).Strided(block, 8)));
  EXPECT_EQ(OnlyKind(), FaultKind::kOutOfBounds);
  EXPECT_THAT(sink_.faults[0].message, HasSubstr("forbidden region"));
}

TEST_F(MemoryCheckTest, HostAddressesAndNullAreToldApart) {
  EXPECT_FALSE(Load(TestAccess(4, 1)));
  EXPECT_THAT(sink_.faults.at(0).message, HasSubstr("null pointer"));
  EXPECT_FALSE(Load(TestAccess(8, 1).Strided(reinterpret_cast<uint64_t>(this) / 8 * 8, 0)));
  EXPECT_THAT(sink_.faults.at(1).message, HasSubstr("no device memory"));
}

TEST_F(MemoryCheckTest, AnAtomicOnFreshMemoryIsNotedAndInitializesIt) {
  const uint64_t block = Allocate(256, false);
  EXPECT_TRUE(Atomic(TestAccess(4).Strided(block, 0)));
  EXPECT_EQ(OnlyKind(), FaultKind::kUninitialized);
  EXPECT_TRUE(Load(TestAccess(4, 1).Strided(block, 0)));
  EXPECT_EQ(sink_.faults.size(), 1u);
}

TEST_F(MemoryCheckTest, SharedMemoryIsCheckedFromItsBase) {
  uint8_t state[256];
  check_.OnBlockStart({0, 0, 32, state, sizeof state});
  TestAccess test = TestAccess(4).Strided(1024, 4);
  test.access.space = ptx::Space::kShared;
  test.access.shadow = state;
  test.access.space_base = 1024;
  test.access.space_bytes = sizeof state;
  EXPECT_TRUE(Store(test));
  EXPECT_TRUE(Load(test));
  EXPECT_TRUE(sink_.faults.empty());
  test.Strided(1024 + 128, 4);
  EXPECT_TRUE(Load(test));
  EXPECT_EQ(OnlyKind(), FaultKind::kUninitialized);
  test.Strided(1024 + 132, 4);
  EXPECT_FALSE(Load(test));
  EXPECT_EQ(sink_.faults.at(1).kind, FaultKind::kOutOfBounds);
  EXPECT_EQ(sink_.faults.at(1).lane, 31);
}

TEST_F(MemoryCheckTest, EachLaneHasLocalMemoryOfItsOwn) {
  uint8_t state[32 * 16];
  check_.OnWarpStart(state, sizeof state);
  TestAccess test(4, 0xFFFF);
  test.access.space = ptx::Space::kLocal;
  test.access.shadow = state;
  test.access.shadow_stride = test.access.space_bytes = 16;
  test.Strided(8, 0);
  EXPECT_TRUE(Store(test));
  EXPECT_TRUE(Load(test));
  EXPECT_TRUE(sink_.faults.empty());
  test.access.lanes = kAll;
  EXPECT_TRUE(Load(test));
  EXPECT_EQ(OnlyKind(), FaultKind::kUninitialized);
  EXPECT_EQ(sink_.faults[0].lane, 16);
}

}  // namespace
}  // namespace gatefuzz::emulator
