// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/environment.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace gatefuzz::emulator {
namespace {

[[noreturn]] void Refuse(const char* name, const char* value, const char* expected) {
  std::fprintf(stderr, "gatefuzz: %s=%s: expected %s\n", name, value, expected);
  std::exit(2);
}

void ReadNumber(const char* name, uint64_t* number) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return;
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), *number);
  if (view.empty() || error != std::errc() || end != view.data() + view.size()) Refuse(name, text, "a number");
}

struct Check {
  std::string_view name;
  bool Options::* option;
};
constexpr Check kChecks[] = {
    {"memory", &Options::check_memory}, {"sync", &Options::check_sync},   {"race", &Options::check_race},
    {"leak", &Options::check_leaks},    {"copy", &Options::check_copies},
};

// Words between commas: names of checks, "all" for those that are on by default, "off" for none.
void ReadChecks(Options* options) {
  const char* const text = std::getenv("GATEFUZZ_CHECKS");
  if (text == nullptr) return;
  for (const Check& check : kChecks) options->*check.option = false;
  std::string_view rest(text);
  while (true) {
    const std::string_view word = rest.substr(0, rest.find(','));
    bool known = word == "off";
    for (const Check& check : kChecks) {
      const bool named = word == check.name;
      if (named || (word == "all" && Options().*check.option)) options->*check.option = true;
      known |= named || word == "all";
    }
    if (!known) {
      std::string expected = "all, off";
      for (const Check& check : kChecks) expected += ", " + std::string(check.name);
      Refuse("GATEFUZZ_CHECKS", text, (expected + "; several with commas between them").c_str());
    }
    if (word.size() == rest.size()) return;
    rest.remove_prefix(word.size() + 1);
  }
}

}  // namespace

Options OptionsFromEnvironment() {
  Options options;
  ReadChecks(&options);
  if (const char* const text = std::getenv("GATEFUZZ_FEEDBACK")) {
    const std::string_view feedback(text);
    if (feedback != "on" && feedback != "off") Refuse("GATEFUZZ_FEEDBACK", text, "on or off");
    options.feedback = feedback == "on";
  }
  if (const char* const text = std::getenv("GATEFUZZ_APPROX")) {
    const std::string_view approximations(text);
    if (approximations != "exact" && approximations != "random") Refuse("GATEFUZZ_APPROX", text, "exact or random");
    if (approximations == "random") options.approximations = Approximations::kRandom;
  }
  ReadNumber("GATEFUZZ_SEED", &options.schedule_seed);
  ReadNumber("GATEFUZZ_BUDGET", &options.instruction_budget);
  return options;
}

}  // namespace gatefuzz::emulator
