// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/compare.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = Verdict::Kind;

Observation Passes() {
  Observation observation;
  observation.verdict.kind = Kind::kPass;
  observation.verdict.text = "pass";
  observation.outputs = {{"ids", {3, 1}}, {"weights", {0x3f000000, 0x3f000000}}, {"source_rows", {}}};
  return observation;
}

Observation Fails(const std::string& clause) {
  Observation observation = Passes();
  observation.verdict.kind = Kind::kFail;
  observation.verdict.symptom.fault = clause;
  observation.verdict.text = "clause " + clause + " is broken";
  return observation;
}

Observation Ends(Kind kind, const std::string& fault) {
  Observation observation;
  observation.verdict.kind = kind;
  observation.verdict.symptom.fault = fault;
  observation.verdict.text = "words";
  return observation;
}

TEST(CompareTest, TwoPassesWithTheSameBitsAreAPass) {
  const Verdict verdict = Compare(Passes(), Passes());
  EXPECT_EQ(verdict.kind, Kind::kPass);
  EXPECT_EQ(verdict.disagreement, "");
}

TEST(CompareTest, ABitThatDiffersIsAFindingOfItsOwnKind) {
  Observation gpu = Passes();
  gpu.outputs[1].elements[1] ^= 0x100;
  const Verdict verdict = Compare(Passes(), gpu);
  EXPECT_EQ(verdict.kind, Kind::kFail);
  EXPECT_EQ(verdict.disagreement, kDifferentBits);
  EXPECT_EQ(verdict.symptom.fault, kDifferentBits);
  EXPECT_THAT(verdict.text, HasSubstr("weights[1] is 0x3f000000 on the emulator and 0x3f000100 on the GPU (1 of 2"));
}

TEST(CompareTest, EveryOutputCounts) {
  for (size_t output = 0; output < 2; ++output) {
    Observation emulator = Passes();
    emulator.outputs[output].elements[0] ^= 0x100;
    EXPECT_EQ(Compare(emulator, Passes()).disagreement, kDifferentBits) << output;
  }
  Observation longer = Passes();
  longer.outputs[2].elements = {0};
  EXPECT_EQ(Compare(longer, Passes()).disagreement, kDifferentBits);
  Observation fewer = Passes();
  fewer.outputs.pop_back();
  EXPECT_EQ(Compare(Passes(), fewer).disagreement, kDifferentBits);
}

TEST(CompareTest, AFailureOnOneSideIsThatSidesAlone) {
  const Verdict emulator_only = Compare(Fails("unique"), Passes());
  EXPECT_EQ(emulator_only.disagreement, kEmulatorOnly);
  EXPECT_EQ(emulator_only.symptom.fault, "unique");
  EXPECT_FALSE(IsBlindSpot(emulator_only));
  EXPECT_THAT(emulator_only.text, StartsWith("emulator only: clause unique"));
  const Verdict gpu_only = Compare(Passes(), Fails("unique"));
  EXPECT_EQ(gpu_only.disagreement, kGpuOnly);
  EXPECT_EQ(gpu_only.symptom.fault, "unique");
  EXPECT_FALSE(IsBlindSpot(gpu_only));
}

TEST(CompareTest, WhatNoGpuCanShowIsTheKernelsFaultAndABlindSpot) {
  for (const char* clause : {"memory", "sync", "race", "hang"}) {
    const Verdict verdict = Compare(Fails(clause), Passes());
    EXPECT_TRUE(verdict.IsFinding());
    EXPECT_EQ(verdict.disagreement, kEmulatorOnly);
    EXPECT_TRUE(IsBlindSpot(verdict)) << clause;
    EXPECT_THAT(verdict.text, HasSubstr("only the emulator can see that"));
    // The reverse would be a wonder.
    EXPECT_FALSE(IsBlindSpot(Compare(Passes(), Fails(clause))));
  }
}

TEST(CompareTest, AGpuThatStopsOrLosesItsProcessAgreesWithAnEmulatorThatSaysWhy) {
  for (const Observation& gpu :
       {Ends(Kind::kFail, "launch"), Ends(Kind::kTimeout, "timeout"), Ends(Kind::kCrash, "crash")}) {
    const Verdict verdict = Compare(Fails("memory"), gpu);
    EXPECT_EQ(verdict.kind, Kind::kFail);
    EXPECT_EQ(verdict.disagreement, "");
    EXPECT_EQ(verdict.symptom.fault, "memory");
    EXPECT_EQ(Compare(Passes(), gpu).disagreement, kGpuOnly);
  }
}

TEST(CompareTest, TwoFailuresWithOtherBitsDisagree) {
  Observation gpu = Fails("unique");
  EXPECT_EQ(Compare(Fails("unique"), gpu).disagreement, "");
  gpu.outputs[0].elements[0] = 7;
  const Verdict verdict = Compare(Fails("unique"), gpu);
  EXPECT_EQ(verdict.disagreement, kDifferentBits);
  EXPECT_EQ(verdict.symptom.fault, "unique");
}

TEST(CompareTest, WithoutTwoVerdictsThereIsNone) {
  const Observation broken = Ends(Kind::kHarnessError, "");
  for (const Verdict& verdict :
       {Compare(broken, Passes()), Compare(Passes(), broken), Compare(broken, Fails("unique"))})
    EXPECT_EQ(verdict.kind, Kind::kHarnessError);
  const Observation discarded = Ends(Kind::kDiscard, "");
  EXPECT_EQ(Compare(discarded, discarded).kind, Kind::kDiscard);
  EXPECT_EQ(Compare(discarded, Passes()).kind, Kind::kHarnessError);
  EXPECT_EQ(Compare(Passes(), discarded).kind, Kind::kHarnessError);
}

TEST(CompareTest, ALostDeviceIsPassedOn) {
  Observation gpu = Ends(Kind::kFail, "launch");
  gpu.verdict.device_lost = true;
  EXPECT_TRUE(Compare(Fails("memory"), gpu).device_lost);
  gpu.verdict.kind = Kind::kHarnessError;
  EXPECT_TRUE(Compare(Passes(), gpu).device_lost);
}

TEST(CompareTest, WeightsThatDifferByWhatPtxLeavesOpenAreAPass) {
  Observation gpu = Passes();
  gpu.outputs[1].elements[1] += kOpenUlps;
  const Verdict verdict = Compare(Passes(), gpu);
  EXPECT_EQ(verdict.kind, Kind::kPass);
  EXPECT_EQ(verdict.disagreement, kWithinBounds);
  EXPECT_THAT(verdict.text, HasSubstr("8 ulp apart"));
  gpu.outputs[1].elements[1] += 1;
  EXPECT_EQ(Compare(Passes(), gpu).disagreement, kDifferentBits);
}

TEST(CompareTest, OpenBitsAreOfWeightsAloneAndOfNumbers) {
  Observation gpu = Passes();
  gpu.outputs[1].elements[1] += 1;
  gpu.outputs[0].elements[0] ^= 1;
  EXPECT_EQ(Compare(Passes(), gpu).disagreement, kDifferentBits);
  gpu = Passes();
  gpu.outputs[1].elements[1] = 0x7fc00000;
  EXPECT_EQ(Compare(Passes(), gpu).disagreement, kDifferentBits);
  gpu.outputs[1].elements[1] = 0xbf000000;
  EXPECT_EQ(Compare(Passes(), gpu).disagreement, kDifferentBits);
}

TEST(CompareTest, OpenBitsExcuseNoVerdict) {
  Observation gpu = Fails("value");
  gpu.outputs[1].elements[1] += 1;
  EXPECT_EQ(Compare(Passes(), gpu).disagreement, kGpuOnly);
}

}  // namespace
}  // namespace gatefuzz
