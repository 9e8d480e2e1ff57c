// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The properties of align_experts kernels, as properties/property.h has those of routing kernels.
#ifndef GATEFUZZ_PROPERTIES_ALIGN_PROPERTY_H_
#define GATEFUZZ_PROPERTIES_ALIGN_PROPERTY_H_

#include <span>
#include <string_view>

#include "harness/align_case.h"
#include "harness/align_runner.h"
#include "harness/outcome.h"

namespace gatefuzz {

struct AlignProperty {
  std::string_view name;  // the clause's name
  Clause clause;
  // Judges the clause on this case. A Fail may lead with another clause when the launch itself broke one.
  Outcome (*check)(const AlignCase& align_case, AlignRunner& runner);
  // True: `check` needs launches of its own. False: it is read off RunAndCheck.
  bool relational;
};

// All properties, in the order of align_property_table.inc.
std::span<const AlignProperty> AlignProperties();

// RunAndCheck, then, if that passes, every relational property; the first Fail or HarnessError wins. Discards of single
// properties are passes of the whole.
Outcome CheckAllProperties(const AlignCase& align_case, AlignRunner& runner);

// RunAndCheck and, for a quarter of all seeds, one relational property that the seed draws: what a fuzzer can afford.
Outcome CheckForFuzzing(const AlignCase& align_case, AlignRunner& runner);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_ALIGN_PROPERTY_H_
