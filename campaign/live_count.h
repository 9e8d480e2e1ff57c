// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How far a command is: on a terminal, one line that is rewritten and goes away at the end; elsewhere nothing.
#ifndef GATEFUZZ_CAMPAIGN_LIVE_COUNT_H_
#define GATEFUZZ_CAMPAIGN_LIVE_COUNT_H_

#include <chrono>
#include <cstddef>
#include <string>

namespace gatefuzz {

class LiveCount {
 public:
  // `done`: what was done with what is counted, "replayed".
  LiveCount(std::string done, size_t most);
  ~LiveCount();
  LiveCount(const LiveCount&) = delete;
  LiveCount& operator=(const LiveCount&) = delete;

  void Show(size_t count);

 private:
  const std::string done_;
  const size_t most_;
  const bool live_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_LIVE_COUNT_H_
