// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/any_case.h"

#include <cstdlib>
#include <fstream>

#include "gtest/gtest.h"
#include "harness/testing/sample_align_cases.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

using testing::SampleAlignCase;
using testing::SampleCase;

std::string PathOf(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

std::vector<AnyCase> Samples() {
  std::vector<AnyCase> samples;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    samples.push_back(SampleCase(seed));
    samples.push_back(SampleAlignCase(seed));
  }
  return samples;
}

TEST(AnyCaseTest, EachKindSurvivesBytesAndJson) {
  for (const AnyCase& sample : Samples()) {
    EXPECT_EQ(DecodeAnyCase(EncodeCase(sample)), sample);
    AnyCase read;
    std::string error;
    ASSERT_TRUE(CaseFromJson(CaseToJson(sample), &read, &error)) << error;
    EXPECT_EQ(read, sample);
    EXPECT_FALSE(Describe(sample).empty());
  }
}

TEST(AnyCaseTest, EachKindSurvivesAFile) {
  const std::string path = PathOf("case.gfcase");
  for (const AnyCase& sample : Samples()) {
    AnyCase read;
    std::string error;
    ASSERT_TRUE(WriteCaseFile(path, sample, &error)) << error;
    ASSERT_TRUE(ReadCaseFile(path, &read, &error)) << error;
    EXPECT_EQ(read, sample);
  }
}

TEST(AnyCaseTest, ErrorsNameThePathAndAreThoseOfTheKind) {
  const auto error_of = [](const std::string& name, const std::string& bytes) {
    std::ofstream(PathOf(name), std::ios::binary) << bytes;
    AnyCase read = SampleAlignCase(1);
    const AnyCase before = read;
    std::string error;
    EXPECT_FALSE(ReadCaseFile(PathOf(name), &read, &error));
    EXPECT_EQ(read, before);
    EXPECT_TRUE(error.starts_with(PathOf(name) + ": ")) << error;
    return error.substr(PathOf(name).size() + 2);
  };
  EXPECT_EQ(error_of("cut", "GFALGN"), "truncated: 6 bytes, and the header alone has 12");
  EXPECT_EQ(error_of("other", "GFXXXX"), "this is not a case file: it does not start with GFCASE");
  AnyCase read;
  std::string error;
  EXPECT_FALSE(ReadCaseFile(PathOf("missing"), &read, &error));
  EXPECT_EQ(error, PathOf("missing") + ": there is no such file");
  EXPECT_FALSE(CaseFromJson("{", &read, &error));
  EXPECT_TRUE(error.starts_with("not JSON: ")) << error;
}

}  // namespace
}  // namespace gatefuzz
