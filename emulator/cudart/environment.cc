// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/environment.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
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

}  // namespace

Options OptionsFromEnvironment() {
  Options options;
  if (const char* const text = std::getenv("GATEFUZZ_CHECKS")) {
    const std::string_view checks(text);
    if (checks != "all" && checks != "memory" && checks != "sync" && checks != "off") {
      Refuse("GATEFUZZ_CHECKS", text, "all, memory, sync or off");
    }
    options.check_memory = checks == "all" || checks == "memory";
    options.check_sync = checks == "all" || checks == "sync";
  }
  ReadNumber("GATEFUZZ_SEED", &options.schedule_seed);
  ReadNumber("GATEFUZZ_BUDGET", &options.instruction_budget);
  return options;
}

}  // namespace gatefuzz::emulator
