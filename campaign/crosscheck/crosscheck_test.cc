// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The driver of cross-checks over backends made for the test.
#include "campaign/crosscheck/crosscheck.h"

#include <string>
#include <vector>

#include "campaign/crosscheck/compare.h"
#include "campaign/exit_code.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

using ::testing::HasSubstr;
using Kind = Verdict::Kind;
using State = CrosscheckRow::State;

const std::vector<ChosenKernel> kOneKernel = {{"topk_softmax", CaseKind::kRouting}};

CaseFiles Cases(size_t count) {
  CaseFiles files;
  for (size_t i = 0; i < count; ++i)
    files.cases.push_back({.path = "case" + std::to_string(i), .test_case = RoutingCase()});
  return files;
}

Verdict Says(Kind kind, const std::string& fault = "", std::string_view disagreement = "") {
  Verdict verdict;
  verdict.kind = kind;
  verdict.symptom.fault = fault;
  verdict.disagreement = disagreement;
  verdict.text = "words & <words>";
  return verdict;
}

// A backend that says these of the cases, and the others of cases that the emulator alone is asked about.
JudgeJobs Backends(std::vector<Verdict> both, std::vector<Verdict> emulator = {}) {
  return [=](std::span<const JudgeJob> jobs, const JudgePoolOptions& options) {
    const std::vector<Verdict>& verdicts = options.backend == "both" ? both : emulator;
    EXPECT_EQ(jobs.size(), verdicts.size()) << options.backend;
    return verdicts;
  };
}

TEST(CrosscheckTest, EachVerdictHasItsState) {
  const std::vector<Verdict> verdicts = {
      Says(Kind::kPass),
      Says(Kind::kPass, "", kWithinBounds),
      Says(Kind::kDiscard),
      Says(Kind::kFail, "unique"),
      Says(Kind::kFail, "memory", kEmulatorOnly),
      Says(Kind::kFail, "unique", kEmulatorOnly),
      Says(Kind::kFail, "unique", kGpuOnly),
      Says(Kind::kFail, "different_bits", kDifferentBits),
      Says(Kind::kHarnessError),
  };
  const Crosscheck result = CrosscheckCases(Cases(9), kOneKernel, {}, Backends(verdicts));
  std::vector<State> states;
  for (const CrosscheckRow& row : result.rows) states.push_back(row.state);
  EXPECT_THAT(states, ::testing::ElementsAre(State::kAgreed, State::kWithinBounds, State::kDiscarded, State::kBadOnBoth,
                                             State::kBlindSpot, State::kEmulatorOnly, State::kGpuOnly,
                                             State::kDifferentBits, State::kNotJudged));
  EXPECT_EQ(result.Disagreements(), 3u);
  EXPECT_THAT(CrosscheckText(result), HasSubstr("9 verdicts on 9 cases"));
  EXPECT_THAT(CrosscheckText(result), HasSubstr("3 disagreements"));
  EXPECT_THAT(CrosscheckJson(result), HasSubstr("\"blind spot\": 1"));
  EXPECT_THAT(CrosscheckJunit(result), HasSubstr("tests=\"9\" failures=\"5\" errors=\"1\" skipped=\"1\""));
  EXPECT_THAT(CrosscheckJunit(result), HasSubstr("words &amp; &lt;words&gt;"));
}

TEST(CrosscheckTest, TheExitCodeIsAFindingsBeforeAHarnessErrors) {
  const auto code = [](std::vector<Verdict> verdicts) {
    const size_t count = verdicts.size();
    return CrosscheckCases(Cases(count), kOneKernel, {}, Backends(std::move(verdicts))).ExitCode();
  };
  EXPECT_EQ(code({Says(Kind::kPass), Says(Kind::kPass, "", kWithinBounds), Says(Kind::kDiscard)}), kExitClean);
  EXPECT_EQ(code({Says(Kind::kPass), Says(Kind::kHarnessError)}), kExitHarnessError);
  for (const Verdict& finding : {Says(Kind::kFail, "unique"), Says(Kind::kFail, "race", kEmulatorOnly),
                                 Says(Kind::kFail, "unique", kEmulatorOnly), Says(Kind::kFail, "unique", kGpuOnly),
                                 Says(Kind::kFail, "different_bits", kDifferentBits)}) {
    EXPECT_EQ(code({finding, Says(Kind::kHarnessError)}), kExitFinding) << finding.disagreement;
  }
}

TEST(CrosscheckTest, OfALostProcessTheEmulatorAloneIsAsked) {
  const Crosscheck result =
      CrosscheckCases(Cases(4), kOneKernel, {},
                      Backends({Says(Kind::kTimeout, "timeout"), Says(Kind::kPass), Says(Kind::kCrash, "crash"),
                                Says(Kind::kTimeout, "timeout")},
                               {Says(Kind::kFail, "hang"), Says(Kind::kPass), Says(Kind::kHarnessError)}));
  EXPECT_EQ(result.rows[0].state, State::kBadOnBoth);
  EXPECT_EQ(result.rows[0].verdict.symptom.fault, "hang");
  EXPECT_EQ(result.rows[1].state, State::kAgreed);
  EXPECT_EQ(result.rows[2].state, State::kGpuOnly);
  EXPECT_EQ(result.rows[2].verdict.symptom.fault, "crash");
  EXPECT_EQ(result.rows[3].state, State::kNotJudged);
}

TEST(CrosscheckTest, AKernelJudgesCasesOfItsKindAlone) {
  CaseFiles files = Cases(1);
  files.cases.push_back({.path = "align", .test_case = AlignCase()});
  const std::vector<ChosenKernel> kernels = {{"topk_softmax", CaseKind::kRouting}, {"align_experts", CaseKind::kAlign}};
  const Crosscheck result =
      CrosscheckCases(std::move(files), kernels, {}, Backends({Says(Kind::kPass), Says(Kind::kPass)}));
  ASSERT_EQ(result.rows.size(), 2u);
  EXPECT_EQ(result.rows[0].case_index, 0u);
  EXPECT_EQ(result.rows[1].case_index, 1u);
  EXPECT_EQ(result.rows[1].kernel, "align_experts");
}

}  // namespace
}  // namespace gatefuzz
