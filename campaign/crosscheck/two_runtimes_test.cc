// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The Toolkit's runtime and the emulated half in one process, in every configuration: two CUDA runtimes, and neither
// takes the other's calls. No GPU is needed to see that.
#include <cuda_runtime_api.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/crosscheck/emulated_entry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr char kCase[] = "topk_softmax/nan_payloads_e9_k3";

// What the half with the emulator says of a case of the corpus.
struct Seen {
  Json verdict;
  Json outputs;
};
Seen Observe(const char* kernel, const std::string& name) {
  std::ifstream file("corpus/" + name + ".gfcase", std::ios::binary);
  const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(bytes.empty()) << name;
  std::vector<std::string> delivered;
  gatefuzz_observe_emulated(
      kernel, bytes.data(), bytes.size(),
      [](void* context, const char* json, size_t size) {
        static_cast<std::vector<std::string>*>(context)->emplace_back(json, size);
      },
      &delivered);
  EXPECT_EQ(delivered.size(), 1u);
  const Json observation = Json::parse(delivered.at(0));
  return {Json::parse(observation["verdict"].get<std::string>()), observation["outputs"]};
}

// What this half's runtime says of itself: a GPU's name, or an error where there is none.
std::string DeviceHere() {
  int count = 0;
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess) return cudaGetErrorName(error);
  cudaDeviceProp properties = {};
  if (count == 0 || cudaGetDeviceProperties(&properties, 0) != cudaSuccess) return "none";
  return properties.name;
}

TEST(TwoRuntimesTest, ThisHalfHasTheToolkitsRuntime) {
  const std::string device = DeviceHere();
  std::printf("the Toolkit's runtime: %s\n", device.c_str());
  // The emulator has a device wherever it runs, of a name that no GPU has.
  EXPECT_THAT(device, Not(HasSubstr("gatefuzz")));
}

TEST(TwoRuntimesTest, TheOtherHalfRunsKernelsOnTheEmulator) {
  const std::string before = DeviceHere();
  const Seen seen = Observe("topk_softmax", kCase);
  EXPECT_EQ(seen.verdict["verdict"], "pass") << seen.verdict;
  ASSERT_EQ(seen.outputs.size(), 3u);
  EXPECT_FALSE(seen.outputs[0]["elements"].empty());
  EXPECT_EQ(DeviceHere(), before);
}

TEST(TwoRuntimesTest, TheOtherHalfHasTheEmulatorsChecks) {
  const Seen seen = Observe("zoo/simd_tail_overread", kCase);
  EXPECT_EQ(seen.verdict["fault"], "memory") << seen.verdict;
  EXPECT_EQ(seen.verdict["file"], "zoo/simd_tail_overread.cu");
  EXPECT_TRUE(seen.outputs.empty());
}

TEST(TwoRuntimesTest, TheOtherHalfTakesKernelsOfEachKind) {
  const Seen seen = Observe("align_experts", "align_experts/two_stretches_e64_k8_b16");
  EXPECT_EQ(seen.verdict["verdict"], "pass") << seen.verdict;
  EXPECT_EQ(seen.outputs.size(), 4u);
}

TEST(TwoRuntimesTest, WhatTheOtherHalfCannotTakeIsAHarnessError) {
  EXPECT_EQ(Observe("no_such_kernel", kCase).verdict["verdict"], "harness_error");
  EXPECT_EQ(Observe("align_experts", kCase).verdict["verdict"], "harness_error");
}

}  // namespace
