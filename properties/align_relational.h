// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The relational properties of align_experts (align_property_table.inc), and what they share. Each property is
// deterministic: what it draws, it draws from the case's seed.
#ifndef GATEFUZZ_PROPERTIES_ALIGN_RELATIONAL_H_
#define GATEFUZZ_PROPERTIES_ALIGN_RELATIONAL_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/align_case.h"
#include "harness/align_runner.h"
#include "harness/outcome.h"

namespace gatefuzz {

Outcome CheckAlignIndependent(const AlignCase& align_case, AlignRunner& runner);
Outcome CheckAlignDeterministic(const AlignCase& align_case, AlignRunner& runner);
Outcome CheckAlignReject(const AlignCase& align_case, AlignRunner& runner);

// Draws of the seed, one stream a property; the layout's are 1 and 2.
enum AlignDrawStream : uint64_t {
  kAlignIndependentStream = 16,
  kAlignDeterministicStream,
  kAlignFuzzingStream,
};

// Launches and stores the launch. An outcome is why the property ends here: the launch broke a clause itself (its
// messages then begin with `what`, unless that is empty), or the harness failed.
std::optional<Outcome> LaunchOrStop(const AlignCase& align_case, AlignRunner& runner, AlignMemory memory,
                                    std::string_view what, AlignLaunch* launch);

// Fails if the two results differ, see DifferenceOf; nothing if they are the same.
std::optional<Outcome> StopIfDifferent(const AlignLaunch& launch, const AlignLaunch& other, Clause clause,
                                       std::string_view what);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_ALIGN_RELATIONAL_H_
