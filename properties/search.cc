// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/search.h"

#include <rapidcheck.h>
#include <rapidcheck/detail/Configuration.h>

#include <cstdlib>
#include <stdexcept>

#include "properties/generators.h"
#include "properties/shrink.h"

namespace gatefuzz {
namespace {

Finding ShrinkFinding(const std::function<Outcome(const RoutingCase&)>& property, const RoutingCase& drawn,
                      const Fail& fail, int max_shrinks) {
  Finding finding{drawn, drawn, fail, 0, 0};
  const ShrinkResult result = Shrink(
      drawn,
      [&](const RoutingCase& simpler) {
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

int SearchResult::discards() const {
  int sum = 0;
  for (const auto& [reason, count] : discarded) sum += count;
  return sum;
}

double SearchResult::DiscardShare() const {
  const int judged = passed + discards();
  return judged == 0 ? 0 : static_cast<double>(discards()) / judged;
}

SearchResult Search(const std::function<Outcome(const RoutingCase&)>& property, const SearchOptions& options) {
  SearchResult result;
  const rc::Gen<RoutingCase> any_case = AnyRoutingCase();
  rc::Random random(options.seed);
  for (int i = 0; i < options.cases; ++i) {
    const int size = options.cases == 1 ? options.max_size : options.max_size * i / (options.cases - 1);
    const RoutingCase drawn = any_case(random.split(), size).value();
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
    }
  }
  return result;
}

}  // namespace gatefuzz
