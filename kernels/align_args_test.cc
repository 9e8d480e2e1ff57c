// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/align_args.h"

#include <gtest/gtest.h>

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

// 4 bytes an expert.
size_t WorkspaceBytes(int64_t, int32_t, int32_t num_experts, int32_t) { return 4 * static_cast<size_t>(num_experts); }

AlignArgs ValidArgs() {
  AlignArgs args;
  args.ids = Address<void>(0x1000);
  args.num_tokens = 3;
  args.k = 2;
  args.num_experts = 8;
  args.block_size = 4;
  args.sorted = Address<int32_t>(0x2000);
  args.block_experts = Address<int32_t>(0x3000);
  args.total = Address<int32_t>(0x4000);
  args.error = Address<int32_t>(0x5000);
  args.workspace = Address<void>(0x6000);
  args.workspace_bytes = 32;
  return args;
}

// The name of the argument that is refused once `change` is made to valid arguments; "" if none is.
std::string Refused(const std::function<void(AlignArgs&)>& change, AlignWorkspaceFunction workspace = WorkspaceBytes) {
  AlignArgs args = ValidArgs();
  change(args);
  const Status status = CheckAlignArgs(args, workspace);
  if (status.ok()) return "";
  EXPECT_EQ(status.code, StatusCode::kInvalidArgument);
  EXPECT_STRNE(status.reason, "");
  EXPECT_EQ(status.cuda_error, cudaSuccess);
  return status.argument;
}

TEST(AlignCapacity, HoldsTheWorstPaddingRoundedUpToABlock) {
  EXPECT_EQ(AlignCapacity(3, 2, 8, 4), 32);  // 6 + 8 * 3 = 30
  EXPECT_EQ(AlignCapacity(3, 2, 8, 1), 6);
  EXPECT_EQ(AlignCapacity(0, 1, 1, 1), 0);
  EXPECT_EQ(AlignCapacity(0, 1, 1, 256), 256);  // 255
  EXPECT_EQ(AlignCapacity(1, 1, 1, 256), 256);
  EXPECT_EQ(AlignCapacity(2, 1, 1, 256), 512);  // 257
  EXPECT_EQ(AlignCapacity(0, 32, 1024, 256), 261120);
}

TEST(AlignCapacity, IsCountedInSixtyFourBits) { EXPECT_EQ(AlignCapacity(int64_t{1} << 31, 2, 1, 1), int64_t{1} << 32); }

TEST(CheckAlignArgs, TakesTheSmallestAndTheLargestShape) {
  EXPECT_EQ(Refused([](AlignArgs&) {}), "");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_experts = args.k = args.block_size = 1; }), "");
  EXPECT_EQ(Refused([](AlignArgs& args) {
              args.num_experts = 1024, args.k = 32, args.block_size = 256, args.workspace_bytes = 4096;
            }),
            "");
}

TEST(CheckAlignArgs, RefusesShapesOutsideTheBounds) {
  constexpr int32_t kLeast = std::numeric_limits<int32_t>::min();
  constexpr int32_t kMost = std::numeric_limits<int32_t>::max();
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = -1; }), "num_tokens");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = std::numeric_limits<int64_t>::min(); }), "num_tokens");
  for (const int32_t k : {0, -1, 33, kLeast, kMost}) {
    EXPECT_EQ(Refused([k](AlignArgs& args) { args.k = k; }), "k") << k;
  }
  for (const int32_t experts : {0, -8, 1025, kLeast, kMost}) {
    EXPECT_EQ(Refused([experts](AlignArgs& args) { args.num_experts = experts; }), "num_experts") << experts;
  }
  for (const int32_t block : {0, -1, -4, 3, 6, 255, 257, 512, kLeast, kMost}) {
    EXPECT_EQ(Refused([block](AlignArgs& args) { args.block_size = block; }), "block_size") << block;
  }
  for (const int id_type : {-1, 3}) {
    EXPECT_EQ(Refused([id_type](AlignArgs& args) { args.id_type = static_cast<IdType>(id_type); }), "id_type");
  }
}

TEST(CheckAlignArgs, KMayBeAboveTheNumberOfExperts) {
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_experts = 1, args.k = 32; }), "");
}

TEST(CheckAlignArgs, RefusesMoreSlotsThanThirtyTwoBitsNumber) {
  const auto tokens = [](int64_t count, int32_t k, int32_t experts, int32_t block) {
    return Refused([=](AlignArgs& args) {
      args.num_tokens = count, args.k = k, args.num_experts = experts, args.block_size = block;
    });
  };
  EXPECT_EQ(tokens(0x7FFFFFFF, 1, 1, 1), "");
  EXPECT_EQ(tokens(0x80000000, 1, 1, 1), "num_tokens");
  EXPECT_EQ(tokens(0x3FFFFFFF, 2, 1, 1), "");
  EXPECT_EQ(tokens(0x40000000, 2, 1, 1), "num_tokens");
  // The capacity is rounded up: 2^31 - 256 is the largest multiple of 256.
  EXPECT_EQ(tokens(0x7FFFFF00 - 255, 1, 1, 256), "");
  EXPECT_EQ(tokens(0x7FFFFF00 - 254, 1, 1, 256), "num_tokens");
  EXPECT_EQ(tokens(std::numeric_limits<int64_t>::max(), 32, 8, 256), "num_tokens");
  EXPECT_EQ(tokens(std::numeric_limits<int64_t>::max() / 32 + 1, 32, 8, 1), "num_tokens");
}

TEST(CheckAlignArgs, RefusesNullAndMisalignedPointers) {
  EXPECT_EQ(Refused([](AlignArgs& args) { args.ids = nullptr; }), "ids");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.sorted = nullptr; }), "sorted");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.block_experts = nullptr; }), "block_experts");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.total = nullptr; }), "total");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.error = nullptr; }), "error");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.ids = Address<void>(0x1002); }), "ids");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.ids = Address<void>(0x1004); }), "");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.ids = Address<void>(0x1004), args.id_type = IdType::kInt64; }), "ids");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.sorted = Address<int32_t>(0x2001); }), "sorted");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.block_experts = Address<int32_t>(0x3002); }), "block_experts");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.total = Address<int32_t>(0x4003); }), "total");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.error = Address<int32_t>(0x5001); }), "error");
}

TEST(CheckAlignArgs, OfNoTokensTheOutputsAreStillNeeded) {
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = 0, args.ids = nullptr; }), "");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = 0, args.total = nullptr; }), "total");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = 0, args.sorted = nullptr; }), "sorted");
  // B = 1 leaves a capacity of 0.
  EXPECT_EQ(Refused([](AlignArgs& args) {
              args.num_tokens = 0, args.block_size = 1, args.sorted = args.block_experts = nullptr;
            }),
            "");
}

TEST(CheckAlignArgs, RefusesTooLittleWorkspace) {
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace = nullptr; }), "workspace");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace = Address<void>(0x6008); }), "workspace");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace_bytes = 31; }), "workspace_bytes");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace_bytes = 0; }), "workspace_bytes");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace_bytes = 33; }), "");
  const AlignWorkspaceFunction none = [](int64_t, int32_t, int32_t, int32_t) { return size_t{0}; };
  EXPECT_EQ(Refused([](AlignArgs& args) { args.workspace = nullptr, args.workspace_bytes = 0; }, none), "");
}

TEST(CheckAlignArgs, AsksForTheWorkspaceOfValidShapesAlone) {
  const AlignWorkspaceFunction never = [](int64_t, int32_t, int32_t, int32_t) -> size_t {
    ADD_FAILURE() << "asked";
    return 0;
  };
  EXPECT_EQ(Refused([](AlignArgs& args) { args.block_size = 3; }, never), "block_size");
  EXPECT_EQ(Refused([](AlignArgs& args) { args.num_tokens = int64_t{1} << 40; }, never), "num_tokens");
}

}  // namespace
}  // namespace gatefuzz
