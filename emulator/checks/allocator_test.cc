// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/allocator.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "emulator/checks/shadow.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

class AllocatorTest : public testing::Test {
 protected:
  // A part of the arena that no other test of this binary has written to.
  static uint64_t Begin() {
    static uint64_t tests = 0;
    return reinterpret_cast<uint64_t>(DeviceArena().base) + 1024 * kMiB * tests++;
  }
  explicit AllocatorTest(uint64_t begin = Begin()) : allocator_(DeviceArena(), begin, begin + 600 * kMiB) {}

  uint64_t Take(uint64_t bytes) {
    const Allocation* block = allocator_.Allocate(bytes, 256, "block", shadow::kFresh);
    return block == nullptr ? 0 : block->address;
  }
  static uint8_t* Shadow(uint64_t address) {
    return DeviceArena().shadow + (address - reinterpret_cast<uint64_t>(DeviceArena().base));
  }

  Allocator allocator_;
};

TEST_F(AllocatorTest, BlocksAreAlignedAndFarApart) {
  uint64_t last_end = 0;
  for (uint64_t bytes : {1, 100, 4096, 70000}) {
    const uint64_t address = Take(bytes);
    EXPECT_EQ(address % 256, 0u);
    EXPECT_GE(address - last_end, 64u << 10);
    EXPECT_EQ(*Shadow(address), shadow::kFresh);
    EXPECT_EQ(*Shadow(address + bytes - 1), shadow::kFresh);
    EXPECT_EQ(*Shadow(address - 1), 0);
    EXPECT_EQ(*Shadow(address + bytes), 0) << "the very next byte is a red zone";
    last_end = address + bytes;
  }
}

TEST_F(AllocatorTest, FindWantsTheWholeRangeInOneLiveBlock) {
  const uint64_t address = Take(100);
  EXPECT_NE(allocator_.Find(address, 100), nullptr);
  EXPECT_NE(allocator_.Find(address + 99, 1), nullptr);
  EXPECT_EQ(allocator_.Find(address + 99, 2), nullptr);
  EXPECT_EQ(allocator_.Find(address - 1, 1), nullptr);
  allocator_.Free(address, "test");
  EXPECT_EQ(allocator_.Find(address, 1), nullptr);
  EXPECT_NE(allocator_.Holding(address + 50), nullptr) << "what was freed is still known";
}

TEST_F(AllocatorTest, FreeTellsWhyItCannot) {
  const uint64_t address = Take(100);
  EXPECT_EQ(allocator_.Free(address + 4, "test"), FreeStatus::kInterior);
  EXPECT_EQ(allocator_.Free(address - 4096, "test"), FreeStatus::kUnknown);
  EXPECT_EQ(allocator_.Free(address, "test"), FreeStatus::kFreed);
  EXPECT_EQ(*Shadow(address), 0);
  EXPECT_EQ(allocator_.Free(address, "test"), FreeStatus::kAlreadyFreed);
}

TEST_F(AllocatorTest, AFreedBlockIsNotReusedAtOnceButInTheEnd) {
  const uint64_t first = Take(100);
  allocator_.Free(first, "test");
  std::vector<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    seen.push_back(Take(100));
    allocator_.Free(seen.back(), "test");
  }
  EXPECT_EQ(std::count(seen.begin(), seen.begin() + 50, first), 0);
  const auto [least, most] = std::minmax_element(seen.begin(), seen.end());
  EXPECT_LT(*most - *least, 16 * kMiB) << "a loop that allocates must not walk through all of memory";
}

TEST_F(AllocatorTest, ResetGivesTheSameAddressesAndContents) {
  const auto run = [&] {
    std::vector<uint64_t> addresses;
    for (uint64_t bytes : {16, 1000, 6000000}) {
      addresses.push_back(Take(bytes));
      uint8_t* const data = reinterpret_cast<uint8_t*>(addresses.back());
      EXPECT_TRUE(std::all_of(data, data + bytes, [&](uint8_t byte) { return byte == data[0]; }));
      std::fill_n(data, bytes, uint8_t{7});
    }
    allocator_.Free(addresses[1], "test");
    addresses.push_back(Take(2000));
    return addresses;
  };
  const std::vector<uint64_t> before = run();
  allocator_.Reset();
  EXPECT_EQ(*Shadow(before[0]), 0);
  EXPECT_EQ(*Shadow(before[2] + 5999999), 0);
  EXPECT_EQ(run(), before);
}

TEST_F(AllocatorTest, SaysSoWhenThereIsNoRoom) {
  EXPECT_EQ(Take(uint64_t{1} << 40), 0u);
  EXPECT_EQ(Take(600 * kMiB), 0u) << "no room for the red zones";
  const uint64_t large = Take(300 * kMiB);
  EXPECT_NE(large, 0u);
  EXPECT_EQ(Take(300 * kMiB), 0u);
  allocator_.Free(large, "test");
  EXPECT_NE(Take(300 * kMiB), 0u) << "the quarantine must give way";
}

}  // namespace
}  // namespace gatefuzz::emulator
