// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The changes that a fuzzer makes to a routing case, one at a time. Each may leave the case out of bounds:
// Canonicalize follows. Each keeps to `MutationLimits`.
#ifndef GATEFUZZ_FUZZ_MUTATIONS_H_
#define GATEFUZZ_FUZZ_MUTATIONS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/random.h"
#include "harness/routing_case.h"

namespace gatefuzz {

// How large a mutant may grow, for the sake of executions a second.
struct MutationLimits {
  int64_t max_tokens = 8;
  int64_t max_logits = 512;  // tokens * experts, where there is more than one token
};

struct Mutation {
  std::string_view name;
  int weight;  // how often it is drawn, relative to the others
  void (*apply)(RoutingCase* routing_case, const MutationLimits& limits, Random& random);
};

// Tokens, experts, k, groups, dtypes, options, window, finished rows, seed.
std::span<const Mutation> ShapeMutations();
// Logits and bias.
std::span<const Mutation> ValueMutations();

// Another number of experts: rows and bias keep what they hold, new experts repeat old ones. A valid case stays valid.
void ResizeExperts(RoutingCase* routing_case, int32_t experts);
// Another number of rows; new ones repeat old ones, or are 0 where there was none.
void ResizeTokens(RoutingCase* routing_case, int64_t tokens);

// An expert's index, mostly one where kernels change their ways: the ends, and around powers of two.
int32_t DrawExpert(int32_t experts, Random& random);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_MUTATIONS_H_
