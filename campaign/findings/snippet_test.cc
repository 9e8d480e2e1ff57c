// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What is easier seen in the text than by running it. That snippets compile, fail and pass: snippet_e2e_test.py.
#include "campaign/findings/snippet.h"

#include <gtest/gtest.h>

#include "campaign/findings/snippet_text.h"

namespace gatefuzz {
namespace {

RoutingCase OneRow(std::vector<uint32_t> logits, DType dtype = DType::kF32) {
  RoutingCase routing_case;
  routing_case.problem.dtype = dtype;
  routing_case.problem.tokens = 1;
  routing_case.problem.experts = static_cast<int32_t>(logits.size());
  routing_case.problem.k = 1;
  routing_case.problem.logits = std::move(logits);
  return routing_case;
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Snippet, WritesOrdinaryNumbersPlain) {
  const RoutingCase one = OneRow({0x3f000000, 0xbfa00000, 0x3dcccccd});
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "topk_softmax", "unique"), " 0.5f, -1.25f, 0.1f,\n"));
  EXPECT_TRUE(Has(PythonSnippet(one, "topk_softmax", "unique"), " 0.5, -1.25, 0.1,\n], dtype=np.float32)"));
}

TEST(Snippet, WritesOthersAsWordsWithTheirValuesBeside) {
  const RoutingCase nan = OneRow({0x3f000000, 0x7fc00001, 0xff800000, 0x80000000});
  const std::string words = "0x3f000000, 0x7fc00001, 0xff800000, 0x80000000,  ";
  EXPECT_TRUE(Has(GoogleTestSnippet(nan, "topk_softmax", "unique"), words + "// 0.5, NaN, -Inf, -0\n"));
  EXPECT_TRUE(Has(PythonSnippet(nan, "topk_softmax", "unique"), words + "# 0.5, NaN, -Inf, -0\n"));
  EXPECT_TRUE(Has(GoogleTestSnippet(OneRow({1}), "topk_softmax", ""), "0x00000001,"));  // a denormal
  const std::string bf16 = PythonSnippet(OneRow({0x3f80}, DType::kBF16), "topk_softmax", "");
  EXPECT_TRUE(Has(bf16, "0x3f80,  # 1\n], dtype=np.uint16).view(np.uint16)"));
  EXPECT_TRUE(Has(bf16, ".view(torch.bfloat16)"));
  EXPECT_TRUE(Has(PythonSnippet(OneRow({0x3c00}, DType::kF16), "topk_softmax", ""), ".view(np.float16)"));
}

TEST(Snippet, ComparesLaunchesWhereTheClauseDoes) {
  const RoutingCase one = OneRow({0, 0});
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "topk_softmax", "unique"), "runner.RunAndCheck(Input())"));
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "topk_softmax", "crash"), "runner.RunAndCheck(Input())"));
  for (const char* clause : {"permute", "independent", ""}) {
    EXPECT_TRUE(Has(GoogleTestSnippet(one, "topk_softmax", clause), "CheckAllProperties(Input(), runner)")) << clause;
  }
}

TEST(Snippet, ReadsABigCaseFromItsFile) {
  RoutingCase big = OneRow(std::vector<uint32_t>(1000));
  big.problem.tokens = 4;
  big.problem.logits.resize(4000);
  EXPECT_FALSE(Has(GoogleTestSnippet(big, "topk_softmax", "unique", "/a/b.gfcase"), "ReadCaseFile"));
  big.problem.bias.resize(1000);
  const std::string cpp = GoogleTestSnippet(big, "topk_softmax", "unique", "/a/\"b\".gfcase");
  EXPECT_TRUE(Has(cpp, "5000 values are too many"));
  EXPECT_TRUE(Has(cpp, R"(ReadCaseFile("/a/\"b\".gfcase", &input, &error))"));
  EXPECT_TRUE(Has(PythonSnippet(big, "topk_softmax", "unique", "/a/b.gfcase"), "case_file = \"/a/b.gfcase\""));
  EXPECT_TRUE(Has(PythonSnippet(big, "topk_softmax", "unique"), "case_file = \"case.gfcase\""));
}

TEST(Snippet, KeepsAPathInsideItsComment) {
  const std::string cpp = GoogleTestSnippet(OneRow({0}), "topk_softmax", "unique", "/a\n#error\\");
  EXPECT_FALSE(Has(cpp, "\n#error"));
  EXPECT_FALSE(Has(cpp, "\\\n"));
}

TEST(Snippet, CallsAKernelByItsFunctionsName) {
  EXPECT_EQ(FunctionName("grouped_topk_sigmoid"), "GroupedTopkSigmoid");
#define GATEFUZZ_ZOO_KERNEL(function, name, ...) EXPECT_EQ(FunctionName(name), #function);
#include "zoo/zoo_table.inc"
#undef GATEFUZZ_ZOO_KERNEL
#define GATEFUZZ_ZOO_ALIGN_KERNEL(function, name, ...) EXPECT_EQ(FunctionName(name), #function);
#include "zoo/zoo_align_table.inc"
#undef GATEFUZZ_ZOO_ALIGN_KERNEL
  const RoutingCase one = OneRow({0});
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "grouped_topk_sigmoid", ""), "return gatefuzz::GroupedTopkSigmoid(args"));
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "topk_then_softmax", ""), "return gatefuzz::TopkThenSoftmax(args"));
  EXPECT_TRUE(Has(GoogleTestSnippet(one, "a_user_s_own", ""), "return gatefuzz::TopkSoftmax(args"));
}

}  // namespace
}  // namespace gatefuzz
