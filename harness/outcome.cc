// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/outcome.h"

#include "fmt/format.h"

namespace gatefuzz {
namespace {

std::string Place(const Violation& violation) {
  if (violation.row < 0) return "";
  if (violation.slot < 0) return fmt::format("row {}: ", violation.row);
  return fmt::format("row {} slot {}: ", violation.row, violation.slot);
}

std::string Indented(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::string result = "    ";
  for (const char c : text) {
    result += c;
    if (c == '\n') result += "    ";
  }
  return result + "\n";
}

struct Describer {
  std::string operator()(const Pass&) const { return "pass"; }
  std::string operator()(const Discard& discard) const { return fmt::format("discard: {}", discard.reason); }
  std::string operator()(const HarnessError& error) const { return fmt::format("harness error: {}", error.message); }
  std::string operator()(const Fail& fail) const {
    const Clause first = fail.clause();
    std::string text = fmt::format("fail: clause {} ({})\n", ClauseName(first), ClausePromise(first));
    for (const Violation& violation : fail.violations) {
      text += fmt::format("  {}: {}{}\n", ClauseName(violation.clause), Place(violation), violation.message);
    }
    for (const emulator::Diagnostic& diagnostic : fail.diagnostics) text += Indented(diagnostic.ToString());
    return text;
  }
};

}  // namespace

std::string Describe(const Outcome& outcome) { return std::visit(Describer{}, outcome); }

}  // namespace gatefuzz
