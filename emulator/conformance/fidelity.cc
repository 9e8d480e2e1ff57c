// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/fidelity.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "emulator/conformance/bound_judge.h"

namespace gatefuzz::conformance {
namespace {

std::string Number(long n) { return std::to_string(n); }

std::string Shown(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%.3g", x);
  return text;
}

// An error in its bound's own terms: "1.26 ulp", "2^-16.7".
std::string ErrorText(const std::string& bound, double error) {
  if (bound.ends_with("ulp")) return Shown(error) + " ulp";
  return error == 0 ? "0" : "2^" + Shown(std::log2(error));
}

// What is known of one row of the opcode table.
struct RowSummary {
  long forms = 0, graded = 0, tuples = 0;
  bool approximate = false;
  std::set<std::string> divergences;
  std::vector<SeenError> errors;  // the largest over the row's forms
};

RowSummary Summarise(const ptx::OpcodeRow& row, const Run& run) {
  RowSummary summary;
  for (const Form& form : AllForms()) {
    if (form.row != &row) continue;
    ++summary.forms;
    summary.approximate |= IsApproximate(form);
    const auto record = run.records.find(form.name);
    if (record == run.records.end()) continue;
    ++summary.graded;
    summary.tuples += record->second.tuples;
    if (!record->second.divergence.empty()) summary.divergences.insert(record->second.divergence);
    for (const SeenError& error : record->second.errors) {
      auto seen = std::find_if(summary.errors.begin(), summary.errors.end(),
                               [&](const SeenError& e) { return e.bound == error.bound; });
      if (seen == summary.errors.end()) seen = summary.errors.insert(seen, {error.bound, 0, 0});
      seen->gpu = std::max(seen->gpu, error.gpu);
      seen->emulator = std::max(seen->emulator, error.emulator);
    }
  }
  return summary;
}

std::string Status(const RowSummary& summary) {
  if (summary.graded == 0) return "not graded yet";
  std::string status = "exact";
  if (summary.approximate) {
    status = "bounded: ";
    bool first = true;
    for (const SeenError& error : summary.errors) {
      if (error.bound.empty()) continue;
      status += (first ? "" : "; ") + error.bound + " (seen: GPU " + ErrorText(error.bound, error.gpu) + ", emulator " +
                ErrorText(error.bound, error.emulator) + ")";
      first = false;
    }
  }
  for (const std::string& id : summary.divergences) status += ", but for [" + id + "](#" + id + ")";
  if (summary.graded < summary.forms) {
    status += "; " + Number(summary.forms - summary.graded) + " of its forms not graded yet";
  }
  return status;
}

std::string Introduction(const Run& run) {
  long tuples = 0, mismatches = 0;
  for (const auto& [form, record] : run.records) {
    tuples += record.tuples;
    mismatches += record.mismatches;
  }
  return "# Fidelity of the emulator\n\n"
         "What the emulator's results are worth, instruction by instruction, as a GPU showed it. Generated (`bazel "
         "run\n"
         "//emulator/conformance:list_fidelity`) from the opcode table and "
         "[data/conformance_h200.json](data/conformance_h200.json); do not edit.\n\n"
         "The conformance suite (`emulator/conformance`) makes of every row of `emulator/ptx/opcode_table.inc` all its "
         "legal\nforms, one for each combination of types and modifiers, and runs each on at least 2,048 operand "
         "tuples: "
         "edge values\n(zeros, ones, subnormals, extremes, NaN payloads, infinities, ties of rounding) and random "
         "ones; "
         "all 65,536 where one\noperand of 16 bits is all there is. The same PTX runs on the emulator and on the "
         "GPU.\n\n"
         "- *exact*: every bit of every result is the same, NaNs included.\n"
         "- *bounded*: PTX gives a bound, not bits. Both machines' results are within it of the exact value, computed "
         "with MPFR;\n  zeros, infinities and NaNs are the same to the bit.\n"
         "- *not compared*: nothing that two machines could be compared by. The test named covers it.\n"
         "- *not graded yet*: newer than the run on a GPU; the tests beside the source are all that covers it.\n"
         "- Not swept: forms of `.b128`, which `emulator/exec/arithmetic_test.cc` has.\n"
         "- Unsupported instructions are errors that name the instruction when a module is loaded.\n\n"
         "The run: " +
         run.device + ", driver " + run.driver + ", CUDA Toolkit " + run.toolkit + ", " + run.date + ". " +
         Number(static_cast<long>(run.records.size())) + " forms, " + Number(tuples) + " tuples, " +
         Number(mismatches) + " of which differ, all by the [known divergences](#known-divergences). The command:\n`" +
         run.command +
         "`.\n`//emulator/conformance:conformance_test` repeats the emulator's half in CI against the GPU's results, "
         "of "
         "which the\ndata file has hashes.\n";
}

std::string DivergenceList() {
  std::string text =
      "\n## Known divergences\n\nThe suite fails if one that is not here appears, and if one that is here "
      "vanishes\n(`emulator/conformance/divergence_table.inc`).\n";
  for (const DivergenceReason& reason : DivergenceReasons()) {
    text += "\n### " + std::string(reason.id) + "\n\n" + std::string(reason.why) + "\n\n";
    for (const Divergence& divergence : Divergences()) {
      if (divergence.id != reason.id) continue;
      text += "- `" + std::string(divergence.form) + "`: " + Number(divergence.tuples) + " tuples\n";
    }
  }
  return text;
}

constexpr const char* kNotes =
    "\n## What the GPU does that PTX leaves open\n\n"
    "The emulator does the same, so these are no divergences:\n\n"
    "- *NaNs.* Arithmetic on `f32` gives 0x7fffffff for every NaN, on `f16` and `bf16` 0x7fff. `f64` keeps a payload, "
    "made\n"
    "  quiet, of the operand that `emulator/semantics/float64.h` names; an invalid operation gives "
    "0xfff8000000000000.\n"
    "  `cvt.f32.f32` without modifiers is a move. Conversions to `f64` keep payloads; with `.ftz`, `bf16` to `f32` "
    "does not.\n"
    "  `atom.add.f64` in global memory leaves a NaN signalling. The sign of a NaN counts in `min.xorsign.abs`.\n"
    "- *Flushing.* Whether a result is tiny is decided after rounding as if exponents had no lower bound. "
    "`atom.add.f32`\n"
    "  flushes subnormals in global memory, not in shared memory. `.ftz` of a conversion to `f16` has no effect.\n"
    "- *Counts out of range.* `bfe` and `bfi` take the low 8 bits of positions and lengths at 32 bits, all bits at "
    "64.\n"
    "- *Addresses* differ between machines, so no result that is one is compared, only what is found through it. "
    "`isspacep`\n  answers alike: constants are not global, kernel parameters are.\n";

}  // namespace

std::string FidelityPage(const Run& run) {
  std::string page = Introduction(run) + DivergenceList() + kNotes;
  page += "\n## Instructions\n\n| instruction | forms | tuples | result |\n|---|---:|---:|---|\n";
  for (const ptx::OpcodeRow& row : ptx::OpcodeRows()) {
    std::string name = "`" + std::string(row.mnemonic) + std::string(row.modifiers) + "`";
    for (size_t at = 0; (at = name.find('|', at)) != std::string::npos; at += 2) name.replace(at, 1, "\\|");
    const auto shape = std::find_if(Shapes().begin(), Shapes().end(), [&](const Shape& s) { return s.id == row.id; });
    if (shape == Shapes().end() || shape->treatment == Treatment::kUnswept) {
      page += "| " + name + " | | | not compared";
      if (shape != Shapes().end()) {
        page += ": " + std::string(shape->first) + " (`" + std::string(shape->second) + "`)";
      }
      page += " |\n";
      continue;
    }
    const RowSummary summary = Summarise(row, run);
    page +=
        "| " + name + " | " + Number(summary.forms) + " | " + Number(summary.tuples) + " | " + Status(summary) + " |\n";
  }
  page += "\n## Unsupported\n\n| instructions | |\n|---|---|\n";
  for (const ptx::UnsupportedRow& row : ptx::UnsupportedRows()) {
    page += "| `" + std::string(row.pattern) + "` | " + std::string(row.family) + " |\n";
  }
  return page;
}

}  // namespace gatefuzz::conformance
