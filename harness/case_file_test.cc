// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "harness/case_codec.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

class CaseFileTest : public ::testing::Test {
 protected:
  CaseFileTest() {
    std::string folder = ::testing::TempDir() + "case_file_test.XXXXXX";
    folder_ = mkdtemp(folder.data());
  }
  ~CaseFileTest() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, std::string_view text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  // The error of reading, without the leading path.
  std::string ReadError(const std::string& path) const {
    RoutingCase read;
    std::string error;
    EXPECT_FALSE(ReadCaseFile(path, &read, &error));
    EXPECT_TRUE(error.starts_with(path + ": ")) << error;
    return error.substr(std::min(error.size(), path.size() + 2));
  }
  size_t FilesInFolder() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(CaseFileTest, ReadsWhatItWrote) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const RoutingCase sample = testing::SampleCase(seed);
    std::string error;
    ASSERT_TRUE(WriteCaseFile(Path("case"), sample, &error)) << error;
    RoutingCase read;
    ASSERT_TRUE(ReadCaseFile(Path("case"), &read, &error)) << error;
    EXPECT_EQ(read, sample);
  }
  EXPECT_EQ(FilesInFolder(), 1u);
}

TEST_F(CaseFileTest, EachFaultHasItsOwnMessage) {
  EXPECT_EQ(ReadError(Path("missing")), "there is no such file");
  EXPECT_EQ(ReadError(folder_.string()), "this is a directory; name a case file in it");
  EXPECT_EQ(ReadError("/dev/null"), "this is not a regular file; name a case file");
  EXPECT_EQ(ReadError(Write("empty", "")), "the file is empty; a case file starts with GFCASE");
  EXPECT_EQ(ReadError(Write("json", "\n  {\"k\": 1}")),
            "this is JSON, not a case file; turn it into one with `gatefuzz encode JSON -o FILE`");
  EXPECT_EQ(ReadError(Write("text", "hello")), "this is not a case file: it does not start with GFCASE");
  EXPECT_EQ(ReadError(Write("stub", "GFCASE\1")), "truncated: 7 bytes, and the header alone has 12");
  EXPECT_EQ(ReadError(Write("version", std::string("GFCASE\3\0\0\0\0\0", 12))),
            "its format version is 3, and this program reads versions 1 and 2 only; use the gatefuzz that wrote it");
  EXPECT_EQ(ReadError(Write("short", std::string("GFCASE\1\0\5\0\0\0abc", 15))),
            "truncated: its header promises 5 bytes of payload, and there are 3");
  EXPECT_EQ(ReadError(Write("long", std::string("GFCASE\1\0\1\0\0\0abc", 15))),
            "2 trailing bytes after the 1 of payload that its header promises");
}

TEST_F(CaseFileTest, ASparseGigabyteIsRefusedUnread) {
  const std::string path = Write("sparse", "GFCASE");
  ASSERT_EQ(truncate(path.c_str(), 1 << 30), 0);
  EXPECT_EQ(ReadError(path), "1073741824 bytes is too large for a case file, which has at most 8388608");
}

TEST_F(CaseFileTest, AFifoIsRefusedRatherThanWaitedFor) {
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(ReadError(Path("fifo")), "this is not a regular file; name a case file");
}

TEST_F(CaseFileTest, AFailedWriteLeavesNothingBehind) {
  std::string error;
  EXPECT_FALSE(WriteCaseFile(Path("no/such/folder/case"), RoutingCase{}, &error));
  EXPECT_NE(error.find("cannot be written: No such file or directory"), std::string::npos) << error;

  fs::create_directory(Path("taken"));
  EXPECT_FALSE(
      WriteFileAtomically(Path("taken"), std::string_view(), &error));  // the rename fails: a directory has that name
  EXPECT_EQ(FilesInFolder(), 1u);
}

TEST_F(CaseFileTest, AWrittenFileHasTheModeOfAnyOther) {
  const fs::perms other = fs::status(Write("other", "x")).permissions();
  std::string error;
  ASSERT_TRUE(WriteFileAtomically(Path("file"), std::string_view(), &error)) << error;
  EXPECT_EQ(fs::status(Path("file")).permissions(), other);
}

}  // namespace
}  // namespace gatefuzz
