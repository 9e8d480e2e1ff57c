// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The relational properties (property_table.inc), and what they share: launches that must succeed, and the comparison
// of rows. Each property is deterministic: what it draws, it draws from the case's seed.
#ifndef GATEFUZZ_PROPERTIES_RELATIONAL_H_
#define GATEFUZZ_PROPERTIES_RELATIONAL_H_

#include <optional>
#include <string>
#include <string_view>

#include "harness/outcome.h"
#include "harness/routing_case.h"
#include "harness/runner.h"

namespace gatefuzz {

Outcome CheckIndependent(const RoutingCase& routing_case, Runner& runner);
Outcome CheckDeterministic(const RoutingCase& routing_case, Runner& runner);
Outcome CheckGraph(const RoutingCase& routing_case, Runner& runner);
Outcome CheckPrefix(const RoutingCase& routing_case, Runner& runner);
Outcome CheckPermute(const RoutingCase& routing_case, Runner& runner);
Outcome CheckShift(const RoutingCase& routing_case, Runner& runner);
Outcome CheckReject(const RoutingCase& routing_case, Runner& runner);

// Draws of the seed, one stream a property; the runner's are 1 and 2.
enum DrawStream : uint64_t {
  kIndependentStream = 16,
  kDeterministicStream,
  kPrefixStream,
  kPermuteStream,
  kShiftStream,
  kFuzzingStream,
  kGraphStream,
  kGraphPaddingStream,
};

// Launches and stores the result. An outcome is why the property ends here: the kernel lacks what the case asks for,
// the launch broke a clause itself (its messages then begin with `what`, unless that is empty), or the harness failed.
std::optional<Outcome> RunOrStop(const RoutingCase& routing_case, Runner& runner, std::string_view what,
                                 RoutingResult* result);

// One row of a result: ids and weights of its slots.
struct RowView {
  const RoutingResult& result;
  int64_t row;
  int32_t k;  // slots a row of this result has

  int64_t id(int32_t slot) const { return result.ids[static_cast<size_t>(row * k + slot)]; }
  uint32_t weight(int32_t slot) const { return result.weights[static_cast<size_t>(row * k + slot)]; }
};

enum class Compare { kIds, kIdsAndWeights };

// The first of the first `slots` slots that differs, bit for bit, as a violation of `clause` at a's row: "id 3 became
// 5 `what`". Nothing if they are the same.
std::optional<Violation> FirstDifference(Clause clause, const RowView& a, const RowView& b, int32_t slots,
                                         Compare compare, std::string_view what);

Fail FailOf(Violation violation);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_RELATIONAL_H_
