// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Why a kernel fails, as far as the smallest case shows it which still fails: by this findings are grouped.
#ifndef GATEFUZZ_CAMPAIGN_CAUSE_H_
#define GATEFUZZ_CAMPAIGN_CAUSE_H_

#include <string>

#include "campaign/record/symptom.h"
#include "harness/any_case.h"

namespace gatefuzz {

inline constexpr char kNotReproduced[] = "not reproduced";  // instead of a class of shape

struct Cause {
  Symptom symptom;
  std::string shape;  // ShapeClass; kNotReproduced where a fresh process passes the case
};

// The cause as far as one case shows it, be it small or not.
Cause CauseOf(const Symptom& symptom, const AnyCase& any_case);

// "agreement with more than 32 experts", "out-of-bounds at zoo/x.cu:31": what names a group. Where a check fired, its
// place is the cause, whatever the case looks like.
std::string CauseText(const Cause& cause);

// Whether what fails for `cause` is bound to fail whatever fails for `other`, so that both are likely one: the same
// place where a check fired; where none did, whatever `cause` takes is there in `other` too (a kernel that is wrong on
// more than 32 experts is so on more than 32 experts and NaN). The clauses may differ: one fault breaks several.
bool Explains(const Cause& cause, const Cause& other);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CAUSE_H_
