// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/testing/served_batch.h"

#include <vector>

#include "emulator/control.h"
#include "harness/random.h"
#include "reference/float_bits.h"

namespace gatefuzz::testing {
namespace {

constexpr int64_t kTokens = 512;
constexpr int64_t kSmallGraph = 64;
constexpr int32_t kExperts = 128;
constexpr int kPaddings = 5;

}  // namespace

RoutingCase ServedBatch(Operation operation) {
  RoutingCase batch;
  RoutingProblem& problem = batch.problem;
  problem.dtype = DType::kBF16;
  problem.tokens = kTokens;
  problem.experts = kExperts;
  problem.k = 8;
  problem.renormalize = true;
  Random random(39391);
  for (int64_t i = 0; i < kTokens * kExperts; ++i) {
    const double sum = random.Unit() + random.Unit() + random.Unit() + random.Unit();
    problem.logits.push_back(FromDouble(problem.dtype, (sum - 2) * 3));
  }
  if (IsGrouped(operation)) {
    problem.num_groups = 8;
    problem.top_groups = 4;
    for (int32_t e = 0; e < kExperts; ++e) problem.bias.push_back(FromDouble(DType::kF32, random.Unit() / 4));
  }
  return batch;
}

GraphPlan ServedBatches() {
  std::vector<int64_t> live;
  if (emulator::Present()) {
    live = {512, 1, 300, 17, 64, 2, 511, 63, 255, 33, 257, 3, 128};
  } else {
    for (int64_t i = 0; i < kTokens / 2; ++i) {
      live.push_back(kTokens - i);
      live.push_back(i + 1);
    }
  }
  GraphPlan plan;
  plan.sizes = {kTokens, kSmallGraph};
  for (size_t i = 0; i < live.size(); ++i) {
    GraphReplay replay;
    replay.live = live[i];
    // NaN first: what 39391 met. Every kind of padding follows large batches and small ones.
    replay.padding = static_cast<Padding>((i / 2 + 1) % kPaddings);
    replay.first_row = static_cast<int64_t>(i) * 37 % kTokens;
    replay.graph = replay.live <= kSmallGraph && i % 3 == 0 ? 1 : 0;
    replay.times = i % 4 == 3 ? 2 : 1;
    plan.replays.push_back(replay);
  }
  return plan;
}

}  // namespace gatefuzz::testing
