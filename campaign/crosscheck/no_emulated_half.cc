// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Of a program that has no half of its own for the emulator.
#include <cstdio>
#include <cstdlib>

#include "campaign/crosscheck/backend.h"

namespace gatefuzz {

bool HasEmulatedHalf() { return false; }

Observation ObserveEmulated(std::string_view, const AnyCase&) {
  std::fprintf(stderr, "%s:%d: ObserveEmulated was called, and HasEmulatedHalf() is false\n", __FILE__, __LINE__);
  std::abort();
}

}  // namespace gatefuzz
