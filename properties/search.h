// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// RapidCheck as the project uses it, here and nowhere else: draw cases from AnyRoutingCase or AnyAlignCase until one
// fails, shrink it, give back what was found as data. rc::check would print to stderr and count discards out of sight.
#ifndef GATEFUZZ_PROPERTIES_SEARCH_H_
#define GATEFUZZ_PROPERTIES_SEARCH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "harness/align_case.h"
#include "harness/outcome.h"
#include "harness/routing_case.h"

namespace gatefuzz {

struct SearchOptions {
  uint64_t seed = 20261123;
  int cases = 3000;
  int max_size = 100;      // cases grow from size 0 to this; beyond 100 it is tokens
  int max_shrinks = 5000;  // executions spent on shrinking
};

// `defaults`, changed by the environment variable RC_PARAMS in RapidCheck's own notation: "seed=7 max_success=10000
// max_size=50 noshrink=1". Throws std::invalid_argument if it cannot be read.
SearchOptions OptionsFromEnvironment(SearchOptions defaults);

template <typename Case>
struct FindingOf {
  Case drawn;
  Case smallest;
  Outcome outcome;  // of `smallest`: a Fail with the same clause as that of `drawn`
  int steps = 0;
  int executions = 0;
};

template <typename Case>
struct SearchResultOf {
  int passed = 0;
  int64_t rows = 0;                        // of the cases that passed
  std::map<std::string, int> discarded;    // reason -> cases
  std::optional<FindingOf<Case>> finding;  // the search ends with the first
  std::string harness_error;               // or with this

  int discards() const {
    int sum = 0;
    for (const auto& [reason, count] : discarded) sum += count;
    return sum;
  }
  // Of all the cases that were judged.
  double DiscardShare() const {
    const int judged = passed + discards();
    return judged == 0 ? 0 : static_cast<double>(discards()) / judged;
  }
};

using Finding = FindingOf<RoutingCase>;
using SearchResult = SearchResultOf<RoutingCase>;
using AlignFinding = FindingOf<AlignCase>;
using AlignSearchResult = SearchResultOf<AlignCase>;

SearchResult Search(const std::function<Outcome(const RoutingCase&)>& property, const SearchOptions& options);
AlignSearchResult Search(const std::function<Outcome(const AlignCase&)>& property, const SearchOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_SEARCH_H_
