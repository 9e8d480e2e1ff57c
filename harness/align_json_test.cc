// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_json.h"

#include "gtest/gtest.h"
#include "harness/testing/sample_align_cases.h"

namespace gatefuzz {
namespace {

using testing::AlignCaseOf;
using testing::SampleAlignCase;

AlignCase Read(std::string_view json) {
  AlignCase read;
  std::string error;
  EXPECT_TRUE(CaseFromJson(json, &read, &error)) << error;
  return read;
}

std::string ErrorOf(std::string_view json) {
  AlignCase read = AlignCaseOf({{7}}, 9, 1);
  const AlignCase before = read;
  std::string error;
  EXPECT_FALSE(CaseFromJson(json, &read, &error)) << json;
  EXPECT_EQ(read, before);
  return error;
}

TEST(AlignJsonTest, EveryCaseSurvivesTheRoundTrip) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const AlignCase sample = SampleAlignCase(seed);
    EXPECT_EQ(Read(CaseToJson(sample)), sample) << CaseToJson(sample);
  }
}

TEST(AlignJsonTest, WritesOneTokenALineAndRunsShort) {
  AlignCase sample = AlignCaseOf({{0, 4}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {-1, 5}}, 4, 8);
  sample.seed = 3;
  EXPECT_EQ(CaseToJson(sample), R"({
  "operation": "align_experts",
  "tokens": 6, "k": 2, "experts": 4, "block_size": 8,
  "id_type": "int32", "seed": 3,
  "ids": [
    [0, 4],
    {"repeat": 4, "row": [1, 1]},
    [-1, 5]
  ]
}
)");
}

TEST(AlignJsonTest, ReadsWhatAPersonWouldWrite) {
  const AlignCase read = Read(R"({"operation": "align_experts", "experts": 3, "block_size": 4,
      "ids": [[0, {"repeat": 2, "value": 3}], {"repeat": 2, "row": [1, 2, -5]}]})");
  EXPECT_EQ(read, AlignCaseOf({{0, 3, 3}, {1, 2, -5}, {1, 2, -5}}, 3, 4));
  EXPECT_EQ(Read(R"({"experts": 3, "block_size": 4, "k": 2, "ids": []})").problem.tokens, 0);
}

TEST(AlignJsonTest, IdsReachTheEndsOfTheirType) {
  const auto id = [](const char* type, const char* value) {
    return Read(std::string(R"({"experts": 1, "block_size": 1, "id_type": ")") + type + R"(", "ids": [[)" + value +
                "]]}")
        .problem.ids[0];
  };
  EXPECT_EQ(id("int64", "-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(id("int64", "9223372036854775807"), INT64_MAX);
  EXPECT_EQ(id("uint32", "4294967295"), 4294967295);
  EXPECT_EQ(id("int32", "-2147483648"), INT32_MIN);
}

TEST(AlignJsonTest, NamesTheMemberAndWhatWasExpected) {
  const auto with = [](const std::string& rest) {
    return ErrorOf(R"({"operation": "align_experts", "experts": 3, "block_size": 4)" + rest + "}");
  };
  EXPECT_EQ(with(R"(, "ids": [[0], [1, 2]])"), "ids[1]: expected 1 ids, got 2");
  EXPECT_EQ(with(R"(, "ids": [[]])"), "ids[0]: expected 1 ids, got 0");
  EXPECT_EQ(with(R"(, "ids": [[0.5]])"), "ids[0][0]: expected an integer that int32 holds, got 0.5");
  EXPECT_EQ(with(R"(, "ids": [[2147483648]])"), "ids[0][0]: expected an integer that int32 holds, got 2147483648");
  EXPECT_EQ(with(R"(, "id_type": "uint32", "ids": [[-1]])"),
            "ids[0][0]: expected an integer that uint32 holds, got -1");
  EXPECT_EQ(with(R"(, "id_type": "int64", "ids": [[9223372036854775808]])"),
            "ids[0][0]: expected an integer that int64 holds, got 9223372036854775808");
  EXPECT_EQ(with(R"(, "id_type": "int8", "ids": [])"),
            R"(id_type: expected one of "int32", "uint32", "int64", got "int8")");
  EXPECT_EQ(with(R"(, "ids": 3)"), "ids: expected an array of rows, one a token, got 3");
  EXPECT_EQ(with(R"(, "ids": [3])"), "ids[0]: expected an array of ids, got 3");
  EXPECT_EQ(with(""), "ids: this member is missing; it is an array of rows, one a token");
  EXPECT_EQ(with(R"(, "ids": [])"), "k: this member is missing, and there is no row to tell it");
  EXPECT_EQ(with(R"(, "k": 33, "ids": [])"), "k: expected an integer from 1 to 32, got 33");
  EXPECT_EQ(with(R"(, "tokens": 3, "ids": [[0]])"), "tokens: it says 3, and ids has 1 rows");
  EXPECT_EQ(with(R"(, "seed": -1, "ids": [[0]])"), "seed: expected an integer from 0 to 2^64 - 1, got -1");
  EXPECT_EQ(with(R"(, "logits": [])"),
            "logits: there is no such member; there are operation, tokens, k, experts, block_size, id_type, seed, ids");
  EXPECT_EQ(with(R"(, "ids": [{"repeat": 70000, "row": [0]}])"),
            "ids[0].repeat: expected an integer from 0 to 65536, got 70000");
  EXPECT_EQ(with(R"(, "ids": [{"repeat": 65536, "row": [0, 0]}])"), "ids[0].row: more than 65536 ids");
  EXPECT_EQ(with(R"(, "ids": [[{"repeat": 20, "value": 0}, {"repeat": 13, "value": 0}]])"), "ids[0]: more than 32 ids");
  EXPECT_EQ(with(R"(, "ids": [[{"value": 0}]])"),
            R"(ids[0][0]: expected an id or {"repeat": COUNT, "value": ID}, got {"value":0})");
  EXPECT_EQ(ErrorOf(R"({"experts": 3, "block_size": 6, "ids": [[0]]})"), "block_size: expected a power of 2, got 6");
  EXPECT_EQ(ErrorOf(R"({"block_size": 4, "ids": [[0]]})"),
            "experts: this member is missing; it is the number of experts");
  EXPECT_EQ(ErrorOf(R"({"operation": "align", "experts": 3, "block_size": 4, "ids": [[0]]})"),
            R"(operation: expected "align_experts", got "align")");
  EXPECT_EQ(ErrorOf("[]"), "case: expected an object, got []");
  EXPECT_EQ(ErrorOf("{"), "not JSON");
}

TEST(AlignJsonTest, OnlyJsonThatNamesAnOperationIsOfThisKind) {
  EXPECT_TRUE(NamesOperation(R"({"operation": "align_experts"})"));
  EXPECT_TRUE(NamesOperation(R"({"operation": 3})"));
  EXPECT_FALSE(NamesOperation(R"({"logits": []})"));
  EXPECT_FALSE(NamesOperation(R"(["operation"])"));
  EXPECT_FALSE(NamesOperation("{"));
}

}  // namespace
}  // namespace gatefuzz
