// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a run on a GPU says of the emulator's results: of a row of the opcode table (docs/fidelity.md), and of each
// instruction form in PTX (`gatefuzz kernels --fidelity`).
//
// Thread-safe.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_H_

#include <set>
#include <span>
#include <string>
#include <vector>

#include "emulator/conformance/run.h"
#include "emulator/ptx/opcode.h"

namespace gatefuzz::conformance {

// In order of what a reader should look at first.
enum class Verdict {
  kUnsupported,  // the emulator refuses a module that has it
  kNotGraded,    // the suite sweeps it, but the run is older
  kNotSwept,     // the suite does not compare it
  kBounded,      // within the bound that PTX gives, on both machines
  kExact,        // every bit of every result is the same
};
const char* VerdictName(Verdict verdict);  // "exact"

struct Fidelity {
  Verdict verdict = Verdict::kExact;
  long forms = 0, graded = 0;         // forms of the suite that this is about, and those of them that the run has
  long tuples = 0;                    // of all of them
  std::vector<SeenError> errors;      // kBounded: the largest over the forms
  std::set<std::string> divergences;  // ids of the known divergences that remain
  std::string reason, test;           // kUnsupported, kNotSwept: why; the file of the test that covers it, or empty
};

Fidelity FidelityOfRow(const ptx::OpcodeRow& row, const Run& run);

// One form of instruction in modules.
struct InstructionFidelity {
  std::string form;       // "ld.volatile.global.v2.f32"
  std::string graded_as;  // the suite's form, where it goes by another name: one without modifiers that change no value
  long count = 0;         // instructions, in all functions of all modules
  Fidelity fidelity;
};

// Every form that these modules, given as PTX, use: by verdict, in the order of the enumeration, then those that they
// use most first. False, with the line and what is wrong there, if one is no PTX.
bool FidelityOfPtx(std::span<const std::string> modules, const Run& run, std::vector<InstructionFidelity>* forms,
                   std::string* error);

// "bounded: 2 ulp (seen: GPU 1.26 ulp, emulator 0.5 ulp)". In Markdown, divergences are links to sections.
enum class Markup { kNone, kMarkdown };
std::string FidelityText(const Fidelity& fidelity, Markup markup);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_H_
