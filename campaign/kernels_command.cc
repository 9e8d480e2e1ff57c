// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "fuzz/kernel_registry.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

struct LacksName {
  Lacks part;
  const char* name;
};
constexpr LacksName kLacksNames[] = {
    {kLacksMaskPolicy, "mask policy"},
    {kLacksBias, "bias"},
    {kLacksWindow, "window"},
    {kLacksFinished, "finished rows"},
    {kLacksRowStride, "row stride"},
    {kLacksSourceRows, "source rows"},
    {kLacksArgumentChecks, "argument checks"},
};

const char* AgreementName(Agreement agreement) { return agreement == Agreement::kExact ? "exact" : "within tolerance"; }

std::vector<std::string> LackedParts(uint32_t lacks) {
  std::vector<std::string> names;
  for (const LacksName& row : kLacksNames) {
    if ((lacks & row.part) != 0) names.push_back(row.name);
  }
  return names;
}

void PrintText() {
  for (const RegisteredKernel& registered : AllKernels()) {
    const KernelInfo& kernel = registered.kernel;
    fmt::print("{}\n  {}\n", kernel.name, kernel.summary);
    if (registered.expected) {
      fmt::print("  known to be bad: breaks '{}'; {}\n", ClauseName(*registered.expected), registered.source);
    }
    if (kernel.lacks != kLacksNothing) fmt::print("  lacks: {}\n", fmt::join(LackedParts(kernel.lacks), ", "));
  }
  for (const AlignKernelInfo& kernel : AlignKernels()) fmt::print("{}\n  {}\n", kernel.name, kernel.summary);
}

void PrintJson() {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const RegisteredKernel& registered : AllKernels()) {
    const KernelInfo& kernel = registered.kernel;
    nlohmann::ordered_json row = {
        {"name", kernel.name},
        {"production", registered.production},
        {"agreement", AgreementName(kernel.agreement)},
        {"lacks", LackedParts(kernel.lacks)},
        {"summary", kernel.summary},
    };
    if (registered.expected) {
      row["expected_clause"] = ClauseName(*registered.expected);
      row["source"] = registered.source;
    }
    json.push_back(std::move(row));
  }
  for (const AlignKernelInfo& kernel : AlignKernels()) {
    json.push_back({{"name", kernel.name}, {"production", true}, {"summary", kernel.summary}});
  }
  fmt::print("{}\n", json.dump(2));
}

}  // namespace

int RunKernels(const KernelsOptions& options) {
  options.format == Format::kJson ? PrintJson() : PrintText();
  return kExitClean;
}

}  // namespace gatefuzz
