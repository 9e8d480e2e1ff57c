// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows, experts and values are simplified in blocks of halving size, down to single ones where there are few enough.

#include "properties/shrink_moves.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "harness/case_edit.h"
#include "properties/simplicity.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMaxBlocks = 256;  // of one size
constexpr int64_t kFewRows = 64;     // of which each is tried alone
constexpr uint64_t kLargestTriedSeed = 15;

// Calls visit(begin, end) for blocks of size count, count/2, ..., 1, as long as there are not too many of them.
template <typename Visit>
void ForBlocks(int64_t count, int64_t largest, const Visit& visit) {
  for (int64_t size = largest; size >= 1 && (count + size - 1) / size <= kMaxBlocks; size /= 2) {
    for (int64_t begin = 0; begin < count; begin += size) visit(begin, std::min(count, begin + size));
  }
}

// All of [0, count) but [begin, end).
template <typename T>
std::vector<T> Without(int64_t count, int64_t begin, int64_t end) {
  std::vector<T> kept;
  for (int64_t i = 0; i < count; ++i) {
    if (i < begin || i >= end) kept.push_back(static_cast<T>(i));
  }
  return kept;
}

void AddRowMoves(const RoutingCase& routing_case, std::vector<ShrinkMove>* moves) {
  const int64_t tokens = routing_case.problem.tokens;
  if (tokens > 1 && tokens <= kFewRows) {
    for (int64_t row = 0; row < tokens; ++row) {
      moves->push_back([row](RoutingCase* c) { *c = WithRows(*c, std::vector<int64_t>{row}); });
    }
  }
  ForBlocks(tokens, std::max<int64_t>(tokens / 2, 1), [&](int64_t begin, int64_t end) {
    moves->push_back(
        [begin, end](RoutingCase* c) { *c = WithRows(*c, Without<int64_t>(c->problem.tokens, begin, end)); });
  });
}

void AddExpertMoves(const RoutingCase& routing_case, std::vector<ShrinkMove>* moves) {
  const int64_t experts = routing_case.problem.experts;
  if (experts == 1) return;
  ForBlocks(experts, experts / 2, [&](int64_t begin, int64_t end) {
    if (end - begin == experts) return;
    moves->push_back(
        [begin, end](RoutingCase* c) { *c = WithExperts(*c, Without<int32_t>(c->problem.experts, begin, end)); });
  });
  for (const int32_t k : {1, 2, routing_case.problem.k / 2, routing_case.problem.k - 1}) {
    if (k >= 1 && k < routing_case.problem.k) moves->push_back([k](RoutingCase* c) { c->problem.k = k; });
  }
}

void SetGroups(RoutingCase* c, int32_t count, int32_t kept) {
  c->problem.num_groups = count;
  c->problem.top_groups = std::clamp(kept, 1, count);
  // Fewer choices rather than more groups kept: that is simpler.
  c->problem.k = std::min(c->problem.k, c->problem.top_groups * (c->problem.experts / count));
  ClampGroups(&c->problem);
}

// Whole groups go, then one expert of each; then the groups themselves.
void AddGroupMoves(const RoutingCase& routing_case, std::vector<ShrinkMove>* moves) {
  const int32_t count = routing_case.problem.num_groups;
  const int32_t kept = routing_case.problem.top_groups;
  if (count == 1) return;
  const int32_t size = routing_case.problem.experts / count;
  for (int32_t group = 0; group < count; ++group) {
    for (const int32_t left : {kept, kept - 1}) {
      moves->push_back([=](RoutingCase* c) {
        *c = WithExperts(*c, Without<int32_t>(c->problem.experts, group * size, (group + 1) * size));
        SetGroups(c, count - 1, left);
      });
    }
  }
  for (int32_t member = 0; size > 1 && member < size; ++member) {
    moves->push_back([=](RoutingCase* c) {
      std::vector<int32_t> experts;
      for (int32_t e = 0; e < c->problem.experts; ++e) {
        if (e % size != member) experts.push_back(e);
      }
      *c = WithExperts(*c, experts);
      SetGroups(c, count, kept);
    });
  }
  moves->push_back([](RoutingCase* c) { SetGroups(c, 1, 1); });
  moves->push_back([=](RoutingCase* c) { SetGroups(c, count, count); });
  for (const int32_t fewer : {2, count / 2, count - 1}) {
    if (fewer < 1 || fewer >= count) continue;
    for (const int32_t left : {kept, fewer}) moves->push_back([=](RoutingCase* c) { SetGroups(c, fewer, left); });
  }
  if (kept < count) moves->push_back([=](RoutingCase* c) { SetGroups(c, count, kept + 1); });
}

void WidenToF32(RoutingCase* c) {
  for (uint32_t& bits : c->problem.logits) {
    // Through double a NaN would lose its payload; shifted into place it keeps sign and payload.
    if (IsNan(c->problem.dtype, bits)) {
      const bool f16 = c->problem.dtype == DType::kF16;
      bits = f16 ? (bits & 0x8000) << 16 | 0x7f800000 | (bits & 0x3ff) << 13 : bits << 16;
    } else {
      bits = FromDouble(DType::kF32, ToDouble(c->problem.dtype, bits));
    }
  }
  c->problem.dtype = DType::kF32;
}

void AddOptionMoves(const RoutingCase& routing_case, std::vector<ShrinkMove>* moves) {
  const RoutingProblem& problem = routing_case.problem;
  moves->push_back([](RoutingCase* c) { c->problem.bias.clear(); });
  moves->push_back([](RoutingCase* c) {
    c->problem.local_first = 0;
    c->problem.local_count = -1;
  });
  moves->push_back([](RoutingCase* c) { c->problem.finished.clear(); });
  moves->push_back([](RoutingCase* c) { c->problem.want_source_rows = false; });
  moves->push_back([](RoutingCase* c) { c->problem.renormalize = false; });
  moves->push_back([](RoutingCase* c) { c->problem.scale = 1.0f; });
  moves->push_back([](RoutingCase* c) { c->problem.scale = 0.0f; });
  moves->push_back([](RoutingCase* c) { c->problem.scale = 2.0f; });
  moves->push_back([](RoutingCase* c) { c->problem.non_finite = NonFinitePolicy::kZeroScore; });
  moves->push_back([](RoutingCase* c) { c->id_type = IdType::kInt32; });
  moves->push_back(WidenToF32);
  moves->push_back([](RoutingCase* c) { c->row_padding = 0; });
  moves->push_back([](RoutingCase* c) { c->row_padding /= 2; });
  moves->push_back([](RoutingCase* c) { c->row_padding -= c->row_padding > 0 ? 1 : 0; });
  if (problem.local_count >= 0) {
    moves->push_back([](RoutingCase* c) {
      c->problem.local_first = 0;
      c->problem.local_count = c->problem.experts;
    });
    moves->push_back([](RoutingCase* c) { c->problem.local_first = 0; });
    moves->push_back([](RoutingCase* c) { c->problem.local_count = c->problem.experts - c->problem.local_first; });
  }
  if (!problem.finished.empty()) {
    ForBlocks(problem.tokens, problem.tokens, [&](int64_t begin, int64_t end) {
      for (const uint8_t flag : {0, 1}) {
        moves->push_back([begin, end, flag](RoutingCase* c) {
          for (int64_t i = begin; i < end; ++i) {
            uint8_t& f = c->problem.finished[static_cast<size_t>(i)];
            f = std::min(f, flag);
          }
        });
      }
    });
  }
}

// Ways to make one value simpler. One that does not apply gives the value back.
using Simplify = uint32_t (*)(DType, uint32_t);

uint32_t ToZero(DType, uint32_t) { return 0; }
uint32_t ToOne(DType dtype, uint32_t) { return FromDouble(dtype, 1); }
uint32_t ToNan(DType dtype, uint32_t) { return FromDouble(dtype, std::nan("")); }
uint32_t ToTwo(DType dtype, uint32_t) { return FromDouble(dtype, 2); }
uint32_t ToPositive(DType dtype, uint32_t bits) { return FromDouble(dtype, std::fabs(ToDouble(dtype, bits))); }
uint32_t ToHalf(DType dtype, uint32_t bits) { return FromDouble(dtype, std::trunc(ToDouble(dtype, bits) / 2)); }
uint32_t ToInteger(DType dtype, uint32_t bits) { return FromDouble(dtype, std::trunc(ToDouble(dtype, bits))); }

// Takes huge and tiny numbers near 1 in a few steps: half the exponent.
uint32_t ToHalfExponent(DType dtype, uint32_t bits) {
  const double value = ToDouble(dtype, bits);
  if (value == 0 || !std::isfinite(value)) return bits;
  return FromDouble(dtype, std::copysign(std::ldexp(1.0, std::ilogb(value) / 2), value));
}

uint32_t TowardsZero(DType dtype, uint32_t bits) {
  const double value = ToDouble(dtype, bits);
  if (value != std::trunc(value) || value == 0) return bits;
  return FromDouble(dtype, value > 0 ? value - 1 : value + 1);
}

// Half as many significant bits.
uint32_t ToCoarser(DType dtype, uint32_t bits) {
  const double value = ToDouble(dtype, bits);
  if (!std::isfinite(value) || value == 0) return bits;
  uint32_t kept = bits;
  const int significant = 24 - std::min(24, __builtin_ctz(bits | (1u << 24)));
  for (int cleared = 0; cleared < (significant + 1) / 2; ++cleared) kept &= kept - 1;
  return IsFinite(dtype, kept) ? kept : bits;
}

// Large blocks only become one value; the finer ways are for single values.
constexpr Simplify kForBlocks[] = {ToZero, ToOne, ToNan};
constexpr Simplify kForAll[] = {ToZero,    ToOne,          ToNan,  ToTwo,       ToPositive,
                                ToInteger, ToHalfExponent, ToHalf, TowardsZero, ToCoarser};

// Where a value would become no simpler it stays, so that a block with one simple value in it can still be simplified.
void SimplifyAll(DType dtype, Simplify simplify, std::span<uint32_t> values) {
  for (uint32_t& bits : values) {
    const uint32_t simpler = simplify(dtype, bits);
    if (ValueComplexity(dtype, simpler) < ValueComplexity(dtype, bits)) bits = simpler;
  }
}

void AddValueMoves(int64_t count, std::vector<uint32_t> RoutingProblem::* member, bool is_logits,
                   std::vector<ShrinkMove>* moves) {
  ForBlocks(count, count, [&](int64_t begin, int64_t end) {
    const bool block = end - begin > 1 && end - begin < count;
    const std::span<const Simplify> ways = block ? std::span<const Simplify>(kForBlocks) : kForAll;
    for (const Simplify way : ways) {
      moves->push_back([=](RoutingCase* c) {
        std::span<uint32_t> values(c->problem.*member);
        SimplifyAll(is_logits ? c->problem.dtype : DType::kF32, way,
                    values.subspan(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
      });
    }
  });
}

}  // namespace

std::vector<ShrinkMove> ShrinkMoves(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  std::vector<ShrinkMove> moves;
  AddRowMoves(routing_case, &moves);
  AddExpertMoves(routing_case, &moves);
  AddGroupMoves(routing_case, &moves);
  AddOptionMoves(routing_case, &moves);
  // A finding that needs a schedule of its own keeps a small seed, for which a few must be tried.
  for (uint64_t seed = 0; seed <= kLargestTriedSeed; ++seed)
    moves.push_back([seed](RoutingCase* c) { c->seed = seed; });
  AddValueMoves(static_cast<int64_t>(problem.logits.size()), &RoutingProblem::logits, true, &moves);
  AddValueMoves(static_cast<int64_t>(problem.bias.size()), &RoutingProblem::bias, false, &moves);
  return moves;
}

}  // namespace gatefuzz
