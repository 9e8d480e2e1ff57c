// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/cooperative_programs.h"

#include <cuda_runtime_api.h>

#include <numeric>
#include <vector>

#include "emulator/control.h"
#include "gtest/gtest.h"

namespace {

using gatefuzz::emulator::Diagnostic;
using gatefuzz::emulator::FaultKind;
using gatefuzz::emulator::Options;

void UseSchedule(uint64_t seed) {
  gatefuzz::emulator::ResetDevice();
  Options options;
  options.print_diagnostics = false;
  options.schedule_seed = seed;
  gatefuzz::emulator::SetOptions(options);
}

std::vector<int> Expected(std::vector<int> numbers, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const std::vector<int> before = numbers;
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] += before[(i + 1) % before.size()];
  }
  return numbers;
}

TEST(CooperativeTest, GridSyncMeetsAndOrders) {
  for (const uint64_t seed : {0, 1, 2}) {
    UseSchedule(seed);
    std::vector<int> numbers(24);
    std::iota(numbers.begin(), numbers.end(), 1);
    const std::vector<int> expected = Expected(numbers, 3);
    EXPECT_EQ(AddNeighbours(true, 3, &numbers), cudaSuccess);
    EXPECT_EQ(numbers, expected);
    for (const Diagnostic& found : gatefuzz::emulator::TakeDiagnostics()) ADD_FAILURE() << found.ToString();
  }
}

TEST(CooperativeTest, WithoutItBlocksRace) {
  if (!gatefuzz::emulator::Present()) GTEST_SKIP() << "only the emulator sees it";
  for (const uint64_t seed : {0, 1, 2}) {
    UseSchedule(seed);
    std::vector<int> numbers(8, 1);
    EXPECT_EQ(AddNeighbours(false, 1, &numbers), cudaSuccess);
    const std::vector<Diagnostic> found = gatefuzz::emulator::TakeDiagnostics();
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].kind, FaultKind::kRace) << found[0].ToString();
  }
}

TEST(CooperativeTest, ALaunchThatDoesNotFitIsRefused) {
  UseSchedule(0);
  std::vector<int> numbers(132 * 32 + 1, 1);
  EXPECT_EQ(AddNeighbours(true, 1, &numbers), cudaErrorCooperativeLaunchTooLarge);
  EXPECT_EQ(cudaGetLastError(), cudaErrorCooperativeLaunchTooLarge);
}

}  // namespace
