// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "campaign/page/testing/example_campaign.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kNow = 1'795'000'000;

class ReportModelTest : public testing::Test {
 protected:
  ReportModelTest() { fs::remove_all(folder_.path); }

  ReportModel Read(const ReportModelOptions& options = {.now = kNow, .known = nullptr}) const {
    ReportModel model;
    std::string error;
    EXPECT_TRUE(ReadReportModel(folder_, options, &model, &error)) << error;
    return model;
  }
  std::string ErrorOfReading() const {
    ReportModel model;
    std::string error;
    EXPECT_FALSE(ReadReportModel(folder_, {.now = kNow, .known = nullptr}, &model, &error));
    return error;
  }

  const CampaignFolder folder_{std::string(std::getenv("TEST_TMPDIR")) + "/work"};
};

// One kernel of production, that did `cases`.
MemberRecord SmallMember(const std::string& name, uint64_t cases) {
  MemberRecord member;
  member.member = name;
  member.kernels = {"topk_softmax"};
  member.status = CampaignStatus::kComplete;
  member.updated_utc = UtcOfSeconds(kNow);
  member.elapsed = 100;
  KernelRecord& record = member.results.emplace_back();
  record.kernel = "topk_softmax";
  record.stats.executions = cases;
  record.stats.cases = cases;
  record.stats.features = cases / 10;
  record.corpus_files = cases / 100;
  return member;
}

TEST_F(ReportModelTest, SaysWhatIsWrongWithAFolderThatHoldsNoCampaign) {
  EXPECT_NE(ErrorOfReading().find("work: is no folder"), std::string::npos);
  fs::create_directories(folder_.path);
  EXPECT_NE(ErrorOfReading().find("work: holds no campaign"), std::string::npos);
  fs::create_directories(folder_.Member("local"));
  std::ofstream(folder_.State("local")) << "{";
  EXPECT_NE(ErrorOfReading().find("state.json: is no record of a campaign"), std::string::npos);
}

TEST_F(ReportModelTest, SumsWorkOfMembersButNotWhatTheyShare) {
  WriteExampleMember(folder_, SmallMember("a", 1000), 10);
  WriteExampleMember(folder_, SmallMember("b", 3000), 10);
  const ReportModel model = Read();
  ASSERT_EQ(model.kernels.size(), 1u);
  EXPECT_EQ(model.kernels[0].record.stats.cases, 4000u);
  EXPECT_EQ(model.kernels[0].record.stats.features, 300u);
  EXPECT_EQ(model.kernels[0].record.corpus_files, 30u);
  EXPECT_EQ(model.totals.cases, 4000u);
  EXPECT_DOUBLE_EQ(model.executions_per_second, 40);
  EXPECT_EQ(model.verdict, ReportVerdict::kClean);
  EXPECT_EQ(model.headline, "clean: no kernel broke its contract");
}

TEST_F(ReportModelTest, MergesCountsOfAGroupAndPutsTheBestSampleFirst) {
  WriteExampleCampaign(folder_, kNow, CampaignStatus::kComplete);
  const ReportModel model = Read();
  EXPECT_EQ(model.verdict, ReportVerdict::kFindings);
  EXPECT_EQ(model.headline, "1,281 findings in 3 groups, 1 of them in kernels known to be bad");
  ASSERT_EQ(model.groups.size(), 3u);
  const ReportGroup& group = model.groups[0];
  EXPECT_EQ(group.group.id, "memory-77aa0123");
  EXPECT_EQ(group.cases, 1240u);
  EXPECT_EQ(group.first_seconds, 3000);
  EXPECT_EQ(group.last_seconds, 28000);
  ASSERT_EQ(group.samples.size(), 3u);
  EXPECT_EQ(group.samples[0].sample.tokens, 1);
  EXPECT_FALSE(group.samples[2].sample.reproduced);
  // With the options that it was found with.
  EXPECT_EQ(group.replay, "bazel run //:gatefuzz -- repro --approx=random --kernel=topk_sigmoid " +
                              folder_.Group("topk_sigmoid", "memory-77aa0123") + "/sample-2.gfcase");
  EXPECT_EQ(model.groups[1].cases, 1u) << "counted by its samples: no member has it in its record yet";
  EXPECT_EQ(model.groups[2].group.kernel, "zoo/simd_tail_overread") << "known-bad kernels come last";
  const auto canary = std::ranges::find(model.kernels, "zoo/simd_tail_overread",
                                        [](const ReportKernel& kernel) { return kernel.record.kernel; });
  ASSERT_NE(canary, model.kernels.end());
  EXPECT_TRUE(canary->zoo);
  EXPECT_EQ(canary->groups, 1u);
  EXPECT_EQ(canary->first_finding, 12);
}

TEST_F(ReportModelTest, MakesAReplayCommandWhereNoneWasWritten) {
  WriteExampleCampaign(folder_, kNow, CampaignStatus::kComplete);
  const std::string stem = folder_.Group("topk_softmax", "unique-1f0e9a3c") + "/sample-1";
  fs::remove(stem + ".txt");
  const ReportModel model = Read();
  EXPECT_EQ(model.groups[1].replay, "bazel run //:gatefuzz -- repro --kernel=topk_softmax " + stem + ".gfcase");
}

TEST_F(ReportModelTest, DoesNotLoseAFindingWithItsFolder) {
  WriteExampleCampaign(folder_, kNow, CampaignStatus::kComplete);
  fs::remove_all(folder_.Findings());
  const ReportModel model = Read();
  EXPECT_EQ(model.verdict, ReportVerdict::kFindings);
  ASSERT_EQ(model.groups.size(), 2u);
  EXPECT_FALSE(model.groups[0].readable);
  EXPECT_EQ(model.groups[0].group.kernel, "topk_sigmoid");
  EXPECT_EQ(model.groups[1].group.kernel, "zoo/simd_tail_overread");
  EXPECT_EQ(model.problems.size(), 2u);
}

TEST_F(ReportModelTest, CallsNothingCleanThatIsNot) {
  MemberRecord member = SmallMember("local", 0);
  WriteExampleMember(folder_, member, 1);
  EXPECT_EQ(Read().verdict, ReportVerdict::kNothing);
  member = SmallMember("local", 10);
  member.kernels.push_back("topk_sigmoid");
  WriteExampleMember(folder_, member, 1);
  EXPECT_EQ(Read().headline, "no finding so far; 1 of 2 kernels not judged yet");
  member.results[0].stats.failing_cases = 3;
  WriteExampleMember(folder_, member, 1);
  EXPECT_EQ(Read().verdict, ReportVerdict::kUnconfirmed);
  member.results[0].error = "the disk is full";
  WriteExampleMember(folder_, member, 1);
  EXPECT_EQ(Read().verdict, ReportVerdict::kErrors);
  EXPECT_EQ(Read().problems, std::vector<std::string>{"topk_softmax: the disk is full"});
}

TEST_F(ReportModelTest, IsOfTheMembersThatCanBeRead) {
  WriteExampleMember(folder_, SmallMember("a", 1000), 10);
  fs::create_directories(folder_.Member("b"));
  std::ofstream(folder_.State("b")) << "7";
  const ReportModel model = Read();
  EXPECT_EQ(model.members.size(), 1u);
  EXPECT_EQ(model.verdict, ReportVerdict::kErrors);
  ASSERT_EQ(model.problems.size(), 1u);
  EXPECT_NE(model.problems[0].find("members/b/state.json"), std::string::npos);
}

TEST_F(ReportModelTest, TellsARunningCampaignFromAKilledOne) {
  MemberRecord member = SmallMember("a", 1000);
  member.status = CampaignStatus::kRunning;
  WriteExampleMember(folder_, member, 10);
  WriteExampleMember(folder_, SmallMember("b", 1000), 10);
  EXPECT_EQ(Read().status, CampaignStatus::kRunning);
  EXPECT_FALSE(Read().stale);
  const ReportModel later = Read({.now = kNow + kStaleSeconds + 1, .known = nullptr});
  EXPECT_TRUE(later.stale);
  EXPECT_EQ(later.problems.size(), 1u);
  EXPECT_EQ(later.verdict, ReportVerdict::kClean);
}

TEST_F(ReportModelTest, AsksWhichGroupsAreKnown) {
  WriteExampleCampaign(folder_, kNow, CampaignStatus::kComplete);
  const auto known = [](const FindingGroup& group) -> std::optional<KnownIssue> {
    if (group.kernel != "topk_softmax") return std::nullopt;
    return KnownIssue{.issue = "https://example.org/1", .expires = "2027-01-31"};
  };
  const ReportModel model = Read({.now = kNow, .known = known});
  EXPECT_FALSE(model.groups[0].known.has_value());
  ASSERT_TRUE(model.groups[1].known.has_value());
  EXPECT_EQ(model.groups[1].known->expires, "2027-01-31");
}

TEST_F(ReportModelTest, CurvesOfOneMemberAreItsOwnPoints) {
  WriteExampleMember(folder_, ExampleMember("local", kNow, CampaignStatus::kComplete), 4);
  const ReportModel model = Read();
  EXPECT_EQ(model.times, (std::vector<double>{7200, 14400, 21600, 28800}));
  ASSERT_EQ(model.curves.size(), 7u);
  EXPECT_EQ(model.curves[0].kernel, "topk_softmax");
  for (const double rate : model.curves[0].executions_per_second) EXPECT_NEAR(rate, 2.5e8 / 28800, 1);
  EXPECT_EQ(model.curves[0].features.back(), model.kernels[0].record.stats.features);
}

TEST_F(ReportModelTest, CurvesOfMembersAddUpAtCommonTimes) {
  MemberRecord member = ExampleMember("a", kNow, CampaignStatus::kComplete);
  WriteExampleMember(folder_, member, 1000);
  member.member = "b";
  member.elapsed /= 2;
  WriteExampleMember(folder_, member, 333);
  const ReportModel model = Read();
  ASSERT_EQ(model.times.size(), kMaxTimes);
  EXPECT_DOUBLE_EQ(model.times.back(), 28800);
  const double rate = 2.5e8 / 28800;
  for (size_t i = 0; i < model.times.size(); ++i) {
    // b does as much in half the time, then nothing.
    const double expected = model.times[i] < 14300 ? 3 * rate : model.times[i] > 14600 ? rate : -1;
    if (expected > 0 && i > 0) EXPECT_NEAR(model.curves[0].executions_per_second[i], expected, 0.02 * expected) << i;
    EXPECT_TRUE(i == 0 || model.times[i] > model.times[i - 1]);
    EXPECT_TRUE(i == 0 || model.curves[0].features[i] >= model.curves[0].features[i - 1]);
  }
}

TEST_F(ReportModelTest, DamagedCoverageIsNamedAndLeftOut) {
  WriteExampleCampaign(folder_, kNow, CampaignStatus::kComplete);
  ASSERT_TRUE(Read().coverage.has_value());
  EXPECT_EQ(Read().coverage->files.at(0).lines_missed, (std::vector<uint64_t>{77, 78}));
  EXPECT_EQ(Read().coverage->pages, "coverage/index.html");
  fs::remove_all(folder_.path + "/coverage");
  EXPECT_EQ(Read().coverage->pages, "");
  std::ofstream(folder_.path + "/coverage.json") << R"({"kernel": 7})";
  EXPECT_FALSE(Read().coverage.has_value());
  ASSERT_EQ(Read().problems.size(), 1u);
  EXPECT_NE(Read().problems[0].find("coverage.json: is not what"), std::string::npos);
}

TEST(Utc, GoesThereAndBack) {
  EXPECT_EQ(UtcOfSeconds(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(SecondsOfUtc(UtcOfSeconds(kNow)), kNow);
  for (const char* const text : {"", "2026", "2026-11-24T19:00:00", "2026-11-24T19:00:00Zx"}) {
    EXPECT_FALSE(SecondsOfUtc(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace gatefuzz
