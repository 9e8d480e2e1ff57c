// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/bound_judge.h"

#include <bit>
#include <string_view>

#include "gtest/gtest.h"

namespace gatefuzz::conformance {
namespace {

const Form& FormNamed(std::string_view name) {
  for (const Form& form : AllForms()) {
    if (form.name == name) return form;
  }
  ADD_FAILURE() << "no form " << name;
  return AllForms()[0];
}

Judgement JudgeOne(std::string_view name, std::vector<uint64_t> operands, uint64_t result, int element = 0) {
  return Judge(FormNamed(name), operands, result, element);
}

TEST(BoundJudge, EveryApproximateFormHasABoundSomewhere) {
  for (const Form& form : AllForms()) {
    if (!IsApproximate(form)) continue;
    const uint64_t argument = form.result_bytes == 8    ? 0x3ff8000000000000
                              : ElementCount(form) == 2 ? 0x3e003e00
                              : form.result_bytes == 2  ? 0x3e00
                                                        : 0x3fc00000;
    EXPECT_NE(Judge(form, std::vector<uint64_t>(form.operands.size(), argument), argument, 0).bound, nullptr)
        << form.name;
  }
}

TEST(BoundJudge, AllowsTwoStepsOfDivApproxAndNotThree) {
  const uint64_t one = 0x3f800000, three = 0x40400000, third = 0x3eaaaaab;
  EXPECT_TRUE(JudgeOne("div.approx.f32", {one, three}, third).legal);
  EXPECT_TRUE(JudgeOne("div.approx.f32", {one, three}, third + 2).legal);
  EXPECT_TRUE(JudgeOne("div.approx.f32", {one, three}, third - 2).legal);
  EXPECT_FALSE(JudgeOne("div.approx.f32", {one, three}, third + 3).legal);
  EXPECT_NEAR(JudgeOne("div.approx.f32", {one, three}, third + 2).error, 2, 0.5);
}

TEST(BoundJudge, HoldsSpecialValuesToTheManualsTable) {
  EXPECT_TRUE(JudgeOne("rcp.approx.f32", {0x80000000}, 0xff800000).legal);
  EXPECT_FALSE(JudgeOne("rcp.approx.f32", {0x80000000}, 0x7f800000).legal);
  EXPECT_TRUE(JudgeOne("rsqrt.approx.f32", {0x80000000}, 0xff800000).legal);
  EXPECT_TRUE(JudgeOne("sin.approx.f32", {0x7f800000}, 0x7fffffff).legal);
  EXPECT_FALSE(JudgeOne("sin.approx.f32", {0x7f800000}, 0).legal);
  // A divisor above 2^126 has a reciprocal of zero.
  EXPECT_TRUE(JudgeOne("div.approx.f32", {0x3f800000, 0x7f000000}, 0).legal);
  EXPECT_FALSE(JudgeOne("div.approx.f32", {0x3f800000, 0x7f000000}, 0x00200000).legal);
  EXPECT_TRUE(JudgeOne("div.approx.f32", {0x7f800000, 0x7f000000}, 0x7fffffff).legal);
}

TEST(BoundJudge, FlushesWhatMayBeSubnormal) {
  // 2^-126: the correctly rounded result is the smallest normal number, from which a step down is subnormal.
  EXPECT_TRUE(JudgeOne("ex2.approx.ftz.f32", {0xc2fc0000}, 0).legal);
  EXPECT_FALSE(JudgeOne("ex2.approx.f32", {0xc2fc0000}, 0).legal);
  EXPECT_FALSE(JudgeOne("ex2.approx.ftz.f32", {0xc2f80000}, 0).legal);  // 2^-124
}

TEST(BoundJudge, JudgesEachHalfOfAPair) {
  const uint64_t ones = 0x3c003c00, twos = 0x40004000;
  EXPECT_TRUE(JudgeOne("ex2.approx.f16x2", {ones}, twos, 0).legal);
  EXPECT_FALSE(JudgeOne("ex2.approx.f16x2", {ones}, 0x48004000, 1).legal);
  EXPECT_TRUE(JudgeOne("ex2.approx.f16x2", {ones}, 0x48004000, 0).legal);
}

TEST(BoundJudge, HasNoBoundForSinBeyondAHundredPi) {
  const Judgement judgement = JudgeOne("sin.approx.f32", {0x47000000}, 0);
  EXPECT_TRUE(judgement.legal);
  EXPECT_EQ(judgement.bound, nullptr);
}

}  // namespace
}  // namespace gatefuzz::conformance
