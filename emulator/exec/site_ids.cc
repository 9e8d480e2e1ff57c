// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/site_ids.h"

#include <algorithm>
#include <cstddef>

namespace gatefuzz::emulator {
namespace {

constexpr size_t kDigits = 8;

bool StartsWithDigits(std::string_view text) {
  return text.size() >= kDigits && std::all_of(text.begin(), text.begin() + kDigits,
                                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

uint64_t StableNameHash(std::string_view mangled) {
  const bool internal =
      mangled.find("_GLOBAL__N__") != std::string_view::npos || mangled.find("_INTERNAL_") != std::string_view::npos;
  uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
  for (size_t i = 0; i < mangled.size(); ++i) {
    if (internal && i > 0 && mangled[i - 1] == '_' && StartsWithDigits(mangled.substr(i))) {
      i += kDigits - 1;
      continue;
    }
    hash = (hash ^ static_cast<uint8_t>(mangled[i])) * 0x100000001B3;
  }
  return hash;
}

}  // namespace gatefuzz::emulator
