// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/fidelity_page.h"

#include "emulator/conformance/fidelity.h"
#include "emulator/ptx/opcode.h"

namespace gatefuzz::conformance {
namespace {

std::string Number(long n) { return std::to_string(n); }

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
         "- *not swept*: nothing that two machines could be compared by. The test named covers it. Nor swept are "
         "forms of\n  `.b128`, which `emulator/exec/arithmetic_test.cc` has.\n"
         "- *not graded yet*: newer than the run on a GPU; the tests beside the source are all that covers it.\n"
         "- *unsupported*: an error that names the instruction when a module is loaded.\n\n"
         "`gatefuzz kernels --fidelity NAME` says the same of each instruction form that one kernel uses.\n\n"
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
    const Fidelity fidelity = FidelityOfRow(row, run);
    const bool swept = fidelity.verdict != Verdict::kNotSwept;
    page += "| " + name + " | " + (swept ? Number(fidelity.forms) : "") + " | " +
            (swept ? Number(fidelity.tuples) : "") + " | " + FidelityText(fidelity, Markup::kMarkdown) + " |\n";
  }
  page += "\n## Unsupported\n\n| instructions | |\n|---|---|\n";
  for (const ptx::UnsupportedRow& row : ptx::UnsupportedRows()) {
    page += "| `" + std::string(row.pattern) + "` | " + std::string(row.family) + " |\n";
  }
  return page;
}

}  // namespace gatefuzz::conformance
