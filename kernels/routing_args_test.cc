// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/routing_args.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace gatefuzz {
namespace {

// Addresses that are never followed: the check looks at them only.
template <typename T>
T* Address(uintptr_t value) {
  return reinterpret_cast<T*>(value);
}

TopkArgs ValidArgs() {
  TopkArgs args;
  args.logits = Address<void>(0x1000);
  args.num_tokens = 3;
  args.num_experts = 8;
  args.k = 2;
  args.weights = Address<float>(0x2000);
  args.ids = Address<void>(0x3000);
  return args;
}

// The name of the argument that is refused once `change` is made to valid arguments; "" if none is.
std::string Refused(const std::function<void(TopkArgs&)>& change, bool grouped = false) {
  TopkArgs args = ValidArgs();
  change(args);
  const Status status = CheckTopkArgs(args, grouped);
  if (status.ok()) return "";
  EXPECT_EQ(status.code, StatusCode::kInvalidArgument);
  EXPECT_STRNE(status.reason, "");
  EXPECT_EQ(status.cuda_error, cudaSuccess);
  return status.argument;
}

TEST(CheckTopkArgs, TakesTheSmallestAndTheLargestShape) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = args.k = 1; }), "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = 1024, args.k = 32; }), "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = args.k = 32; }), "");
}

TEST(CheckTopkArgs, RefusesShapesOutsideTheBounds) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_tokens = -1; }), "num_tokens");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = 0; }), "num_experts");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = -8; }), "num_experts");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = 1025; }), "num_experts");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.k = 0; }), "k");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.k = -1; }), "k");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.k = 9; }), "k");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_experts = 64, args.k = 33; }), "k");
}

TEST(CheckTopkArgs, TakesGroupsWithinTheBoundsOfAGroupedOperation) {
  // Of 96 experts.
  const auto grouped = [](int groups, int top, int k) {
    return Refused(
        [=](TopkArgs& args) {
          args.num_experts = 96;
          args.num_groups = groups, args.top_groups = top, args.k = k;
        },
        true);
  };
  EXPECT_EQ(grouped(1, 1, 32), "");
  EXPECT_EQ(grouped(32, 1, 3), "");
  EXPECT_EQ(grouped(32, 32, 32), "");
  EXPECT_EQ(grouped(0, 1, 1), "num_groups");
  EXPECT_EQ(grouped(-1, 1, 1), "num_groups");
  EXPECT_EQ(grouped(48, 1, 1), "num_groups");
  EXPECT_EQ(grouped(std::numeric_limits<int>::max(), 1, 1), "num_groups");
  EXPECT_EQ(grouped(std::numeric_limits<int>::min(), 1, 1), "num_groups");
  EXPECT_EQ(grouped(5, 5, 1), "num_groups");
  EXPECT_EQ(grouped(8, 0, 1), "top_groups");
  EXPECT_EQ(grouped(8, -4, 1), "top_groups");
  EXPECT_EQ(grouped(8, 9, 1), "top_groups");
  EXPECT_EQ(grouped(32, 1, 4), "k");
  EXPECT_EQ(grouped(8, 2, 25), "k");
  EXPECT_EQ(grouped(8, 2, 24), "");
}

TEST(CheckTopkArgs, RefusesGroupsOfAnOperationThatHasNone) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_groups = 2; }), "num_groups");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_groups = 0; }), "num_groups");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.top_groups = 2; }), "top_groups");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_groups = args.top_groups = 4; }), "num_groups");
}

TEST(CheckTopkArgs, RefusesRowsThatOverlap) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_row_stride = 7; }), "logits_row_stride");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_row_stride = -8; }), "logits_row_stride");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_row_stride = 8; }), "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_row_stride = 9; }), "");
}

TEST(CheckTopkArgs, RefusesSizesThatOverflowSixtyFourBits) {
  const int64_t huge = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Refused([=](TopkArgs& args) { args.logits_row_stride = huge; }), "logits_row_stride");
  EXPECT_EQ(Refused([=](TopkArgs& args) { args.logits_row_stride = huge / 8; }), "num_tokens");
  EXPECT_EQ(Refused([=](TopkArgs& args) { args.num_tokens = huge; }), "num_tokens");
  EXPECT_EQ(Refused([=](TopkArgs& args) { args.num_tokens = huge / 8, args.num_experts = 2; }), "num_tokens");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_tokens = int64_t{1} << 40; }), "");
}

TEST(CheckTopkArgs, RefusesEnumeratorsThatDoNotExist) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_dtype = static_cast<DType>(3); }), "logits_dtype");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits_dtype = static_cast<DType>(-1); }), "logits_dtype");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.id_type = static_cast<IdType>(3); }), "id_type");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.non_finite = static_cast<NonFinitePolicy>(2); }), "non_finite");
}

TEST(CheckTopkArgs, RefusesAScaleThatIsNegativeOrNotFinite) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.scale = -1.0f; }), "scale");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.scale = std::numeric_limits<float>::infinity(); }), "scale");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.scale = std::numeric_limits<float>::quiet_NaN(); }), "scale");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.scale = 0.0f; }), "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.scale = std::numeric_limits<float>::max(); }), "");
}

TEST(CheckTopkArgs, RefusesAWindowThatLeavesTheExperts) {
  const auto window = [](int first, int count) {
    return Refused([=](TopkArgs& args) { args.local_first = first, args.local_count = count; });
  };
  EXPECT_EQ(window(0, 8), "");
  EXPECT_EQ(window(8, 0), "");
  EXPECT_EQ(window(-5, -1), "");  // No window: its start means nothing.
  EXPECT_EQ(window(-1, 2), "local_first");
  EXPECT_EQ(window(9, 0), "local_first");
  EXPECT_EQ(window(4, 5), "local_count");
  EXPECT_EQ(window(1, std::numeric_limits<int32_t>::max()), "local_count");
}

TEST(CheckTopkArgs, RefusesSourceRowsThatLeaveThirtyTwoBits) {
  const auto source_rows = [](int64_t tokens) {
    return Refused([=](TopkArgs& args) {
      args.num_tokens = tokens;
      args.source_rows = Address<int32_t>(0x4000);
    });
  };
  EXPECT_EQ(source_rows(0x3FFFFFFF), "");
  EXPECT_EQ(source_rows(0x40000000), "source_rows");
}

TEST(CheckTopkArgs, RefusesNullAndMisalignedPointers) {
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits = nullptr; }), "logits");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.weights = nullptr; }), "weights");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.ids = nullptr; }), "ids");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.logits = Address<void>(0x1002); }), "logits");
  EXPECT_EQ(Refused([](TopkArgs& args) {
              args.logits = Address<void>(0x1002);
              args.logits_dtype = DType::kBF16;
            }),
            "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.correction_bias = Address<float>(0x1002); }), "correction_bias");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.weights = Address<float>(0x1001); }), "weights");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.ids = Address<void>(0x1004); }), "");
  EXPECT_EQ(Refused([](TopkArgs& args) {
              args.ids = Address<void>(0x1004);
              args.id_type = IdType::kInt64;
            }),
            "ids");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.source_rows = Address<int32_t>(0x1002); }), "source_rows");
}

TEST(CheckTopkArgs, LooksAtNoPointerOfAnEmptyBatch) {
  EXPECT_EQ(Refused([](TopkArgs& args) {
              args.num_tokens = 0;
              args.logits = args.ids = args.weights = nullptr;
            }),
            "");
  EXPECT_EQ(Refused([](TopkArgs& args) { args.num_tokens = 0, args.k = 0; }), "k");
}

TEST(WithDefaults, FillsInStrideWindowAndScale) {
  TopkArgs args = ValidArgs();
  args.scale = -0.0f;
  args.local_first = 5;
  const TopkArgs resolved = WithDefaults(args);
  EXPECT_EQ(resolved.logits_row_stride, 8);
  EXPECT_EQ(resolved.local_first, 0);
  EXPECT_EQ(resolved.local_count, 8);
  EXPECT_FALSE(std::signbit(resolved.scale));
}

TEST(GridBlocks, CoversTheRowsUpToWhatAGridHolds) {
  EXPECT_EQ(GridBlocks(1, 4), 1u);
  EXPECT_EQ(GridBlocks(4, 4), 1u);
  EXPECT_EQ(GridBlocks(5, 4), 2u);
  EXPECT_EQ(GridBlocks(std::numeric_limits<int64_t>::max(), 4), 0x7FFFFFFFu);
}

}  // namespace
}  // namespace gatefuzz
