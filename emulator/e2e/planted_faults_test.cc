// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each of the planted faults is reported, as what it is and at its line, and nothing else is.
#include "emulator/e2e/planted_faults.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

constexpr char kSource[] = "emulator/e2e/planted_faults.cu";

struct Planted {
  const char* name;
  const char* kind;
  cudaError_t (*run)();
};
constexpr Planted kPlanted[] = {
#define PLANTED_FAULT(id, kind, text) {#id, kind, id},
#include "emulator/e2e/planted_faults.inc"
#undef PLANTED_FAULT
};
static_assert(std::size(kPlanted) == 20);

// The lines that end with "// fault: name".
std::set<int> MarkedLines(const std::string& name) {
  std::ifstream source(kSource);
  std::set<int> lines;
  std::string text;
  for (int line = 1; std::getline(source, text); ++line) {
    if (text.ends_with("// fault: " + name)) lines.insert(line);
  }
  return lines;
}

class PlantedFaultsTest : public testing::TestWithParam<Planted> {
 protected:
  void SetUp() override {
    if (!Present()) GTEST_SKIP() << "kernels run on a GPU";
    ResetDevice();
    Options options;
    options.print_diagnostics = false;
    options.instruction_budget = 100'000;
    SetOptions(options);
  }
  ~PlantedFaultsTest() override { ResetDevice(); }
};

TEST_P(PlantedFaultsTest, IsReportedAtItsLineAndNothingElseIs) {
  const Planted& planted = GetParam();
  const std::set<int> lines = MarkedLines(planted.name);
  ASSERT_FALSE(lines.empty());
  planted.run();
  const std::vector<Diagnostic> found = TakeDiagnostics();
  ASSERT_FALSE(found.empty());
  for (const Diagnostic& diagnostic : found) {
    EXPECT_STREQ(FaultName(diagnostic.kind), planted.kind) << diagnostic.ToString();
    EXPECT_EQ(diagnostic.source_file, kSource);
    EXPECT_TRUE(lines.contains(diagnostic.source_line)) << diagnostic.ToString();
  }
}

INSTANTIATE_TEST_SUITE_P(All, PlantedFaultsTest, testing::ValuesIn(kPlanted),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace gatefuzz::emulator
