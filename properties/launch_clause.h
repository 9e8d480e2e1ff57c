// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// From the judgement of a whole launch to that of one clause, for properties of any kind of case.
#ifndef GATEFUZZ_PROPERTIES_LAUNCH_CLAUSE_H_
#define GATEFUZZ_PROPERTIES_LAUNCH_CLAUSE_H_

#include <string>
#include <string_view>

#include "harness/outcome.h"
#include "kernels/routing.h"

namespace gatefuzz {

// Only the emulator sees a breach of this clause.
bool NeedsEmulator(Clause clause);

// `whole`, what a launch was judged to be, as the outcome for `clause`: a Fail that leads with that clause where it was
// broken; the Fail as it is where nothing of the launch can be judged; else a Pass.
Outcome OutcomeFor(Clause clause, Outcome whole);

// A failure or a harness error, after which no other property need be asked.
bool EndsJudgement(const Outcome& outcome);

// Empty if a call was refused as it must be: with kInvalidArgument, a reason, and the name of an argument that is in
// `blamed` (names, each between spaces). Else what was wrong, beginning with `what` was done to the call.
std::string WrongRefusal(std::string_view what, std::string_view blamed, const Status& status);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_LAUNCH_CLAUSE_H_
