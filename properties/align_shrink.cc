// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/align_shrink.h"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <utility>

namespace gatefuzz {
namespace {

using Move = std::function<void(AlignCase*)>;

constexpr int64_t kFewTokens = 64;  // of which each is tried alone
constexpr uint64_t kLargestTriedSeed = 15;
constexpr size_t kMaxHeldIds = size_t{1} << 22;  // for SimplerCases, which holds its cases

// Keeps the ids whose (token, choice) `keep` accepts; the shape is the caller's to set.
template <typename Keep>
void KeepIds(AlignProblem* problem, const Keep& keep) {
  std::vector<int64_t> kept;
  for (int64_t slot = 0; slot < problem->slots(); ++slot) {
    if (keep(slot / problem->k, slot % problem->k)) kept.push_back(problem->ids[static_cast<size_t>(slot)]);
  }
  problem->ids = std::move(kept);
}

void KeepToken(AlignCase* c, int64_t token) {
  KeepIds(&c->problem, [token](int64_t t, int64_t) { return t == token; });
  c->problem.tokens = 1;
}

void DropTokens(AlignCase* c, int64_t begin, int64_t end) {
  KeepIds(&c->problem, [=](int64_t t, int64_t) { return t < begin || t >= end; });
  c->problem.tokens -= end - begin;
}

void DropChoices(AlignCase* c, int64_t begin, int64_t end) {
  KeepIds(&c->problem, [=](int64_t, int64_t j) { return j < begin || j >= end; });
  c->problem.k -= static_cast<int32_t>(end - begin);
}

// Calls visit(begin, end) for parts of [0, count), never all: halves and smaller, then those whose size is a power of
// 2, so that a failure that needs full blocks can lose one whole.
template <typename Visit>
void ForPartsToDrop(int64_t count, const Visit& visit) {
  if (count < 2) return;
  const int64_t half = count / 2;
  ForHalvingBlocks(count, half, visit);
  const auto power = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(half)));
  if (power != half) ForHalvingBlocks(count, power, visit);
}

// Experts are renumbered 0, 1, 2, ... by rising number; those that no slot names are no more.
void DropUnnamedExperts(AlignCase* c) {
  const int32_t experts = c->problem.experts;
  std::map<int64_t, int64_t> number;
  for (const int64_t id : c->problem.ids) {
    if (NamesExpert(id, experts)) number[id] = 0;
  }
  int64_t next = 0;
  for (auto& [id, dense] : number) dense = next++;
  for (int64_t& id : c->problem.ids) {
    if (NamesExpert(id, experts)) id = number[id];
  }
  *c = WithExpertCount(*c, std::max(1, static_cast<int32_t>(number.size())));
}

void AddIdMoves(const AlignProblem& problem, std::vector<Move>* moves) {
  const auto add = [moves](int64_t begin, int64_t end, auto simpler) {
    moves->push_back([=](AlignCase* c) {
      const int32_t experts = c->problem.experts;
      for (int64_t slot = begin; slot < end; ++slot) {
        int64_t& id = c->problem.ids[static_cast<size_t>(slot)];
        const int64_t candidate = simpler(id, experts);
        if (IsValueOf(c->problem.id_type, candidate) && IdComplexity(candidate, experts) < IdComplexity(id, experts)) {
          id = candidate;
        }
      }
    });
  };
  const int64_t count = problem.slots();
  ForHalvingBlocks(count, count, [&](int64_t begin, int64_t end) {
    add(begin, end, [](int64_t, int32_t) { return int64_t{0}; });
    add(begin, end, [](int64_t, int32_t experts) { return int64_t{experts} - 1; });
    add(begin, end, [](int64_t, int32_t experts) { return int64_t{experts}; });
    add(begin, end, [](int64_t, int32_t) { return int64_t{-1}; });
    add(begin, end, [](int64_t, int32_t experts) { return int64_t{experts} + 1; });
    add(begin, end, [](int64_t id, int32_t) { return id / 2; });
    add(begin, end, [](int64_t id, int32_t) { return id > 0 ? id - 1 : id + 1; });
    add(begin, end, [](int64_t id, int32_t) { return id < 0 && id != INT64_MIN ? -id : id; });
    // To as few bits: a power of 2, or that and the id that the low word spells.
    add(begin, end, [](int64_t id, int32_t) { return id < 0 ? id : id & ~((int64_t{1} << 32) - 1); });
    add(begin, end, [](int64_t id, int32_t) {
      return id <= 0 ? id : static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(id)));
    });
  });
}

std::vector<Move> MovesOf(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  std::vector<Move> moves;
  if (problem.tokens > 1 && problem.tokens <= kFewTokens) {
    for (int64_t token = 0; token < problem.tokens; ++token) {
      moves.push_back([token](AlignCase* c) { KeepToken(c, token); });
    }
  }
  ForPartsToDrop(problem.tokens, [&](int64_t begin, int64_t end) {
    moves.push_back([begin, end](AlignCase* c) { DropTokens(c, begin, end); });
  });
  if (problem.tokens == 1) moves.push_back([](AlignCase* c) { DropTokens(c, 0, 1); });
  ForPartsToDrop(problem.k, [&](int64_t begin, int64_t end) {
    moves.push_back([begin, end](AlignCase* c) { DropChoices(c, begin, end); });
  });
  moves.push_back(DropUnnamedExperts);
  for (const int32_t experts : {1, 2, problem.experts / 2, problem.experts - 1}) {
    if (experts < 1 || experts >= problem.experts) continue;
    moves.push_back([experts](AlignCase* c) { *c = WithExpertCount(*c, experts); });
  }
  for (const int32_t block : {1, 2, problem.block_size / 2}) {
    if (block < 1 || block >= problem.block_size) continue;
    moves.push_back([block](AlignCase* c) { c->problem.block_size = block; });
  }
  for (const IdType type : {IdType::kInt32, IdType::kUint32}) {
    moves.push_back([type](AlignCase* c) {
      if (std::ranges::all_of(c->problem.ids, [type](int64_t id) { return IsValueOf(type, id); })) {
        c->problem.id_type = type;
      }
    });
  }
  // A finding that needs a schedule of its own keeps a small seed, for which a few must be tried.
  for (uint64_t seed = 0; seed <= kLargestTriedSeed; ++seed) {
    moves.push_back([seed](AlignCase* c) { c->seed = seed; });
  }
  AddIdMoves(problem, &moves);
  return moves;
}

}  // namespace

uint64_t IdComplexity(int64_t id, int32_t experts) {
  constexpr uint64_t kFirstOther = uint64_t{1} << 16;  // above every expert
  if (NamesExpert(id, experts)) return static_cast<uint64_t>(id);
  if (id == experts) return kFirstOther;
  if (id == -1) return kFirstOther + 1;
  if (id == int64_t{experts} + 1) return kFirstOther + 2;
  // The first of a few set bits, and the magnitude by its length and its low end.
  const uint64_t magnitude = id < 0 ? ~static_cast<uint64_t>(id) : static_cast<uint64_t>(id);
  const uint64_t set_bits = static_cast<uint64_t>(std::popcount(magnitude));
  const uint64_t length = static_cast<uint64_t>(std::bit_width(magnitude));
  return kFirstOther + 3 + ((set_bits * 65 + length) << 16) + (magnitude & 0xffff) + (id < 0 ? 1 : 0);
}

AlignComplexity ComplexityOf(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  AlignComplexity complexity = {.tokens = problem.tokens,
                                .k = problem.k,
                                .experts = problem.experts,
                                .block_size = problem.block_size,
                                .id_type = static_cast<int32_t>(problem.id_type),
                                .ids = 0,
                                .seed = align_case.seed};
  for (const int64_t id : problem.ids) complexity.ids += IdComplexity(id, problem.experts);
  return complexity;
}

AlignCase WithExpertCount(const AlignCase& align_case, int32_t experts) {
  AlignCase result = align_case;
  AlignProblem& problem = result.problem;
  const int32_t before = problem.experts;
  problem.experts = experts;
  for (int64_t& id : problem.ids) {
    if (NamesExpert(id, before)) {
      id = std::min<int64_t>(id, experts - 1);
    } else if (id == before) {
      id = experts;
    } else if (id > before && id <= experts) {
      id = int64_t{experts} + 1;  // it stays outside
    }
  }
  return result;
}

std::vector<AlignCase> SimplerCases(const AlignCase& align_case) {
  const AlignComplexity complexity = ComplexityOf(align_case);
  std::vector<AlignCase> simpler;
  size_t held = 0;
  for (const Move& move : MovesOf(align_case)) {
    std::optional<AlignCase> next = AppliedIfSimpler(move, align_case, complexity, ComplexityOf);
    if (!next) continue;
    held += next->problem.ids.size();
    if (held > kMaxHeldIds) break;
    simpler.push_back(*std::move(next));
  }
  return simpler;
}

ShrinkResultOf<AlignCase> Shrink(const AlignCase& start, const std::function<bool(const AlignCase&)>& still_fails,
                                 int max_executions) {
  return Descend(start, still_fails, max_executions, MovesOf, ComplexityOf);
}

}  // namespace gatefuzz
