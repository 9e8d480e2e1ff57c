// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/search.h"

#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>

#include <cstdlib>
#include <stdexcept>

#include "properties/align_generators.h"
#include "properties/align_shrink.h"
#include "properties/generators.h"
#include "properties/shrink.h"

namespace gatefuzz {
namespace {

template <typename Case>
FindingOf<Case> ShrinkFinding(const std::function<Outcome(const Case&)>& property, const Case& drawn, const Fail& fail,
                              int max_shrinks) {
  FindingOf<Case> finding{drawn, drawn, fail, 0, 0};
  const ShrinkResultOf<Case> result = Shrink(
      drawn,
      [&](const Case& simpler) {
        Outcome outcome = property(simpler);
        const Fail* same = std::get_if<Fail>(&outcome);
        if (same == nullptr || same->clause() != fail.clause()) return false;
        finding.outcome = std::move(outcome);
        return true;
      },
      max_shrinks);
  finding.smallest = result.smallest;
  finding.steps = result.steps;
  finding.executions = result.executions;
  return finding;
}

template <typename Case>
SearchResultOf<Case> SearchCases(const std::function<Outcome(const Case&)>& property, const rc::Gen<Case>& any_case,
                                 const SearchOptions& options) {
  SearchResultOf<Case> result;
  rc::Random random(options.seed);
  for (int i = 0; i < options.cases; ++i) {
    const int size = options.cases == 1 ? options.max_size : options.max_size * i / (options.cases - 1);
    const Case drawn = any_case(random.split(), size).value();
    const Outcome outcome = property(drawn);
    if (const auto* error = std::get_if<HarnessError>(&outcome)) {
      result.harness_error = error->message;
      return result;
    }
    if (const auto* fail = std::get_if<Fail>(&outcome)) {
      result.finding = ShrinkFinding(property, drawn, *fail, options.max_shrinks);
      return result;
    }
    if (const auto* discard = std::get_if<Discard>(&outcome)) {
      ++result.discarded[discard->reason];
    } else {
      ++result.passed;
      result.rows += drawn.problem.tokens;
    }
  }
  return result;
}

}  // namespace

SearchOptions OptionsFromEnvironment(SearchOptions defaults) {
  const char* text = std::getenv("RC_PARAMS");
  if (text == nullptr) return defaults;
  rc::detail::Configuration configuration;
  configuration.testParams.seed = defaults.seed;
  configuration.testParams.maxSuccess = defaults.cases;
  configuration.testParams.maxSize = defaults.max_size;
  try {
    configuration = rc::detail::configFromString(text, configuration);
  } catch (const rc::detail::ConfigurationException& exception) {
    throw std::invalid_argument(std::string("RC_PARAMS: ") + exception.what());
  }
  const rc::detail::TestParams& params = configuration.testParams;
  return {params.seed, params.maxSuccess, params.maxSize, params.disableShrinking ? 0 : defaults.max_shrinks};
}

SearchResult Search(const std::function<Outcome(const RoutingCase&)>& property, const SearchOptions& options) {
  return SearchCases(property, AnyRoutingCase(), options);
}

AlignSearchResult Search(const std::function<Outcome(const AlignCase&)>& property, const SearchOptions& options) {
  return SearchCases(property, AnyAlignCase(), options);
}

}  // namespace gatefuzz
