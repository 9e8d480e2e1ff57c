// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A property is a plain function of a case and a kernel. RapidCheck (property_test), libFuzzer (fuzz/) and the program
// gatefuzz are three thin drivers of the same table.
#ifndef GATEFUZZ_PROPERTIES_PROPERTY_H_
#define GATEFUZZ_PROPERTIES_PROPERTY_H_

#include <span>
#include <string_view>

#include "harness/outcome.h"
#include "harness/routing_case.h"
#include "harness/runner.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {

struct Property {
  std::string_view name;  // the clause's name
  Clause clause;
  // Judges the clause on this case. A Fail may lead with another clause when the launch itself broke one.
  Outcome (*check)(const RoutingCase& routing_case, Runner& runner);
  // True: `check` needs launches of its own (independent, prefix, ...). False: it is read off RunAndCheck's launch.
  bool relational;
};

// Does the clause say anything of this operation? prefix: not of grouped ones; shift: only of a softmax. A property
// whose clause says nothing of the kernel's operation is a discard on any case.
bool Concerns(Clause clause, Operation operation);

// All properties, in the order of property_table.inc.
std::span<const Property> Properties();

// RunAndCheck, then, if that passes, every relational property; the first Fail or HarnessError wins. Discards of single
// properties are passes of the whole; a Discard only if the kernel lacks what the case asks for.
Outcome CheckAllProperties(const RoutingCase& routing_case, Runner& runner);

// RunAndCheck and, for a quarter of all seeds, one relational property that the seed draws: what a fuzzer can afford.
Outcome CheckForFuzzing(const RoutingCase& routing_case, Runner& runner);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_PROPERTY_H_
