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
#define GATEFUZZ_CUDA_VERSIONED(name) void name();
#define GATEFUZZ_CUDA_PER_THREAD(name, target) void name();
#define GATEFUZZ_CUDA_ALIAS(name, target) void name();
#define GATEFUZZ_CUDA_STUB(name) void name();
#include "emulator/cudart/api_table.inc"

// The linker's bounds of the section that all stubs are in.
extern const char __start_gatefuzz_stubs[], __stop_gatefuzz_stubs[];
}

namespace {

struct Row {
  const char* name;
  void (*function)();
  bool may_be_stub = false;  // for any Toolkit
  const char* target = nullptr;
};

const Row kRows[] = {
#define GATEFUZZ_CUDA_API(name) {#name, name},
#define GATEFUZZ_CUDA_VERSIONED(name) {#name, name},
#define GATEFUZZ_CUDA_PER_THREAD(name, target) {#name, name, false, #target},
#define GATEFUZZ_CUDA_ALIAS(name, target) {#name, name, false, #target},
#define GATEFUZZ_CUDA_STUB(name) {#name, name, true},
#include "emulator/cudart/api_table.inc"
};

bool IsStub(const Row& row) {
  const auto* const code = reinterpret_cast<const char*>(row.function);
  return code >= __start_gatefuzz_stubs && code < __stop_gatefuzz_stubs;
}

// The names that the Toolkit's header declares, without what it makes of them for per-thread default streams.
std::set<std::string> DeclaredFunctions() {
  std::ifstream file(std::string(std::getenv("TEST_SRCDIR")) + "/cuda/include/cuda_runtime_api.h");
  const std::string header((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_GT(header.size(), 100000u);
  std::set<std::string> names;
  const std::regex declaration(R"(CUDARTAPI(?:_CDECL)?\s+(cuda\w+)\s*\()");
  for (std::sregex_iterator at(header.begin(), header.end(), declaration), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

TEST(ApiTableTest, EveryRowOnceAndEveryFunctionThere) {
  std::set<std::string> names;
  for (const Row& row : kRows) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " is there twice";
    EXPECT_NE(row.function, nullptr) << row.name;
  }
}

TEST(ApiTableTest, EveryFunctionThatTheToolkitDeclaresHasARow) {
  std::set<std::string> names;
  for (const Row& row : kRows) names.insert(row.name);
  const std::set<std::string> declared = DeclaredFunctions();
  EXPECT_GT(declared.size(), 200u);
  for (const std::string& name : declared) {
    EXPECT_TRUE(names.count(name) != 0) << name << " has no row in api_table.inc";
  }
}

TEST(ApiTableTest, WhatTheTableSaysIsImplementedIsNoStub) {
  const std::set<std::string> declared = DeclaredFunctions();
  int functions = 0;
  for (const Row& row : kRows) {
    if (row.may_be_stub) {
      EXPECT_TRUE(IsStub(row)) << row.name << " is implemented, so its row should say so";
    } else if (declared.count(row.name) != 0) {
      EXPECT_FALSE(IsStub(row)) << row.name << " is not implemented for this Toolkit";
      ++functions;
    }
  }
  EXPECT_GT(functions, 150);
}

TEST(ApiTableTest, ASecondNameIsOneOfAFunctionInTheTable) {
  std::set<std::string> functions;
  for (const Row& row : kRows) {
    if (row.target == nullptr && !row.may_be_stub) functions.insert(row.name);
  }
  for (const Row& row : kRows) {
    if (row.target != nullptr) EXPECT_TRUE(functions.count(row.target) != 0) << row.name << " of " << row.target;
  }
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
