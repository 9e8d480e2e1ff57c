// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/fidelity_report.h"
#include "campaign/kernel_fidelity.h"
#include "campaign/user_input.h"
#include "emulator/conformance/run.h"
#include "emulator/control.h"
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
    {kLacksCapture, "capture"},
};

const char* AgreementName(Agreement agreement) { return agreement == Agreement::kExact ? "exact" : "within tolerance"; }

std::vector<std::string> LackedParts(uint32_t lacks) {
  std::vector<std::string> names;
  for (const LacksName& row : kLacksNames) {
    if ((lacks & row.part) != 0) names.push_back(row.name);
  }
  return names;
}

template <typename Info>
void PrintText(const RegisteredKernelOf<Info>& registered) {
  fmt::print("{}\n  {}\n", registered.kernel.name, registered.kernel.summary);
  if (!registered.expected) return;
  fmt::print("  known to be bad: breaks '{}'; {}\n", ClauseName(*registered.expected), registered.source);
}

void PrintText() {
  for (const RegisteredKernel& registered : AllKernels()) {
    PrintText(registered);
    const uint32_t lacks = registered.kernel.lacks;
    if (lacks != kLacksNothing) fmt::print("  lacks: {}\n", fmt::join(LackedParts(lacks), ", "));
  }
  for (const RegisteredAlignKernel& registered : AlignKernels()) PrintText(registered);
}

template <typename Info>
void AddExpectation(const RegisteredKernelOf<Info>& registered, nlohmann::ordered_json* row) {
  if (!registered.expected) return;
  (*row)["expected_clause"] = ClauseName(*registered.expected);
  (*row)["source"] = registered.source;
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
    AddExpectation(registered, &row);
    json.push_back(std::move(row));
  }
  for (const RegisteredAlignKernel& registered : AlignKernels()) {
    nlohmann::ordered_json row = {{"name", registered.kernel.name},
                                  {"production", registered.production},
                                  {"summary", registered.kernel.summary}};
    AddExpectation(registered, &row);
    json.push_back(std::move(row));
  }
  fmt::print("{}\n", json.dump(2));
}

int PrintFidelity(const KernelsOptions& options) {
  const RegisteredKernel* const registered = FindKernelOrSay(options.fidelity);
  if (registered == nullptr) return kExitBadInput;
  if (!emulator::Present()) {
    return BadInput("--fidelity is about the emulator; this program was built with --config=gpu");
  }
  KernelFidelity fidelity;
  std::string error;
  if (!FidelityOfKernel(registered->kernel, &fidelity, &error)) {
    fmt::print(stderr, "gatefuzz: harness error: {}: {}\n", options.fidelity, error);
    return kExitHarnessError;
  }
  const auto print = options.format == Format::kJson ? FidelityJson : FidelityReport;
  fmt::print("{}", print(options.fidelity, fidelity, conformance::EmbeddedRun()));
  return kExitClean;
}

}  // namespace

int RunKernels(const KernelsOptions& options) {
  if (!options.fidelity.empty()) return PrintFidelity(options);
  options.format == Format::kJson ? PrintJson() : PrintText();
  return kExitClean;
}

}  // namespace gatefuzz
