// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which blocks are resident together, and that a seed is one schedule.
#include <set>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

// Each block counts itself in, notes how many are in, works a while and counts itself out. words: in now, most at once,
// and a hash of the order in which blocks came and went.
constexpr char kCountResidents[] = R"(.visible .entry k(.param .u64 words) {
    .reg .pred %p<2>; .reg .b32 %r<8>; .reg .b64 %x<2>;
    ld.param.u64 %x1, [words]; mov.u32 %r6, %ctaid.x;
    atom.global.add.u32 %r1, [%x1], 1; add.s32 %r1, %r1, 1; atom.global.max.u32 %r2, [%x1+4], %r1;
    mov.u32 %r3, 0;
    LOOP: add.s32 %r3, %r3, 1; setp.lt.u32 %p1, %r3, 50; @%p1 bra LOOP;
    ld.global.u32 %r4, [%x1+8]; mad.lo.u32 %r4, %r4, 31, %r6; st.global.u32 [%x1+8], %r4;
    atom.global.add.u32 %r1, [%x1], -1; ret; })";

// Every block waits until all have come: a barrier of the grid.
constexpr char kMeet[] = R"(.visible .entry k(.param .u64 words, .param .u32 blocks) {
    .reg .pred %p<2>; .reg .b32 %r<8>; .reg .b64 %x<2>;
    ld.param.u64 %x1, [words]; ld.param.u32 %r2, [blocks];
    atom.global.add.u32 %r1, [%x1], 1;
    WAIT: ld.volatile.global.u32 %r3, [%x1]; setp.lt.u32 %p1, %r3, %r2; @%p1 bra WAIT;
    ret; })";

struct Residence {
  uint32_t most = 0;
  uint32_t order = 0;
};

Residence Count(uint32_t blocks, uint64_t seed, bool cooperative = false) {
  KernelRun run(kCountResidents);
  EXPECT_EQ(run.error(), "");
  run.request.grid = {blocks, 1, 1};
  run.request.block = {1, 1, 1};
  run.request.schedule_seed = seed;
  run.request.cooperative = cooperative;
  auto* words = run.Buffer<uint32_t>(3);
  EXPECT_TRUE(run.Launch(words).completed);
  EXPECT_EQ(words[0], 0u);
  return {words[1], words[2]};
}

TEST(ScheduleTest, InAscendingOrderABlockIsAlone) {
  const Residence residence = Count(4, 0);
  EXPECT_EQ(residence.most, 1u);
  EXPECT_EQ(residence.order, ((0 * 31 + 1) * 31 + 2) * 31 + 3u);
}

TEST(ScheduleTest, DrawnSchedulesInterleaveBlocks) {
  std::set<uint32_t> most, orders;
  for (uint64_t seed = 1; seed < 60; ++seed) {
    const Residence residence = Count(8, seed);
    most.insert(residence.most);
    orders.insert(residence.order);
  }
  EXPECT_TRUE(most.contains(1));
  EXPECT_GE(*most.rbegin(), 4u);
  EXPECT_GE(orders.size(), 30u);
}

TEST(ScheduleTest, ASeedIsOneSchedule) {
  for (uint64_t seed = 1; seed < 20; ++seed) {
    const Residence first = Count(8, seed), second = Count(8, seed);
    EXPECT_EQ(first.most, second.most);
    EXPECT_EQ(first.order, second.order);
  }
}

TEST(ScheduleTest, BlocksOfACooperativeLaunchMeet) {
  for (const uint64_t seed : {0, 1, 2}) {
    KernelRun run(kMeet);
    run.request.grid = {150, 1, 1};
    run.request.block = {1, 1, 1};
    run.request.schedule_seed = seed;
    run.request.cooperative = true;
    EXPECT_TRUE(run.Launch(run.Buffer<uint32_t>(1), uint32_t{150}).completed) << "seed " << seed;
  }
}

TEST(ScheduleTest, BlocksThatTheDeviceHoldsMeetWithoutThatPromise) {
  for (const uint64_t seed : {0, 1, 2}) {
    KernelRun run(kMeet);
    run.request.grid = {60, 1, 1};
    run.request.block = {1, 1, 1};
    run.request.max_resident = 60;
    run.request.schedule_seed = seed;
    EXPECT_TRUE(run.Launch(run.Buffer<uint32_t>(1), uint32_t{60}).completed) << "seed " << seed;
  }
}

TEST(ScheduleTest, MoreBlocksThanThatDoNot) {
  KernelRun run(kMeet);
  run.request.grid = {9, 1, 1};
  run.request.block = {1, 1, 1};
  run.request.max_resident = 8;
  run.request.instruction_budget = 2'000'000;
  const LaunchOutcome outcome = run.Launch(run.Buffer<uint32_t>(1), uint32_t{9});
  EXPECT_FALSE(outcome.completed);
  ASSERT_EQ(outcome.diagnostics.size(), 1u);
  EXPECT_EQ(outcome.diagnostics[0].kind, FaultKind::kHang);
}

}  // namespace
}  // namespace gatefuzz::emulator
