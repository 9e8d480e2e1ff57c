// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/kernel_fidelity.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "campaign/fidelity_report.h"
#include "campaign/testing/uncommon_kernels.h"
#include "emulator/conformance/run.h"
#include "emulator/control.h"
#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/testing/oracle_kernel.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using conformance::InstructionFidelity;
using conformance::Verdict;

KernelFidelity FidelityOf(const KernelInfo& kernel) {
  KernelFidelity fidelity;
  std::string error;
  EXPECT_TRUE(FidelityOfKernel(kernel, &fidelity, &error)) << error;
  return fidelity;
}

KernelInfo MadeOf(TopkFunction function) {
  KernelInfo kernel = FindKernel("topk_softmax")->kernel;
  kernel.name = "test";
  kernel.function = function;
  return kernel;
}

const InstructionFidelity* FindForm(const KernelFidelity& fidelity, std::string_view name) {
  const auto form = std::find_if(fidelity.forms.begin(), fidelity.forms.end(),
                                 [&](const InstructionFidelity& f) { return f.form == name; });
  return form == fidelity.forms.end() ? nullptr : &*form;
}

class KernelFidelityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!emulator::Present()) GTEST_SKIP() << "kernels run on a GPU";
  }
};
using WhatIsRefusedTest = KernelFidelityTest;

TEST_F(KernelFidelityTest, OfEveryKernelIsKnownForEveryForm) {
  for (const RegisteredKernel& registered : AllKernels()) {
    const KernelFidelity fidelity = FidelityOf(registered.kernel);
    EXPECT_EQ(fidelity.modules, 1) << registered.kernel.name;
    EXPECT_TRUE(fidelity.problems.empty()) << registered.kernel.name;
    EXPECT_GT(fidelity.forms.size(), 20u) << registered.kernel.name;
    for (const InstructionFidelity& form : fidelity.forms) {
      const conformance::Fidelity& known = form.fidelity;
      EXPECT_NE(known.verdict, Verdict::kUnsupported) << registered.kernel.name << ": " << form.form;
      // An instruction that computes is compared with the GPU; what is not names the test that covers it.
      EXPECT_TRUE(known.verdict == Verdict::kExact || known.verdict == Verdict::kBounded || !known.test.empty())
          << registered.kernel.name << ": " << form.form << ": " << FidelityText(known, conformance::Markup::kNone);
    }
  }
}

TEST_F(KernelFidelityTest, NamesTheBoundOfTheExponential) {
  const KernelFidelity fidelity = FidelityOf(FindKernel("topk_softmax")->kernel);
  const auto bounded = std::find_if(fidelity.forms.begin(), fidelity.forms.end(), [](const InstructionFidelity& form) {
    return form.form.starts_with("ex2.approx");
  });
  ASSERT_NE(bounded, fidelity.forms.end());
  EXPECT_EQ(bounded->fidelity.verdict, Verdict::kBounded);
  ASSERT_FALSE(bounded->fidelity.errors.empty());
  EXPECT_EQ(bounded->fidelity.errors[0].bound, "2 ulp");
  EXPECT_GT(bounded->fidelity.errors[0].gpu, 0);
}

TEST_F(KernelFidelityTest, IsOfTheKernelAloneWhateverRanBefore) {
  const size_t forms = FidelityOf(FindKernel("topk_softmax")->kernel).forms.size();
  FidelityOf(FindKernel("zoo/simd_tail_overread")->kernel);
  EXPECT_EQ(FidelityOf(FindKernel("topk_softmax")->kernel).forms.size(), forms);
}

TEST_F(KernelFidelityTest, NamesTheKnownDivergence) {
  const KernelFidelity fidelity = FidelityOf(MadeOf(testing::LaunchTanh));
  const InstructionFidelity* const form = FindForm(fidelity, "tanh.approx.bf16");
  ASSERT_NE(form, nullptr);
  EXPECT_EQ(form->fidelity.divergences, std::set<std::string>{"tanh-bf16-bound"});
}

TEST_F(KernelFidelityTest, SaysThatNothingWasLaunched) {
  KernelFidelity fidelity;
  std::string error;
  EXPECT_FALSE(FidelityOfKernel(MadeOf(testing::OracleTopkSoftmax), &fidelity, &error));
  EXPECT_EQ(error, "it launched nothing that holds PTX");
}

// Last: what is refused stays known as such.
TEST_F(WhatIsRefusedTest, CountsWhatIsUnsupportedAndSaysWhy) {
  const KernelFidelity fidelity = FidelityOf(MadeOf(testing::LaunchTensorCore));
  ASSERT_FALSE(fidelity.forms.empty());
  EXPECT_EQ(fidelity.forms[0].form, "mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32");
  EXPECT_EQ(fidelity.forms[0].fidelity.verdict, Verdict::kUnsupported);
  EXPECT_EQ(fidelity.forms[0].count, 2);
  ASSERT_EQ(fidelity.problems.size(), 1u);
  const std::string text = FidelityReport("test", fidelity, conformance::EmbeddedRun());
  EXPECT_NE(text.find("the emulator refuses it: "), std::string::npos) << text;
  EXPECT_NE(text.find("  unsupported: 1 form, 2 instructions\n"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(FidelityJson("test", fidelity, conformance::EmbeddedRun()));
  EXPECT_EQ(json["totals"]["unsupported"]["instructions"], 2);
  EXPECT_EQ(json["problems"].size(), 1u);
}

}  // namespace
}  // namespace gatefuzz
