// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/legality.h"

#include <algorithm>
#include <string_view>

#include "emulator/ptx/module.h"

namespace gatefuzz::conformance {
namespace {

// Takes the text before `separator` off the front of `rest`.
std::string_view TakeWord(std::string_view* rest, char separator) {
  const size_t end = std::min(rest->find(separator), rest->size());
  const std::string_view word = rest->substr(0, end);
  rest->remove_prefix(std::min(rest->size(), end + 1));
  return word;
}

bool NamesOneOf(std::string_view alternatives, std::string_view name) {
  while (!alternatives.empty()) {
    if (TakeWord(&alternatives, '|') == name) return true;
  }
  return false;
}

std::string_view TypeNumber(const std::vector<std::string>& modifiers, int number) {
  for (const std::string& modifier : modifiers) {
    if (ptx::TypeFromName(modifier) != ptx::Type::kNone && number-- == 0) return modifier;
  }
  return "";
}

bool Holds(std::string_view term, const std::vector<std::string>& modifiers) {
  if (term.starts_with("T:")) return NamesOneOf(term.substr(2), TypeNumber(modifiers, 0));
  if (term.starts_with("U:")) return NamesOneOf(term.substr(2), TypeNumber(modifiers, 1));
  const bool absent = term.starts_with('!');
  if (absent) term.remove_prefix(1);
  return absent != std::any_of(modifiers.begin(), modifiers.end(),
                               [&](const std::string& modifier) { return NamesOneOf(term, modifier); });
}

struct Rule {
  std::string_view mnemonics, terms;
};
constexpr Rule kRules[] = {
#define ILLEGAL(mnemonics, terms) {mnemonics, terms},
#include "emulator/conformance/legality.inc"
};

bool AppliesTo(const Rule& rule, std::string_view mnemonic) {
  std::string_view mnemonics = rule.mnemonics;
  while (!mnemonics.empty()) {
    if (TakeWord(&mnemonics, ' ') == mnemonic) return true;
  }
  return false;
}

}  // namespace

bool IsLegal(std::string_view mnemonic, const std::vector<std::string>& modifiers) {
  return std::none_of(std::begin(kRules), std::end(kRules), [&](const Rule& rule) {
    if (!AppliesTo(rule, mnemonic)) return false;
    std::string_view terms = rule.terms;
    while (!terms.empty()) {
      if (!Holds(TakeWord(&terms, ' '), modifiers)) return false;
    }
    return true;
  });
}

}  // namespace gatefuzz::conformance
