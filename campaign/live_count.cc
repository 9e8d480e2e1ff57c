// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/live_count.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "fmt/format.h"

namespace gatefuzz {

LiveCount::LiveCount(std::string done, size_t most)
    : done_(std::move(done)), most_(most), live_(isatty(STDERR_FILENO) != 0) {}

LiveCount::~LiveCount() {
  if (live_) std::fputs("\r\x1b[K", stderr);
}

void LiveCount::Show(size_t count) {
  const auto now = std::chrono::steady_clock::now();
  if (!live_ || (count != most_ && now < next_)) return;
  next_ = now + std::chrono::milliseconds(100);
  fmt::print(stderr, "\r\x1b[K{} of {} {}", count, most_, done_);
  std::fflush(stderr);
}

}  // namespace gatefuzz
