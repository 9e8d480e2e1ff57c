// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What topk_softmax does without a launch. What it computes is checked against the contract by properties/.
#include <gtest/gtest.h>

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz {
namespace {

TEST(TopkSoftmax, RefusesInvalidArgumentsByName) {
  TopkArgs args;
  args.num_tokens = 1;
  args.num_experts = 4;
  args.k = 5;
  const Status status = TopkSoftmax(args, nullptr);
  EXPECT_EQ(status.code, StatusCode::kInvalidArgument);
  EXPECT_STREQ(status.argument, "k");
  EXPECT_STREQ(status.reason, "it is above num_experts");
}

TEST(TopkSoftmax, LaunchesNothingForAnEmptyBatch) {
  TopkArgs args;
  args.num_experts = 4;
  args.k = 2;
  EXPECT_TRUE(TopkSoftmax(args, nullptr).ok());
}

}  // namespace
}  // namespace gatefuzz
