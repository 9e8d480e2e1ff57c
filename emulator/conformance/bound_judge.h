// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Judges results of the approximate instructions by the exact values, computed with MPFR, and the bounds of
// emulator/semantics/bound_table.inc.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_BOUND_JUDGE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_BOUND_JUDGE_H_

#include <cstdint>
#include <vector>

#include "emulator/conformance/form.h"
#include "emulator/semantics/bounds.h"

namespace gatefuzz::conformance {

struct Judgement {
  bool legal = false;
  // The exact result is zero, infinite or not a number: machines must agree on it to the bit.
  bool special = false;
  const semantics::Bound* bound = nullptr;  // that holds here; null: none, or special
  // How far from exact: units in the last place, or 2^-x as the bound measures it (the size of the error itself).
  double error = 0;
};

// Judges one element of a result: of a pair of halves, `element` 1 is the upper one. `operands`: whole ones. Requires:
// IsApproximate(form).
Judgement Judge(const Form& form, const std::vector<uint64_t>& operands, uint64_t result, int element);
int ElementCount(const Form& form);  // 1, or 2 for pairs

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_BOUND_JUDGE_H_
