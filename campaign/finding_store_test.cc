// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/finding_store.h"

#include <filesystem>
#include <string>
#include <vector>

#include "campaign/record/finding_group.h"
#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

constexpr char kKernel[] = "zoo/some_kernel";

RoutingCase SomeCase() {
  RoutingCase one;
  one.problem.tokens = 1;
  one.problem.experts = 2;
  one.problem.k = 1;
  one.problem.logits = {0, 1};
  return one;
}

Triaged Found(const std::string& fault, const std::string& shape, int32_t experts = 40) {
  Triaged triaged;
  triaged.test_case = SomeCase();
  triaged.sample.symptom = {.fault = fault};
  triaged.sample.verdict = "fail: " + fault;
  triaged.sample.tokens = 1;
  triaged.sample.experts = experts;
  triaged.sample.k = 1;
  triaged.cause = {.symptom = {.fault = fault}, .shape = shape};
  return triaged;
}

class FindingStoreTest : public ::testing::Test {
 protected:
  FindingStoreTest()
      : root_(std::string(::testing::TempDir()) + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()),
        folder_(root_),
        store_(folder_) {
    std::filesystem::remove_all(root_);
  }

  FindingStore::Stored Add(Triaged triaged) {
    FindingStore::Stored stored;
    std::string error;
    EXPECT_TRUE(store_.Add(kKernel, std::move(triaged), &stored, &error)) << error;
    return stored;
  }
  size_t Samples(const FindingGroup& group) { return ReadFindingSamples(folder_.Group(kKernel, group.id)).size(); }

  std::string root_;
  CampaignFolder folder_;
  FindingStore store_;
};

TEST_F(FindingStoreTest, PutsWhatALessSpecialCauseExplainsIntoItsGroup) {
  const FindingGroup first = Add(Found("agreement", "more than 32 experts")).group;
  const FindingStore::Stored second = Add(Found("sum", "more than 32 experts, a bias"));
  EXPECT_FALSE(second.new_group);
  EXPECT_EQ(second.group.id, first.id);
  ASSERT_EQ(store_.Groups(kKernel).size(), 1u);
  EXPECT_EQ(store_.Groups(kKernel)[0].shape, "more than 32 experts");
  EXPECT_EQ(Samples(first), 2u);
}

TEST_F(FindingStoreTest, MakesOneGroupOfThoseThatALaterCauseExplains) {
  const FindingGroup first = Add(Found("agreement", "more than 32 experts, a bias")).group;
  EXPECT_TRUE(Add(Found("order", "more than 32 experts, non-finite values")).new_group);
  EXPECT_TRUE(Add(Found("window", "a window")).new_group);
  EXPECT_EQ(store_.Groups(kKernel).size(), 3u);
  const FindingStore::Stored wider = Add(Found("sum", "more than 32 experts"));
  EXPECT_FALSE(wider.new_group);
  const std::vector<FindingGroup> groups = store_.Groups(kKernel);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].id, first.id);
  EXPECT_EQ(groups[0].cause.fault, "sum");
  EXPECT_EQ(groups[0].shape, "more than 32 experts");
  EXPECT_EQ(Samples(groups[0]), 3u);
  EXPECT_EQ(groups[1].shape, "a window");
}

TEST_F(FindingStoreTest, KeepsNoSecondSampleOfASymptomThatIsNoSmaller) {
  const FindingGroup group = Add(Found("agreement", "a bias", 40)).group;
  EXPECT_EQ(Add(Found("agreement", "a bias", 41)).sample.case_path, "");
  EXPECT_NE(Add(Found("agreement", "a bias", 39)).sample.case_path, "");
  EXPECT_EQ(Samples(group), 2u);
}

}  // namespace
}  // namespace gatefuzz
