// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/record/member_record.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace gatefuzz {
namespace {

std::string TestFile(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

MemberRecord Example() {
  MemberRecord record;
  record.member = "local";
  record.kernels = {"topk_softmax", "zoo/simd_tail_overread"};
  record.seconds = 3600;
  record.seed = UINT64_MAX;
  record.elapsed = 12.5;
  record.sessions = 3;
  record.status = CampaignStatus::kInterrupted;
  record.results.resize(2);
  record.results[0].kernel = "topk_softmax";
  record.results[0].stats.executions = 123456789012;
  record.results[1].kernel = "zoo/simd_tail_overread";
  record.results[1].error = "bytes that are no UTF-8: \xff";
  record.groups["zoo/simd_tail_overread/frame-0123"] = {.cases = 7, .first_seconds = 1.5, .last_seconds = 9};
  return record;
}

TEST(MemberRecord, ComesBackAsItWasWritten) {
  const std::string path = TestFile("state.json");
  std::string error;
  ASSERT_TRUE(WriteMemberRecord(path, Example(), &error)) << error;
  MemberRecord read;
  ASSERT_TRUE(ReadMemberRecord(path, &read, &error)) << error;
  EXPECT_EQ(read.kernels, Example().kernels);
  EXPECT_EQ(read.seed, UINT64_MAX);
  EXPECT_EQ(read.elapsed, 12.5);
  EXPECT_EQ(read.sessions, 3);
  EXPECT_EQ(read.status, CampaignStatus::kInterrupted);
  ASSERT_EQ(read.results.size(), 2u);
  EXPECT_EQ(read.results[0].stats.executions, 123456789012u);
  EXPECT_EQ(read.results[1].error, "bytes that are no UTF-8: \xef\xbf\xbd");
  EXPECT_EQ(read.groups.at("zoo/simd_tail_overread/frame-0123").cases, 7u);
}

TEST(MemberRecord, SaysWhatIsWrongWithAFileThatIsNone) {
  MemberRecord record;
  std::string error;
  EXPECT_FALSE(ReadMemberRecord(TestFile("missing.json"), &record, &error));
  EXPECT_NE(error.find("missing.json: cannot be read"), std::string::npos) << error;
  for (const char* const text : {"", "{", "[]", "7", "{\"version\":1}", "{\"version\":1,\"kernels\":3}"}) {
    std::ofstream(TestFile("bad.json"), std::ios::trunc) << text;
    EXPECT_FALSE(ReadMemberRecord(TestFile("bad.json"), &record, &error)) << text;
    EXPECT_NE(error.find("bad.json: is no record of a campaign"), std::string::npos) << error;
  }
  std::ofstream(TestFile("bad.json"), std::ios::trunc) << "{\"version\":99}";
  EXPECT_FALSE(ReadMemberRecord(TestFile("bad.json"), &record, &error));
  EXPECT_NE(error.find("version 99"), std::string::npos) << error;
}

TEST(History, ComesBackWithoutTheLineThatWasCutOff) {
  HistoryPoint point;
  point.elapsed = 10;
  point.groups = 1;
  point.kernels.resize(1);
  point.kernels[0].kernel = "topk_softmax";
  point.kernels[0].features = 77;
  const std::string line = HistoryLine(point);
  std::ofstream(TestFile("history.jsonl")) << line << line << line.substr(0, line.size() / 2);
  const std::vector<HistoryPoint> points = ReadHistory(TestFile("history.jsonl"));
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[1].elapsed, 10);
  EXPECT_EQ(points[1].kernels.at(0).features, 77u);
}

}  // namespace
}  // namespace gatefuzz
