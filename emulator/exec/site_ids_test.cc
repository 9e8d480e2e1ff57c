// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/site_ids.h"

#include <set>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

TEST(StableNameHash, IgnoresWhatNvccDrawsFromThePathOfTheSource) {
  EXPECT_EQ(StableNameHash("_ZN34_GLOBAL__N__58f25e2f_4_k_cu__Z1FPi1KEPi"),
            StableNameHash("_ZN34_GLOBAL__N__de662c81_4_k_cu__Z1FPi1KEPi"));
  EXPECT_EQ(StableNameHash("_ZN46_INTERNAL_93629a56_15_topk_softmax_cu_94208348gatefuzz1F"),
            StableNameHash("_ZN46_INTERNAL_00000000_15_topk_softmax_cu_11111111gatefuzz1F"));
}

TEST(StableNameHash, TellsOtherNamesApart) {
  EXPECT_NE(StableNameHash("_ZN34_GLOBAL__N__58f25e2f_4_k_cu__Z1FPi1KEPi"),
            StableNameHash("_ZN34_GLOBAL__N__58f25e2f_4_k_cu__Z1FPi1LEPi"));
  EXPECT_NE(StableNameHash("_Z1a_58f25e2f"), StableNameHash("_Z1a_de662c81")) << "a name with external linkage";
  EXPECT_NE(StableNameHash("a"), StableNameHash(""));
}

TEST(SiteIds, NameEachInstructionAndTheEndOfEachFunction) {
  const KernelRun run(".entry a() { ret; } .entry b() { exit; ret; }");
  ASSERT_EQ(run.error(), "");
  const std::span<const uint64_t> ids = SiteIds(run.program());
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 5u);
  EXPECT_EQ(ids[0], SiteId(StableNameHash("a"), 0));
  EXPECT_EQ(ids[3], SiteId(StableNameHash("b"), 1));
}

}  // namespace
}  // namespace gatefuzz::emulator
