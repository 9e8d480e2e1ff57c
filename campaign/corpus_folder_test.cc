// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/corpus_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/any_case.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

class CorpusFolderTest : public testing::Test {
 protected:
  CorpusFolderTest() {
    fs::remove_all(base_);
    fs::create_directories(folder_);
  }

  const std::string base_ = std::string(std::getenv("TEST_TMPDIR")) + "/corpus_folder";
  const std::string folder_ = base_ + "/corpus";
  const std::string rejected_ = base_ + "/rejected/kernel";
  std::string error_;
};

TEST_F(CorpusFolderTest, HoldsEachContentOnce) {
  const std::vector<uint8_t> one = EncodeCase(AnyCase(RoutingCase()));
  const std::vector<uint8_t> other = EncodeCase(AnyCase(AlignCase()));
  ASSERT_TRUE(AddToCorpus(folder_, base_, one, &error_)) << error_;
  ASSERT_TRUE(AddToCorpus(folder_, base_, one, &error_)) << error_;
  EXPECT_EQ(CorpusFiles(folder_), std::vector<std::string>{CorpusFileName(one)});
  ASSERT_TRUE(AddToCorpus(folder_, base_, other, &error_)) << error_;
  EXPECT_EQ(CorpusFiles(folder_).size(), 2u);
}

TEST_F(CorpusFolderTest, SaysWhereItCannotWrite) {
  EXPECT_FALSE(AddToCorpus(base_ + "/missing", base_, EncodeCase(AnyCase(RoutingCase())), &error_));
  EXPECT_NE(error_.find(base_ + "/missing/"), std::string::npos) << error_;
}

TEST_F(CorpusFolderTest, MovesAwayWhatIsNoCaseFile) {
  const std::vector<uint8_t> good = EncodeCase(AnyCase(RoutingCase()));
  ASSERT_TRUE(AddToCorpus(folder_, base_, good, &error_)) << error_;
  std::ofstream(folder_ + "/README") << "notes";
  std::ofstream(folder_ + "/cut.gfcase") << "GFCASE";
  fs::create_directories(folder_ + "/deeper");
  EXPECT_EQ(RejectForeignFiles(folder_, rejected_, &error_), 3) << error_;
  EXPECT_EQ(CorpusFiles(folder_), std::vector<std::string>{CorpusFileName(good)});
  for (const char* const name : {"README", "cut.gfcase", "deeper"}) EXPECT_TRUE(fs::exists(rejected_ + "/" + name));
  EXPECT_EQ(RejectForeignFiles(folder_, rejected_, &error_), 0);
}

TEST_F(CorpusFolderTest, SaysWhatItCannotMoveAway) {
  std::ofstream(folder_ + "/README") << "notes";
  std::ofstream(base_ + "/rejected") << "a file where the folder should be";
  EXPECT_EQ(RejectForeignFiles(folder_, rejected_, &error_), -1);
  EXPECT_NE(error_.find("README: is no case file and cannot be moved"), std::string::npos) << error_;
  EXPECT_TRUE(fs::exists(folder_ + "/README"));
}

TEST_F(CorpusFolderTest, ThatIsMissingHasNoFiles) {
  EXPECT_TRUE(CorpusFiles(base_ + "/missing").empty());
  EXPECT_EQ(RejectForeignFiles(base_ + "/missing", rejected_, &error_), 0);
}

}  // namespace
}  // namespace gatefuzz
