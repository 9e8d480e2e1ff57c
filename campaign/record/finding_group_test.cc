// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/record/finding_group.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

class FindingGroupTest : public testing::Test {
 protected:
  FindingGroupTest() { fs::remove_all(folder_.path); }

  void Write(const FindingGroup& group, int samples) const {
    const std::string folder = folder_.Group(group.kernel, group.id);
    fs::create_directories(folder);
    std::ofstream(folder + "/group.json") << FindingGroupToJson(group);
    for (int i = 1; i <= samples; ++i) {
      const std::string stem = folder + "/sample-" + std::to_string(i);
      FindingSample sample;
      sample.symptom = {.fault = "unique", .check = "", .file = "", .line = 0, .ptx = ""};
      sample.tokens = i;
      std::ofstream(stem + ".json") << FindingSampleToJson(sample);
      std::ofstream(stem + ".gfcase") << "case";
    }
  }

  const CampaignFolder folder_{std::string(std::getenv("TEST_TMPDIR")) + "/work"};
};

FindingGroup Group(const std::string& kernel, const std::string& id) {
  FindingGroup group;
  group.id = id;
  group.kernel = kernel;
  group.cause = {.fault = "frame", .check = "out-of-bounds", .file = "kernels/topk.cuh", .line = 12, .ptx = "st.f32"};
  group.shape = "more than 32 experts";
  return group;
}

TEST_F(FindingGroupTest, ListsGroupsOfAllKernels) {
  Write(Group("zoo/b", "frame-2"), 1);
  Write(Group("zoo/b", "frame-1"), 1);
  Write(Group("topk_softmax", "unique-1"), 1);
  fs::create_directories(folder_.Findings("zoo/empty"));
  const std::vector<FindingGroup> groups = ReadFindingGroups(folder_);
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].kernel, "topk_softmax");
  EXPECT_EQ(groups[1].id, "frame-1");
  EXPECT_EQ(groups[2].cause, Group("", "").cause);
  EXPECT_EQ(groups[2].shape, "more than 32 experts");
}

TEST_F(FindingGroupTest, ListsSamplesThatAreWhole) {
  const FindingGroup group = Group("topk_softmax", "unique-1");
  Write(group, 4);
  const std::string folder = folder_.Group(group.kernel, group.id);
  std::ofstream(folder + "/sample-2.json", std::ios::trunc) << "{";
  fs::remove(folder + "/sample-3.gfcase");
  const std::vector<FindingSample> samples = ReadFindingSamples(folder);
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].tokens, 1);
  EXPECT_EQ(samples[1].tokens, 4);
  EXPECT_EQ(samples[1].case_path, folder + "/sample-4.gfcase");
}

TEST_F(FindingGroupTest, OfAFolderThatIsMissingAreNone) {
  EXPECT_TRUE(ReadFindingGroups(folder_).empty());
  EXPECT_TRUE(ReadFindingSamples(folder_.path).empty());
}

}  // namespace
}  // namespace gatefuzz
