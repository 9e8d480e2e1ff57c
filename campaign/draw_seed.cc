// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/draw_seed.h"

#include <unistd.h>

#include <chrono>

#include "harness/random.h"

namespace gatefuzz {

uint64_t DrawSeed() {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return 1 + Random(static_cast<uint64_t>(now), static_cast<uint64_t>(getpid())).Below(1'000'000'000);
}

}  // namespace gatefuzz
