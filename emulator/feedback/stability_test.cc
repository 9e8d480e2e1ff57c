// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The counters of a kernel, run from PTX, are the same however its module was put together and loaded.
#include <string>
#include <vector>

#include "emulator/exec/kernel_testing.h"
#include "emulator/feedback/counters.h"
#include "emulator/feedback/kernel_feedback.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

// Branches, selects, compares and calls.
constexpr char kHelper[] =
    ".func (.param .b32 r) helper(.param .b32 x) { .reg .b32 %a<3>; .reg .pred %q; ld.param.b32 %a1, [x];\n"
    "setp.gt.s32 %q, %a1, 20; selp.b32 %a2, 1, 2, %q; st.param.b32 [r], %a2; ret; }\n";
constexpr char kOther[] =
    ".entry other() { .reg .b32 %r<4>; .reg .pred %p; mov.u32 %r1, %tid.x; setp.eq.u32 %p, %r1, 3;\n"
    "@%p mov.u32 %r2, 7; ret; }\n";

std::string KernelNamed(const std::string& name) {
  return ".entry " + name +
         "() { .reg .b32 %r<6>; .reg .pred %p<3>; .param .b32 in; .param .b32 out; mov.u32 %r1, %tid.x;\n"
         "mov.u32 %r2, 0;\n"
         "loop: add.u32 %r2, %r2, 1; setp.lt.u32 %p1, %r2, 5; @%p1 bra loop;\n"
         "setp.lt.u32 %p2, %r1, 9; @%p2 bra less;\n"
         "st.param.b32 [in], %r1; call (out), helper, (in); ld.param.b32 %r3, [out];\n"
         "less: @!%p2 add.u32 %r4, %r1, 1; ret; }\n";
}

class FeedbackStabilityTest : public testing::Test {
 protected:
  // The counters after one launch of `kernel`.
  static std::vector<uint8_t> CountersOf(KernelRun* run, const std::string& kernel) {
    feedback::ClearCounters();
    KernelFeedback feedback;
    feedback.BeginLaunch(kernel, SiteIds(run->program()));
    run->request.feedback = &feedback;
    EXPECT_TRUE(run->LaunchKernel(kernel).completed);
    EXPECT_GE(feedback.events(), 3u);
    return {feedback::counters, feedback::counters + feedback::kCounters};
  }
  // The same in a module of this text.
  static std::vector<uint8_t> CountersOf(const std::string& text, const std::string& kernel) {
    KernelRun run(text);
    EXPECT_EQ(run.error(), "");
    return CountersOf(&run, kernel);
  }
};

TEST_F(FeedbackStabilityTest, HoldsWhenTheModuleIsLoadedAgain) {
  const std::string text = kHelper + KernelNamed("k");
  EXPECT_EQ(CountersOf(text, "k"), CountersOf(text, "k"));
}

TEST_F(FeedbackStabilityTest, HoldsWhateverElseIsInTheModuleAndInWhicheverOrder) {
  const std::vector<uint8_t> alone = CountersOf(kHelper + KernelNamed("k"), "k");
  EXPECT_EQ(CountersOf(kOther + std::string(kHelper) + KernelNamed("k"), "k"), alone);
  EXPECT_EQ(CountersOf(kHelper + std::string(kOther) + KernelNamed("k"), "k"), alone);
}

TEST_F(FeedbackStabilityTest, HoldsWhenTwoModulesAreLoadedInEitherOrder) {
  const std::string text = kHelper + KernelNamed("k");
  KernelRun first(text), second(kOther), third(text);
  const std::vector<uint8_t> of_k = CountersOf(&first, "k");
  const std::vector<uint8_t> of_other = CountersOf(&second, "other");
  EXPECT_EQ(CountersOf(&third, "k"), of_k);
  EXPECT_EQ(CountersOf(&second, "other"), of_other);
  EXPECT_NE(of_k, of_other);
}

TEST_F(FeedbackStabilityTest, HoldsWhenTheSourceIsCompiledInAnotherFolder) {
  const std::string here = "_ZN34_GLOBAL__N__58f25e2f_4_k_cu__Z1FPi1KEv";
  const std::string there = "_ZN34_GLOBAL__N__de662c81_4_k_cu__Z1FPi1KEv";
  EXPECT_EQ(CountersOf(kHelper + KernelNamed(here), here), CountersOf(kHelper + KernelNamed(there), there));
}

TEST_F(FeedbackStabilityTest, AnotherKernelHasOtherCounters) {
  EXPECT_NE(CountersOf(kHelper + KernelNamed("k"), "k"), CountersOf(kHelper + KernelNamed("m"), "m"));
}

}  // namespace
}  // namespace gatefuzz::emulator
