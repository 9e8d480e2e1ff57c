// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/backend.h"

#include <string>

#include "emulator/control.h"
#include "fuzz/kernel_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

using ::testing::HasSubstr;

AnyCase Seed(const std::string& name) {
  AnyCase any_case;
  std::string error;
  EXPECT_TRUE(ReadCaseFile("corpus/" + name + ".gfcase", &any_case, &error)) << error;
  return any_case;
}

TEST(BackendTest, AProgramForTheEmulatorHasNoOther) {
  if (!emulator::Present()) GTEST_SKIP() << "this program is built for GPUs";
  EXPECT_EQ(WhyNoBackend(""), "");
  EXPECT_EQ(WhyNoBackend("emulator"), "");
  for (const char* name : {"gpu", "both"}) EXPECT_THAT(WhyNoBackend(name), HasSubstr("--config=gpu")) << name;
  EXPECT_EQ(WhyNoDevice(), "");
}

TEST(BackendTest, AProgramForGpusHasAll) {
  if (emulator::Present()) GTEST_SKIP() << "this program is built for the emulator";
  for (const char* name : {"", "emulator", "gpu", "both"}) EXPECT_EQ(WhyNoBackend(name), "") << name;
}

TEST(BackendTest, AnUnknownNameIsRefused) {
  EXPECT_THAT(WhyNoBackend("cpu"), HasSubstr("there is no backend 'cpu'; there are emulator, gpu and both"));
}

TEST(BackendTest, TheEmulatorJudgesInEveryProgram) {
  const auto good = NewKernelUnderTest("topk_softmax");
  const auto bad = NewKernelUnderTest("zoo/simd_tail_overread");
  const AnyCase test_case = Seed("topk_softmax/nan_payloads_e9_k3");
  EXPECT_EQ(JudgeOn("emulator", good.get())(test_case).kind, Verdict::Kind::kPass);
  EXPECT_EQ(JudgeOn("emulator", bad.get())(test_case).symptom.fault, "memory");
}

TEST(BackendTest, BothComparesThemOnAGpu) {
  if (emulator::Present() || !WhyNoDevice().empty()) GTEST_SKIP() << "takes a GPU";
  const auto good = NewKernelUnderTest("topk_softmax");
  const auto bad = NewKernelUnderTest("zoo/simd_tail_overread");
  const AnyCase test_case = Seed("topk_softmax/nan_payloads_e9_k3");
  const Verdict pass = JudgeOn("both", good.get())(test_case);
  EXPECT_EQ(pass.kind, Verdict::Kind::kPass) << pass.text;
  const Verdict blind = JudgeOn("both", bad.get())(test_case);
  EXPECT_EQ(blind.disagreement, "emulator_only") << blind.text;
}

}  // namespace
}  // namespace gatefuzz
