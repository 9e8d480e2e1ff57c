// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Vector clocks of a grid. One counter of the launch numbers all synchronisations, and a clock says, of threads, of
// whole warps and of whole blocks, up to which number their accesses are known: most of what a thread learns it learns
// of whole warps and blocks.
#ifndef GATEFUZZ_EMULATOR_CHECKS_RACE_CLOCK_H_
#define GATEFUZZ_EMULATOR_CHECKS_RACE_CLOCK_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace gatefuzz::emulator {

// Number of synchronisations, over all launches. An access happens at the number that is current.
using Time = uint32_t;

// Of whom a clock knows. `warp` counts through the grid.
class Party {
 public:
  static Party Block(uint32_t block) { return Party(0, block); }
  static Party Warp(uint32_t warp) { return Party(1, warp); }
  static Party Thread(uint32_t warp, int lane) { return Party(2, uint64_t{warp} << 5 | static_cast<uint64_t>(lane)); }
  auto operator<=>(const Party&) const = default;

 private:
  Party(uint64_t kind, uint64_t number) : key_(kind << 62 | number) {}
  uint64_t key_;
};

class Clock {
 public:
  bool empty() const { return entries_.empty(); }
  void Clear() { entries_.clear(); }

  // Everything that the party did up to this is known; 0 if nothing is.
  Time At(Party party) const {
    const auto at = Find(party);
    return at != entries_.end() && at->first == party ? at->second : 0;
  }

  void Raise(Party party, Time time) {
    const auto at = entries_.begin() + (Find(party) - entries_.begin());
    if (at != entries_.end() && at->first == party) {
      at->second = std::max(at->second, time);
    } else {
      entries_.insert(at, {party, time});
    }
  }

  void Join(const Clock& other) {
    if (other.empty() || &other == this) return;
    if (empty()) {
      entries_ = other.entries_;
      return;
    }
    Entries joined;
    joined.reserve(entries_.size() + other.entries_.size());
    auto a = entries_.begin();
    auto b = other.entries_.begin();
    while (a != entries_.end() || b != other.entries_.end()) {
      if (b == other.entries_.end() || (a != entries_.end() && a->first < b->first)) {
        joined.push_back(*a++);
      } else if (a == entries_.end() || b->first < a->first) {
        joined.push_back(*b++);
      } else {
        joined.push_back({a->first, std::max(a->second, b->second)});
        ++a, ++b;
      }
    }
    entries_ = std::move(joined);
  }

 private:
  using Entries = std::vector<std::pair<Party, Time>>;  // ascending
  Entries::const_iterator Find(Party party) const {
    return std::lower_bound(entries_.begin(), entries_.end(), party,
                            [](const auto& entry, Party p) { return entry.first < p; });
  }
  Entries entries_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_RACE_CLOCK_H_
