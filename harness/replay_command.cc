// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/replay_command.h"

#include "emulator/control.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./=:,+@%").find(c) != std::string_view::npos;
}

std::string ShellQuoted(std::string_view word) {
  bool plain = !word.empty();
  for (const char c : word) plain = plain && IsPlain(c);
  if (plain) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string ReplayCommand(std::string_view kernel, std::string_view path) {
  const bool random = emulator::GetOptions().approximations == emulator::Approximations::kRandom;
  return fmt::format("bazel run //:gatefuzz -- repro {}{} {}", random ? "--approx=random " : "",
                     ShellQuoted(fmt::format("--kernel={}", kernel)), ShellQuoted(path));
}

}  // namespace gatefuzz
