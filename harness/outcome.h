// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How the judgement of one case ends: exactly one of pass, fail, discard, harness error. A discard is never a pass, a
// broken harness never a kernel's bug.
#ifndef GATEFUZZ_HARNESS_OUTCOME_H_
#define GATEFUZZ_HARNESS_OUTCOME_H_

#include <string>
#include <variant>
#include <vector>

#include "emulator/control.h"
#include "reference/clause.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

struct Pass {};

// The kernel broke its contract. `violations` is not empty; the first is the one reported as the clause.
struct Fail {
  std::vector<Violation> violations;
  std::vector<emulator::Diagnostic> diagnostics;  // from the emulator, when it saw the cause

  Clause clause() const { return violations.front().clause; }
};

// The case does not apply: the kernel lacks a part, or the property needs what the case has not.
struct Discard {
  std::string reason;
};

// Our fault or the machine's, not the kernel's: no memory, a runtime without a device, an instruction unknown to us.
struct HarnessError {
  std::string message;
};

using Outcome = std::variant<Pass, Fail, Discard, HarnessError>;

inline bool IsFail(const Outcome& outcome) { return std::holds_alternative<Fail>(outcome); }

// "pass", or lines that name clause, row, values, and each diagnostic.
std::string Describe(const Outcome& outcome);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_OUTCOME_H_
