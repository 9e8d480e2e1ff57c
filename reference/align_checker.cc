// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Two readings of the outputs are tried: the segments that the ids ask for, and those that the kernel's own total and
// block_experts draw. The one under which less is wrong tells what is wrong.

#include "reference/align_checker.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr Clause kReported[] = {Clause::kPermutation, Clause::kStable,    Clause::kPadded,  Clause::kBlocks,
                                Clause::kTotal,       Clause::kErrorFlag, Clause::kComplete};
constexpr int64_t kNowhere = -1;

// [begin, end) of `sorted`, in which the slots of one expert belong.
struct Segment {
  int32_t expert;
  int64_t begin;
  int64_t end;
};

// How the outputs are divided: by rising expert, without gaps from 0 on. What lies behind is past the total.
struct Reading {
  std::vector<Segment> segments;

  int64_t used() const { return segments.empty() ? 0 : segments.back().end; }
};

// Counts all, keeps the first few of each clause: a result may be wrong in every element.
class Findings {
 public:
  explicit Findings(int limit) : limit_(static_cast<size_t>(limit)) {}

  template <typename... Args>
  void Add(Clause clause, int64_t row, int64_t choice, fmt::format_string<Args...> format, const Args&... args) {
    ++count_;
    std::vector<Violation>& kept = Kept(clause);
    if (kept.size() < limit_) {
      kept.push_back({clause, row, static_cast<int32_t>(choice), fmt::vformat(format, fmt::make_format_args(args...))});
    }
  }

  int64_t count() const { return count_; }

  // More of what was just added, not worth telling one by one.
  void Count(int64_t more) { count_ += more; }

  // Of each broken clause at least one, as far as the limit allows: a flood in one must not hide another.
  std::vector<Violation> Take() {
    size_t clauses_to_come = static_cast<size_t>(
        std::ranges::count_if(kept_, [](const std::vector<Violation>& kept) { return !kept.empty(); }));
    std::vector<Violation> all;
    for (std::vector<Violation>& kept : kept_) {
      if (kept.empty()) continue;
      --clauses_to_come;
      const size_t taken = all.size() + clauses_to_come;
      const size_t room = std::max<size_t>(limit_ > taken ? limit_ - taken : 0, all.size() < limit_ ? 1 : 0);
      const auto end = kept.begin() + static_cast<std::ptrdiff_t>(std::min(kept.size(), room));
      std::move(kept.begin(), end, std::back_inserter(all));
    }
    return all;
  }

 private:
  std::vector<Violation>& Kept(Clause clause) {
    return kept_[static_cast<size_t>(std::ranges::find(kReported, clause) - std::begin(kReported))];
  }

  size_t limit_;
  int64_t count_ = 0;
  std::array<std::vector<Violation>, std::size(kReported)> kept_;
};

class Judge {
 public:
  Judge(const AlignProblem& problem, const AlignResult& result, int limit)
      : problem_(problem), result_(result), limit_(limit), count_(static_cast<size_t>(problem.experts)) {
    for (const int64_t id : problem.ids) {
      if (NamesExpert(id, problem.experts)) ++count_[static_cast<size_t>(id)];
    }
  }

  std::vector<Violation> Run();

 private:
  int64_t BlocksFor(int64_t slots) const { return (slots + problem_.block_size - 1) / problem_.block_size; }
  int64_t Row(int64_t slot) const { return slot / problem_.k; }
  int64_t Choice(int64_t slot) const { return slot % problem_.k; }
  int64_t CountOf(int32_t expert) const { return count_[static_cast<size_t>(expert)]; }
  // "expert 3", or why there is none.
  std::string OwnerOf(int64_t slot) const;

  Reading AskedFor() const;
  // Nothing if total and block_experts draw no segments at all.
  std::optional<Reading> Drawn() const;

  void JudgeSorted(const Reading& reading, Findings* findings) const;
  void JudgeSegment(const Segment& segment, std::vector<int64_t>* places, Findings* findings) const;
  void JudgeTail(const Reading& reading, Findings* findings) const;
  void JudgeBlocksAndTotal(const Reading& asked, Findings* findings) const;
  void JudgeErrorFlag(Findings* findings) const;

  const AlignProblem& problem_;
  const AlignResult& result_;
  const int limit_;
  std::vector<int64_t> count_;  // E: slots that name the expert
};

std::string Judge::OwnerOf(int64_t slot) const {
  const int64_t id = problem_.ids[static_cast<size_t>(slot)];
  if (NamesExpert(id, problem_.experts)) return fmt::format("expert {}", id);
  if (IsIdError(id, problem_.experts)) return fmt::format("no expert: its id is {}", id);
  return fmt::format("no expert: its id is the sentinel {}", id);
}

Reading Judge::AskedFor() const {
  Reading reading;
  for (int32_t expert = 0; expert < problem_.experts; ++expert) {
    if (CountOf(expert) == 0) continue;
    const int64_t begin = reading.used();
    reading.segments.push_back({expert, begin, begin + BlocksFor(CountOf(expert)) * problem_.block_size});
  }
  return reading;
}

std::optional<Reading> Judge::Drawn() const {
  const int64_t block = problem_.block_size;
  if (result_.total < 0 || result_.total > problem_.capacity() || result_.total % block != 0) return std::nullopt;
  Reading reading;
  for (int64_t begin = 0; begin < result_.total; begin += block) {
    const int32_t expert = result_.block_experts[static_cast<size_t>(begin / block)];
    const int32_t last = reading.segments.empty() ? 0 : reading.segments.back().expert;
    if (expert < last || expert >= problem_.experts) return std::nullopt;
    if (reading.segments.empty() || expert != last) reading.segments.push_back({expert, begin, begin});
    reading.segments.back().end += block;
  }
  return reading;
}

void Judge::JudgeSegment(const Segment& segment, std::vector<int64_t>* places, Findings* findings) const {
  const int64_t padding = problem_.slots();
  const int32_t expert = segment.expert;
  int64_t previous = kNowhere;
  int64_t first_padding = kNowhere;
  int64_t occupied = 0;  // elements that hold anything but padding
  int64_t own = 0;       // of these, different slots of the expert
  bool padded_within = false;
  std::vector<int64_t> strangers;  // where something stands that is neither slot nor padding
  for (int64_t at = segment.begin; at < segment.end; ++at) {
    const int64_t slot = result_.sorted[static_cast<size_t>(at)];
    if (slot == padding) {
      if (first_padding == kNowhere) first_padding = at;
      continue;
    }
    ++occupied;
    if (slot < 0 || slot > padding) {
      strangers.push_back(at);
      continue;
    }
    int64_t& place = (*places)[static_cast<size_t>(slot)];
    if (place != kNowhere) {
      findings->Add(Clause::kPermutation, Row(slot), Choice(slot), "slot {} stands twice, at sorted[{}] and sorted[{}]",
                    slot, place, at);
      continue;
    }
    place = at;
    if (problem_.ids[static_cast<size_t>(slot)] != expert) {
      findings->Add(Clause::kPermutation, Row(slot), Choice(slot),
                    "sorted[{}] in the segment of expert {} is slot {}, which names {}", at, expert, slot,
                    OwnerOf(slot));
      continue;
    }
    ++own;
    if (slot < previous) {
      findings->Add(Clause::kStable, Row(slot), Choice(slot),
                    "slot {} of expert {} stands at sorted[{}], behind slot {}", slot, expert, at, previous);
    }
    previous = slot;
    if (first_padding != kNowhere && !padded_within) {
      padded_within = true;
      findings->Add(Clause::kPadded, Row(slot), Choice(slot),
                    "slot {} of expert {} stands at sorted[{}], behind the padding at sorted[{}]", slot, expert, at,
                    first_padding);
    }
  }
  // Of what is no slot, as much as the expert lacks slots stands in their places; the rest in those of padding.
  int64_t lacking = CountOf(expert) - own;
  for (const int64_t at : strangers) {
    const Clause clause = lacking-- > 0 ? Clause::kPermutation : Clause::kPadded;
    findings->Add(clause, -1, -1, "sorted[{}] in the segment of expert {} is {}, neither a slot nor the padding {}", at,
                  expert, result_.sorted[static_cast<size_t>(at)], padding);
  }
  const int64_t blocks = (segment.end - segment.begin) / problem_.block_size;
  if (blocks != BlocksFor(occupied) && blocks != BlocksFor(CountOf(expert))) {
    findings->Add(Clause::kPadded, -1, -1, "expert {} has {} block(s) of {} for its {} slot(s), not {}", expert, blocks,
                  problem_.block_size, occupied, BlocksFor(occupied));
  }
}

void Judge::JudgeTail(const Reading& reading, Findings* findings) const {
  // Tells of the first element that is not as wanted; each counts.
  const auto judge = [&](const char* name, const std::vector<int32_t>& values, int64_t from, int64_t wanted) {
    const auto tail = values.begin() + static_cast<std::ptrdiff_t>(from);
    const auto other = [wanted](int32_t value) { return value != wanted; };
    const auto first = std::find_if(tail, values.end(), other);
    if (first == values.end()) return;
    findings->Add(Clause::kComplete, -1, -1, "{}[{}] past the total of {} is {}, not {}", name, first - values.begin(),
                  reading.used(), *first, wanted);
    findings->Count(std::count_if(first + 1, values.end(), other));
  };
  judge("sorted", result_.sorted, reading.used(), problem_.slots());
  judge("block_experts", result_.block_experts, reading.used() / problem_.block_size, problem_.experts);
}

void Judge::JudgeSorted(const Reading& reading, Findings* findings) const {
  std::vector<int64_t> places(static_cast<size_t>(problem_.slots()), kNowhere);
  for (const Segment& segment : reading.segments) JudgeSegment(segment, &places, findings);
  for (int64_t slot = 0; slot < problem_.slots(); ++slot) {
    const int64_t id = problem_.ids[static_cast<size_t>(slot)];
    if (!NamesExpert(id, problem_.experts) || places[static_cast<size_t>(slot)] != kNowhere) continue;
    findings->Add(Clause::kPermutation, Row(slot), Choice(slot), "slot {} of expert {} is in no block", slot, id);
  }
  JudgeTail(reading, findings);
}

void Judge::JudgeBlocksAndTotal(const Reading& asked, Findings* findings) const {
  for (const Segment& segment : asked.segments) {
    for (int64_t begin = segment.begin; begin < segment.end; begin += problem_.block_size) {
      const int64_t block = begin / problem_.block_size;
      const int32_t expert = result_.block_experts[static_cast<size_t>(block)];
      if (expert == segment.expert) continue;
      findings->Add(Clause::kBlocks, -1, -1, "block_experts[{}] is {}, and the block is expert {}'s", block, expert,
                    segment.expert);
    }
  }
  if (result_.total != asked.used()) {
    findings->Add(Clause::kTotal, -1, -1, "the total is {}, not {}", result_.total, asked.used());
  }
}

void Judge::JudgeErrorFlag(Findings* findings) const {
  const auto wrong = std::ranges::find_if(problem_.ids, [this](int64_t id) { return IsIdError(id, problem_.experts); });
  const bool any = wrong != problem_.ids.end();
  if (result_.error == (any ? 1 : 0)) return;
  const int64_t slot = wrong - problem_.ids.begin();
  if (any) {
    findings->Add(Clause::kErrorFlag, Row(slot), Choice(slot), "the error flag is {}, and id {} lies outside [0, {}]",
                  result_.error, *wrong, problem_.experts);
  } else {
    findings->Add(Clause::kErrorFlag, -1, -1, "the error flag is {}, and every id lies within [0, {}]", result_.error,
                  problem_.experts);
  }
}

std::vector<Violation> Judge::Run() {
  const Reading asked = AskedFor();
  Findings best(limit_);
  JudgeSorted(asked, &best);
  JudgeBlocksAndTotal(asked, &best);
  if (best.count() != 0) {
    if (const std::optional<Reading> drawn = Drawn()) {
      Findings other(limit_);
      JudgeSorted(*drawn, &other);
      if (other.count() < best.count()) best = std::move(other);
    }
  }
  JudgeErrorFlag(&best);
  return best.Take();
}

}  // namespace

std::vector<Violation> CheckAlignment(const AlignProblem& problem, const AlignResult& result, int limit) {
  return Judge(problem, result, limit).Run();
}

}  // namespace gatefuzz
