// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/copy_check.h"

#include <string>
#include <utility>

#include "emulator/checks/shadow.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint64_t kWidestPadding = 15;

}  // namespace

void CopyCheck::Add(const void* from, uint64_t bytes) {
  const uint64_t address = reinterpret_cast<uint64_t>(from);
  const uint8_t* const state = runtime_.memory.ShadowOf(address);
  copied_ += bytes;
  for (uint64_t i = 0; i < bytes; ++i) {
    if ((state[i] & shadow::kInitialized) != 0) continue;
    const uint64_t start = i;
    while (i < bytes && (state[i] & shadow::kInitialized) == 0) ++i;
    if (i - start <= kWidestPadding && i - start < bytes) continue;
    if (undefined_ == 0) first_ = address + start;
    undefined_ += i - start;
  }
}

void CopyCheck::Tell(const char* function) const {
  if (undefined_ == 0) return;
  Diagnostic diagnostic;
  diagnostic.kind = FaultKind::kUninitialized;
  diagnostic.message = std::string(function) + " gives the host " + std::to_string(copied_) + " bytes, of which " +
                       std::to_string(undefined_) + " were never written; the first lies " +
                       runtime_.memory.Describe(first_);
  runtime_.Note(std::move(diagnostic));
}

}  // namespace gatefuzz::emulator
