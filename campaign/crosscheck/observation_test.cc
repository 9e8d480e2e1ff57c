// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/observation.h"

#include <string>

#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

AnyCase Seed(const std::string& name) {
  AnyCase any_case;
  std::string error;
  EXPECT_TRUE(ReadCaseFile("corpus/" + name + ".gfcase", &any_case, &error)) << error;
  return any_case;
}

TEST(ObservationTest, APassHasTheBitsOfEachOutput) {
  const auto kernel = NewKernelUnderTest("topk_softmax");
  const Observation seen = Observe(Seed("topk_softmax/nan_payloads_e9_k3"), kernel.get());
  EXPECT_EQ(seen.verdict.kind, Verdict::Kind::kPass) << seen.verdict.text;
  ASSERT_EQ(seen.outputs.size(), 3u);
  EXPECT_EQ(seen.outputs[0].name, "ids");
  EXPECT_EQ(seen.outputs[0].elements.size() % 3, 0u);
  EXPECT_FALSE(seen.outputs[0].elements.empty());
  EXPECT_EQ(seen.outputs[1].elements.size(), seen.outputs[0].elements.size());
}

TEST(ObservationTest, AlignKernelsHaveFourOutputs) {
  const auto kernel = NewKernelUnderTest("align_experts");
  const Observation seen = Observe(Seed("align_experts/two_stretches_e64_k8_b16"), kernel.get());
  EXPECT_EQ(seen.verdict.kind, Verdict::Kind::kPass) << seen.verdict.text;
  ASSERT_EQ(seen.outputs.size(), 4u);
  EXPECT_EQ(seen.outputs[2].name, "total");
}

TEST(ObservationTest, AKernelThatFailsKeepsItsWrongBits) {
  const auto kernel = NewKernelUnderTest("zoo/nan_row_repeats_expert0");
  const Observation seen = Observe(Seed("topk_softmax/all_nan_row_e8_k2"), kernel.get());
  EXPECT_EQ(seen.verdict.symptom.fault, "unique");
  ASSERT_EQ(seen.outputs.size(), 3u);
  EXPECT_EQ(seen.outputs[0].elements[0], seen.outputs[0].elements[1]);
}

TEST(ObservationTest, JsonBringsItBack) {
  Observation observation;
  observation.verdict.kind = Verdict::Kind::kFail;
  observation.verdict.symptom.fault = "unique";
  observation.verdict.device_lost = true;
  observation.outputs = {{"ids", {0, UINT64_MAX}}, {"weights", {}}};
  Observation read;
  ASSERT_TRUE(ObservationFromJson(ObservationToJson(observation), &read));
  EXPECT_EQ(read.verdict.symptom, observation.verdict.symptom);
  EXPECT_TRUE(read.verdict.device_lost);
  EXPECT_EQ(read.outputs, observation.outputs);
  for (const char* bad : {"", "[]", "{}", R"({"verdict": "no", "outputs": []})",
                          R"({"verdict": "{\"verdict\":\"pass\"}", "outputs": [{"name": "ids", "elements": [-1]}]})"}) {
    EXPECT_FALSE(ObservationFromJson(bad, &read)) << bad;
  }
}

}  // namespace
}  // namespace gatefuzz
