// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/fidelity_report.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using conformance::InstructionFidelity;
using conformance::Verdict;

struct Totals {
  long forms = 0, instructions = 0;

  void Add(const InstructionFidelity& form) {
    ++forms;
    instructions += form.count;
  }
};

std::string Counted(long count, const char* what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

std::map<Verdict, Totals> TotalsByVerdict(const KernelFidelity& fidelity) {
  std::map<Verdict, Totals> totals;
  for (const InstructionFidelity& form : fidelity.forms) totals[form.fidelity.verdict].Add(form);
  return totals;
}

Totals TotalOf(const KernelFidelity& fidelity) {
  Totals total;
  for (const InstructionFidelity& form : fidelity.forms) total.Add(form);
  return total;
}

nlohmann::ordered_json FormJson(const InstructionFidelity& form) {
  const conformance::Fidelity& known = form.fidelity;
  nlohmann::ordered_json json = {
      {"form", form.form}, {"count", form.count}, {"fidelity", VerdictName(known.verdict)}, {"tuples", known.tuples}};
  if (!form.graded_as.empty()) json["graded_as"] = form.graded_as;
  for (const conformance::SeenError& error : known.errors) {
    if (error.bound.empty()) continue;
    json["bounds"].push_back({{"bound", error.bound}, {"gpu", error.gpu}, {"emulator", error.emulator}});
  }
  for (const std::string& id : known.divergences) json["divergences"].push_back(id);
  if (!known.reason.empty()) json["reason"] = known.reason;
  if (!known.test.empty()) json["test"] = known.test;
  return json;
}

}  // namespace

std::string FidelityReport(std::string_view kernel, const KernelFidelity& fidelity, const conformance::Run& run) {
  const Totals total = TotalOf(fidelity);
  std::string text = fmt::format("{}: {} instruction forms, {} instructions in {} module{}\n", kernel, total.forms,
                                 total.instructions, fidelity.modules, fidelity.modules == 1 ? "" : "s");
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "graded on {}, driver {}, CUDA Toolkit {}, {} (docs/fidelity.md)\n", run.device, run.driver,
                 run.toolkit, run.date);
  for (const std::string& problem : fidelity.problems) fmt::format_to(out, "the emulator refuses it: {}\n", problem);
  for (const auto& [verdict, part] : TotalsByVerdict(fidelity)) {
    fmt::format_to(out, "  {}: {}, {}\n", VerdictName(verdict), Counted(part.forms, "form"),
                   Counted(part.instructions, "instruction"));
  }
  size_t width = 0;
  for (const InstructionFidelity& form : fidelity.forms) width = std::max(width, form.form.size());
  fmt::format_to(out, "\n{:>8}  {:<{}}  fidelity\n", "count", "form", width);
  for (const InstructionFidelity& form : fidelity.forms) {
    fmt::format_to(out, "{:>8}  {:<{}}  {}", form.count, form.form, width,
                   FidelityText(form.fidelity, conformance::Markup::kNone));
    if (!form.graded_as.empty()) fmt::format_to(out, ", as {}", form.graded_as);
    text += '\n';
  }
  return text;
}

std::string FidelityJson(std::string_view kernel, const KernelFidelity& fidelity, const conformance::Run& run) {
  const Totals total = TotalOf(fidelity);
  nlohmann::ordered_json json = {
      {"kernel", kernel},
      {"graded_on", {{"device", run.device}, {"driver", run.driver}, {"toolkit", run.toolkit}, {"date", run.date}}},
      {"modules", fidelity.modules},
      {"instructions", total.instructions},
      {"problems", fidelity.problems},
      {"totals", nlohmann::ordered_json::object()},
      {"forms", nlohmann::ordered_json::array()}};
  for (const auto& [verdict, part] : TotalsByVerdict(fidelity)) {
    json["totals"][VerdictName(verdict)] = {{"forms", part.forms}, {"instructions", part.instructions}};
  }
  for (const InstructionFidelity& form : fidelity.forms) json["forms"].push_back(FormJson(form));
  return json.dump(2) + "\n";
}

}  // namespace gatefuzz
