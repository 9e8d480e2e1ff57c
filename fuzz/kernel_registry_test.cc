// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/kernel_registry.h"

#include <set>
#include <sstream>
#include <string>

#include "fuzz/nearest_name.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

using testing::HasSubstr;

TEST(KernelRegistry, HasProductionKernelsFirstAndEachNameOnce) {
  std::set<std::string_view> names;
  const auto look = [&](const auto& kernels) {
    bool zoo_seen = false;
    for (const auto& registered : kernels) {
      EXPECT_TRUE(names.insert(registered.kernel.name).second) << registered.kernel.name;
      EXPECT_FALSE(registered.production && zoo_seen) << registered.kernel.name;
      EXPECT_NE(registered.production, registered.expected.has_value()) << registered.kernel.name;
      zoo_seen |= !registered.production;
    }
    EXPECT_TRUE(zoo_seen);
  };
  look(AllKernels());
  look(AlignKernels());
  EXPECT_TRUE(names.contains("topk_softmax"));
  EXPECT_TRUE(names.contains("align_experts"));
}

TEST(KernelRegistry, FindsByFullNameOnly) {
  ASSERT_NE(FindKernel("topk_softmax"), nullptr);
  EXPECT_EQ(FindKernel("topk_softmax")->kernel.name, "topk_softmax");
  EXPECT_EQ(FindKernel("topk"), nullptr);
  EXPECT_EQ(FindKernel(""), nullptr);
}

TEST(KernelRegistry, SuggestsTheNearestName) {
  EXPECT_THAT(UnknownKernelMessage("topk_softmx"), HasSubstr("did you mean 'topk_softmax'?"));
  EXPECT_THAT(UnknownKernelMessage("nan_row_repeats"), HasSubstr("did you mean 'zoo/nan_row_repeats_expert0'?"));
  EXPECT_THAT(UnknownKernelMessage("xyzzy"), HasSubstr("there is no kernel 'xyzzy'. "));
}

TEST(KernelRegistry, MakesAKernelOfEitherKindByName) {
  EXPECT_EQ(NewKernelUnderTest("topk_softmax")->kind(), CaseKind::kRouting);
  const std::unique_ptr<KernelUnderTest> align = NewKernelUnderTest("align_experts");
  ASSERT_NE(align, nullptr);
  EXPECT_EQ(align->kind(), CaseKind::kAlign);
  EXPECT_EQ(align->name(), "align_experts");
  EXPECT_EQ(KindOf(align->Decode({})), CaseKind::kAlign);
  EXPECT_EQ(NewKernelUnderTest("align"), nullptr);
  EXPECT_THAT(UnknownKernelMessage("align_expert"), HasSubstr("did you mean 'align_experts'?"));
}

TEST(KernelRegistry, EveryProductionKernelHasAFuzzTarget) {
  const std::string targets = GATEFUZZ_FUZZ_TARGETS;
  std::string kernels;
  const auto look = [&](const auto& all) {
    for (const auto& registered : all) {
      if (!registered.production) continue;
      const std::string name = "," + std::string(registered.kernel.name) + ",";
      EXPECT_THAT(targets, HasSubstr(name)) << "kernels/kernels.bzl";
      kernels += name;
    }
  };
  look(AllKernels());
  look(AlignKernels());
  std::istringstream names(targets.substr(1));
  for (std::string name; std::getline(names, name, ',');) EXPECT_THAT(kernels, HasSubstr("," + name + ","));
}

TEST(KernelRegistry, TakesAKernelForTest) {
  KernelInfo kernel = AllKernels().front().kernel;
  kernel.name = "test/extra";
  AddKernelForTest(kernel);
  ASSERT_NE(FindKernel("test/extra"), nullptr);
  EXPECT_FALSE(FindKernel("test/extra")->production);
}

TEST(NearestName, ToleratesAboutOneErrorInThreeLetters) {
  const std::string_view names[] = {"fuzz", "repro", "show", "shrink"};
  EXPECT_EQ(NearestName("fuz", names), "fuzz");
  EXPECT_EQ(NearestName("repo", names), "repro");
  EXPECT_EQ(NearestName("kernels", names), "");
}

}  // namespace
}  // namespace gatefuzz
