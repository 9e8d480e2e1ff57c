// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What can be said of the table without a launch. That each kernel is caught, by the clause it names, is a test of the
// properties.
#include "zoo/zoo_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace gatefuzz {
namespace {

template <typename Entry>
void Expect(const Entry& entry, std::set<std::string_view>* names) {
  const std::string_view name = entry.kernel.name;
  EXPECT_EQ(name.substr(0, 4), "zoo/");
  EXPECT_TRUE(names->insert(name).second) << name;
  EXPECT_FALSE(entry.kernel.summary.empty()) << name;
  EXPECT_EQ(std::string_view(entry.source).substr(0, 19), "https://github.com/") << name;
}

TEST(ZooTable, NamesEachKernelOnceAndSaysWhereItIsFrom) {
  std::set<std::string_view> names;
  int count = 0;
  const ZooEntry* const zoo = ZooKernels(&count);
  ASSERT_GT(count, 0);
  for (int i = 0; i < count; ++i) Expect(zoo[i], &names);
  const ZooAlignEntry* const align = ZooAlignKernels(&count);
  ASSERT_GT(count, 0);
  for (int i = 0; i < count; ++i) Expect(align[i], &names);
}

TEST(ZooTable, HoldsKernelsThatCheckTheirArguments) {
  int count = 0;
  const ZooEntry* const zoo = ZooKernels(&count);
  for (int i = 0; i < count; ++i) {
    TopkArgs args;
    args.num_tokens = -1;
    args.num_experts = 4;
    args.k = 2;
    const Status status = zoo[i].kernel.function(args, nullptr);
    EXPECT_EQ(status.code, StatusCode::kInvalidArgument) << zoo[i].kernel.name;
    EXPECT_STREQ(status.argument, "num_tokens") << zoo[i].kernel.name;
    args.num_tokens = 0;
    EXPECT_TRUE(zoo[i].kernel.function(args, nullptr).ok()) << zoo[i].kernel.name;
  }
}

TEST(ZooTable, HoldsSortsThatCheckTheirArguments) {
  int count = 0;
  const ZooAlignEntry* const zoo = ZooAlignKernels(&count);
  for (int i = 0; i < count; ++i) {
    AlignArgs args;
    args.num_tokens = 1;
    args.k = 1;
    args.num_experts = 1;
    args.block_size = 3;
    const Status status = zoo[i].kernel.function(args, nullptr);
    EXPECT_EQ(status.code, StatusCode::kInvalidArgument) << zoo[i].kernel.name;
    EXPECT_STREQ(status.argument, "block_size") << zoo[i].kernel.name;
  }
}

}  // namespace
}  // namespace gatefuzz
