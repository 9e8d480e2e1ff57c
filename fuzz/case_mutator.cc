// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/case_mutator.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "fuzz/draw.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

const Mutation& DrawMutation(Random& random) {
  static const int kTotalWeight = [] {
    int total = 0;
    for (const Mutation& mutation : ShapeMutations()) total += mutation.weight;
    for (const Mutation& mutation : ValueMutations()) total += mutation.weight;
    return total;
  }();
  int64_t ticket = random.Below(kTotalWeight);
  for (const std::span<const Mutation> mutations : {ShapeMutations(), ValueMutations()}) {
    for (const Mutation& mutation : mutations) {
      ticket -= mutation.weight;
      if (ticket < 0) return mutation;
    }
  }
  return ValueMutations().front();
}

// Executions a second are what finds bugs, so large cases are rare; some bugs need them.
MutationLimits DrawLimits(Random& random) {
  if (OneIn(64, random)) return {.max_tokens = 32, .max_logits = 8192};
  if (OneIn(16, random)) return {.max_tokens = 8, .max_logits = 4096};
  return {};
}

size_t WriteCase(const RoutingCase& routing_case, std::span<uint8_t> out) {
  const std::vector<uint8_t> bytes = EncodeCase(routing_case);
  const size_t size = std::min(bytes.size(), out.size());  // a case cut short is still decoded, to some other case
  std::copy_n(bytes.begin(), size, out.begin());
  return size;
}

RoutingCase MutatePayloadBytes(std::span<const uint8_t> input, size_t max_size, ByteMutator byte_mutator) {
  std::vector<uint8_t> bytes = EncodeCase(DecodeAny(input));
  const size_t payload = bytes.size() - kCaseHeaderBytes;
  const size_t room = std::max(payload, max_size - std::min(max_size, kCaseHeaderBytes));
  bytes.resize(kCaseHeaderBytes + room);
  const size_t size = byte_mutator(bytes.data() + kCaseHeaderBytes, payload, room);
  bytes.resize(kCaseHeaderBytes + size);
  // The header's length is wrong now, which DecodeAny does not mind.
  return DecodeAny(bytes);
}

}  // namespace

void BoundCase(RoutingCase* routing_case, const MutationLimits& limits, size_t max_bytes) {
  RoutingProblem& problem = routing_case->problem;
  const int64_t tokens = std::min(limits.max_tokens, std::max<int64_t>(1, limits.max_logits / problem.experts));
  if (problem.tokens > tokens) ResizeTokens(routing_case, tokens);
  Canonicalize(routing_case);
  while (problem.tokens > 1 || problem.experts > 1) {
    const size_t bytes = EncodeCase(*routing_case).size();
    if (bytes <= max_bytes) return;
    if (problem.tokens > 1) {
      ResizeTokens(routing_case, problem.tokens / 2);
    } else {
      ResizeExperts(routing_case, problem.experts / 2 + problem.experts % 2);
    }
    Canonicalize(routing_case);
  }
}

void MutateCase(RoutingCase* routing_case, const MutationLimits& limits, Random& random) {
  const RoutingCase before = *routing_case;
  int steps = 1;
  while (steps < 8 && OneIn(2, random)) ++steps;
  // A mutation may have had nothing to change (no bias, no rows): a few more tries.
  for (int tries = 0; tries < steps + 8; ++tries) {
    DrawMutation(random).apply(routing_case, limits, random);
    BoundCase(routing_case, limits, SIZE_MAX);
    if (tries + 1 >= steps && !(*routing_case == before)) return;
  }
}

RoutingCase CrossOverCases(const RoutingCase& a, const RoutingCase& b, const MutationLimits& limits, Random& random) {
  RoutingCase child = OneIn(2, random) ? a : b;
  RoutingCase other = &a == &b || child == a ? b : a;
  ResizeExperts(&other, child.problem.experts);
  // Rows move as bit patterns, so only between equal types; else only options do.
  const bool same_type = other.problem.dtype == child.problem.dtype;
  const auto experts = static_cast<size_t>(child.problem.experts);
  const int64_t rows = same_type ? std::min(child.problem.tokens, other.problem.tokens) : 0;
  for (int64_t row = 0; row < rows; ++row) {
    if (OneIn(2, random)) continue;
    const size_t from = static_cast<size_t>(row) * experts;
    const size_t begin = OneIn(2, random) ? 0 : static_cast<size_t>(DrawExpert(child.problem.experts, random));
    std::copy(other.problem.logits.begin() + static_cast<ptrdiff_t>(from + begin),
              other.problem.logits.begin() + static_cast<ptrdiff_t>(from + experts),
              child.problem.logits.begin() + static_cast<ptrdiff_t>(from + begin));
  }
  const auto take = [&random](auto& mine, auto& theirs) {
    if (OneIn(2, random)) std::swap(mine, theirs);
  };
  take(child.problem.bias, other.problem.bias);
  take(child.problem.k, other.problem.k);
  take(child.problem.non_finite, other.problem.non_finite);
  take(child.problem.renormalize, other.problem.renormalize);
  take(child.problem.scale, other.problem.scale);
  take(child.problem.finished, other.problem.finished);
  take(child.problem.want_source_rows, other.problem.want_source_rows);
  take(child.id_type, other.id_type);
  take(child.row_padding, other.row_padding);
  take(child.seed, other.seed);
  if (OneIn(2, random)) {
    child.problem.num_groups = other.problem.num_groups;
    child.problem.top_groups = other.problem.top_groups;
  }
  if (OneIn(2, random)) {
    child.problem.local_first = other.problem.local_first;
    child.problem.local_count = other.problem.local_count;
  }
  Canonicalize(&child);  // flags of another number of rows, say
  BoundCase(&child, limits, SIZE_MAX);
  return child;
}

size_t MutateEncodedCase(uint8_t* data, size_t size, size_t max_size, uint32_t seed, ByteMutator byte_mutator) {
  Random random(seed);
  const MutationLimits limits = DrawLimits(random);
  RoutingCase routing_case;
  if (OneIn(16, random)) {
    routing_case = MutatePayloadBytes({data, size}, max_size, byte_mutator);
  } else {
    routing_case = DecodeAny({data, size});
    MutateCase(&routing_case, limits, random);
  }
  BoundCase(&routing_case, limits, max_size);
  return WriteCase(routing_case, {data, max_size});
}

size_t CrossOverEncodedCases(std::span<const uint8_t> a, std::span<const uint8_t> b, std::span<uint8_t> out,
                             uint32_t seed) {
  Random random(seed);
  const MutationLimits limits = DrawLimits(random);
  RoutingCase child = CrossOverCases(DecodeAny(a), DecodeAny(b), limits, random);
  BoundCase(&child, limits, out.size());
  return WriteCase(child, out);
}

}  // namespace gatefuzz
