// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/case_json.h"

#include "gtest/gtest.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;
using testing::SampleCase;

RoutingCase MustRead(std::string_view json) {
  RoutingCase read;
  std::string error;
  EXPECT_TRUE(CaseFromJson(json, &read, &error)) << error;
  EXPECT_EQ(ValidateCase(read), "");
  return read;
}

std::string ErrorOf(std::string_view json) {
  RoutingCase read = CaseOf({{42}}, 1);
  const RoutingCase before = read;
  std::string error;
  EXPECT_FALSE(CaseFromJson(json, &read, &error)) << json;
  EXPECT_EQ(read, before);
  return error;
}

TEST(CaseJsonTest, EveryCaseSurvivesTheRoundTrip) {
  for (uint64_t seed = 0; seed < 2000; ++seed) {
    const RoutingCase sample = SampleCase(seed);
    RoutingCase read;
    std::string error;
    ASSERT_TRUE(CaseFromJson(CaseToJson(sample), &read, &error)) << error << "\n" << CaseToJson(sample);
    ASSERT_EQ(read, sample) << CaseToJson(sample);
  }
}

TEST(CaseJsonTest, WritesNumbersWhereTheyReadBackAndPatternsElsewhere) {
  RoutingCase sample = CaseOf({{0.1, -0.0, 1e-45, 0, 0, 0, 0}}, 2);
  sample.problem.logits[3] = 0x7fc00000;
  sample.problem.logits[4] = 0xff800001;
  sample.problem.logits[5] = 0x7f800000;
  sample.problem.logits[6] = 0xff800000;
  sample.problem.bias.assign(7, 0);
  sample.problem.local_first = 2;
  sample.problem.local_count = 3;
  EXPECT_EQ(CaseToJson(sample),
            "{\n"
            "  \"tokens\": 1, \"experts\": 7, \"k\": 2,\n"
            "  \"dtype\": \"f32\", \"id_type\": \"int32\", \"non_finite\": \"zero_score\",\n"
            "  \"renormalize\": false, \"scale\": 1.0, \"source_rows\": false, \"row_padding\": 0, \"seed\": 0,\n"
            "  \"window\": {\"first\": 2, \"count\": 3},\n"
            "  \"bias\": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],\n"
            "  \"logits\": [\n"
            "    [0.1, -0.0, 1e-45, \"nan\", \"0xff800001\", \"inf\", \"-inf\"]\n"
            "  ]\n"
            "}\n");
}

TEST(CaseJsonTest, LeavesOutAreDefaultsAndShapeComesFromTheRows) {
  const RoutingCase read = MustRead(R"({"k": 2, "logits": [[1, 2, 3], [4, 5, "nan"]]})");
  RoutingCase expected = CaseOf({{1, 2, 3}, {4, 5, 0}}, 2);
  expected.problem.logits[5] = 0x7fc00000;
  EXPECT_EQ(read, expected);
}

TEST(CaseJsonTest, RepeatsStandForRunsOfValuesAndRows) {
  const RoutingCase read =
      MustRead(R"({"k": 1, "dtype": "bf16", "logits": [{"repeat": 3, "row": [{"repeat": 2, "value": 1}, "0x7fc1"]}]})");
  EXPECT_EQ(read.problem.tokens, 3);
  EXPECT_EQ(read.problem.logits,
            (std::vector<uint32_t>{0x3f80, 0x3f80, 0x7fc1, 0x3f80, 0x3f80, 0x7fc1, 0x3f80, 0x3f80, 0x7fc1}));
}

TEST(CaseJsonTest, ErrorsNameTheMemberAndWhatWasExpected) {
  EXPECT_EQ(
      ErrorOf(R"({"k": 1, "logits": [[1, 2], [3, "x"]]})"),
      "logits[1][1]: expected a number, \"nan\", \"inf\", \"-inf\" or a bit pattern such as \"0x7fc00001\", got \"x\"");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "dtype": "f16", "logits": [["0x7fc00001"]]})"),
            "logits[0][0]: expected a number, \"nan\", \"inf\", \"-inf\" or a bit pattern such as \"0x7fc1\", got "
            "\"0x7fc00001\"");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "logits": [[1, 2], [3]]})"), "logits[1]: expected 2 values, got 1");
  EXPECT_EQ(ErrorOf(R"({"k": 3, "logits": [[1, 2]]})"), "k: expected an integer from 1 to 2, got 3");
  EXPECT_EQ(ErrorOf(R"({"logits": [[1, 2]]})"), "k: this member is missing; it is the number of choices a token");
  EXPECT_EQ(ErrorOf(R"({"k": 1})"), "logits: this member is missing; it is an array of rows");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "tokens": 2, "logits": [[1]]})"), "tokens: it says 2, and logits has 1 rows");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "logits": []})"), "experts: this member is missing, and there is no row to tell it");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "dtype": "f64", "logits": [[1]]})"),
            "dtype: expected one of \"f32\", \"f16\", \"bf16\", got \"f64\"");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "window": {"first": 1, "count": 2}, "logits": [[1, 2]]})"),
            "window.count: expected an integer from 0 to 1, got 2");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "finished": [0], "logits": [[1], [2]]})"),
            "finished: expected an array of 2 flags, one a row, got [0]");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "bias": [0], "logits": [[1, 2]]})"), "bias: expected 2 values, one an expert, got 1");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "scale": -1, "logits": [[1]]})"),
            "scale: expected a number, finite in f32 and >= 0, got -1");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "seed": -1, "logits": [[1]]})"),
            "seed: expected an integer from 0 to 2^64 - 1, got -1");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "renormalize": 1, "logits": [[1]]})"), "renormalize: expected true or false, got 1");
  EXPECT_EQ(ErrorOf(R"([])"), "case: expected an object, got []");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "topk": 2, "logits": [[1]]})").substr(0, 29), "topk: there is no such member");
  EXPECT_EQ(ErrorOf(R"({"k": 1,,})").substr(0, 41), "not JSON: parse error at line 1, column 9");
}

TEST(CaseJsonTest, GroupsAreAMember) {
  const RoutingCase read = MustRead(R"({"k": 2, "groups": {"count": 3, "kept": 2}, "logits": [[1, 2, 3, 4, 5, 6]]})");
  EXPECT_EQ(read.problem.num_groups, 3);
  EXPECT_EQ(read.problem.top_groups, 2);
  EXPECT_NE(CaseToJson(read).find("\n  \"groups\": {\"count\": 3, \"kept\": 2},\n"), std::string::npos);
  EXPECT_EQ(CaseToJson(CaseOf({{1, 2}}, 1)).find("groups"), std::string::npos);
  const auto error = [](std::string groups) {
    return ErrorOf(R"({"k": 3, "logits": [[1, 2, 3, 4, 5, 6]], "groups": )" + groups + "}");
  };
  EXPECT_EQ(error("8"), "groups: expected {\"count\": COUNT, \"kept\": COUNT}, got 8");
  EXPECT_EQ(error(R"({"count": 2})").substr(0, 17), "groups: expected ");
  EXPECT_EQ(error(R"({"count": 4, "kept": 2})"), "groups.count: expected a divisor of the 6 experts, got 4");
  EXPECT_EQ(error(R"({"count": 0, "kept": 1})"), "groups.count: expected an integer from 1 to 32, got 0");
  EXPECT_EQ(error(R"({"count": 3, "kept": 1})"), "groups.kept: expected an integer from 2 to 3, got 1");
  EXPECT_EQ(error(R"({"count": 3, "kept": 4})"), "groups.kept: expected an integer from 2 to 3, got 4");
}

TEST(CaseJsonTest, HugeRepeatsAreRefusedBeforeTheyAreMade) {
  EXPECT_EQ(ErrorOf(R"({"k": 1, "logits": [[{"repeat": 1000000000, "value": 1}]]})"),
            "logits[0][0].repeat: expected an integer from 0 to 1024, got 1000000000");
  EXPECT_EQ(ErrorOf(R"({"k": 1, "logits": [{"repeat": 4096, "row": [{"repeat": 1024, "value": 1}]}]})"),
            "logits[0].row: more than 4096 rows or 1048576 logits");
}

TEST(CaseJsonTest, ACaseWithoutRowsSurvives) {
  RoutingCase none;
  none.problem.experts = 4;
  none.problem.k = 2;
  EXPECT_EQ(MustRead(CaseToJson(none)), none);
}

}  // namespace
}  // namespace gatefuzz
