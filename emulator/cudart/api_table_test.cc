// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The table against the Toolkit's header and against the linker. Includes no header of the Toolkit: names alone count.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "gtest/gtest.h"

extern "C" {
#define GATEFUZZ_CUDA_API(name) void name();
#define GATEFUZZ_CUDA_ALIAS(name, target) void name();
#define GATEFUZZ_CUDA_STUB(name) void name();
#include "emulator/cudart/api_table.inc"
}

namespace {

struct Row {
  const char* name;
  void (*function)();
};

const Row kRows[] = {
#define GATEFUZZ_CUDA_API(name) {#name, name},
#define GATEFUZZ_CUDA_ALIAS(name, target) {#name, name},
#define GATEFUZZ_CUDA_STUB(name) {#name, name},
#include "emulator/cudart/api_table.inc"
};

TEST(ApiTableTest, EveryRowOnceAndEveryFunctionThere) {
  std::set<std::string> names;
  for (const Row& row : kRows) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " is there twice";
    EXPECT_NE(row.function, nullptr) << row.name;
  }
}

TEST(ApiTableTest, EveryFunctionThatTheToolkitDeclaresHasARow) {
  std::ifstream file(std::string(std::getenv("TEST_SRCDIR")) + "/cuda/include/cuda_runtime_api.h");
  const std::string header((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_GT(header.size(), 100000u);
  std::set<std::string> names;
  for (const Row& row : kRows) names.insert(row.name);
  const std::regex declaration(R"(CUDARTAPI(?:_CDECL)?\s+(cuda\w+)\s*\()");
  int declared = 0;
  for (std::sregex_iterator at(header.begin(), header.end(), declaration), end; at != end; ++at) {
    ++declared;
    EXPECT_TRUE(names.count((*at)[1]) != 0) << (*at)[1] << " has no row in api_table.inc";
  }
  EXPECT_GT(declared, 200);
}

TEST(ApiTableTest, AStubNamesItselfOnce) {
  constexpr int kNotSupported = 801;
  testing::internal::CaptureStderr();
  const auto call = reinterpret_cast<int (*)()>(cudaArrayGetInfo);
  EXPECT_EQ(call(), kNotSupported);
  EXPECT_EQ(call(), kNotSupported);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "gatefuzz: cudaArrayGetInfo is not emulated\n");
}

}  // namespace
