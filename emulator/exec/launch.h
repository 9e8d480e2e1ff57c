// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The state of one launch, shared by its blocks.
#ifndef GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_
#define GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_

#include <vector>

#include "emulator/exec/program_internal.h"

namespace gatefuzz::emulator {

// The element of `shape` with this linear index, x running fastest.
inline Dim3 At(const Dim3& shape, uint64_t number) {
  return {static_cast<uint32_t>(number % shape.x), static_cast<uint32_t>(number / shape.x % shape.y),
          static_cast<uint32_t>(number / shape.x / shape.y)};
}

struct Launch final : FaultSink {
  Launch(const Program& program_in, const LaunchRequest& request_in) : program(program_in), request(request_in) {}

  const Program& program;
  const LaunchRequest& request;
  const FunctionCode* function = nullptr;
  uint64_t instructions = 0;  // warp instructions executed
  uint64_t budget = 0;
  uint8_t* executed = nullptr;
  bool stopped = false;  // a fatal fault was reported
  uint64_t random = 0;   // state of the schedule's generator

  // Once the budget is spent the launch runs on for a little while to learn which lines it loops over.
  bool tracing_hang = false;
  std::vector<uint8_t> trace;
  uint8_t* executed_before_trace = nullptr;

  LaunchOutcome outcome;

  // Where a fault is, for Report. Set before anything that may report.
  Warp* at_warp = nullptr;
  const Decoded* at = nullptr;

  void Report(const Fault& fault) override;
  // Uniform in [0, bound). splitmix64: a whole schedule follows from the seed.
  uint64_t NextRandom(uint64_t bound);
  bool WatchFromHere() override;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_
