// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The state of one launch, shared by its blocks, which run one after another.
#ifndef GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_
#define GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_

#include <vector>

#include "emulator/exec/program_internal.h"

namespace gatefuzz::emulator {

struct Launch final : FaultSink {
  Launch(const Program& program_in, const LaunchRequest& request_in) : program(program_in), request(request_in) {}

  const Program& program;
  const LaunchRequest& request;
  const FunctionCode* function = nullptr;
  uint64_t instructions = 0;  // warp instructions executed
  uint64_t budget = 0;
  uint8_t* executed = nullptr;
  bool stopped = false;  // a fatal fault was reported
  Dim3 block_index;
  uint64_t heap_used = 0;

  // Once the budget is spent the launch runs on for a little while to learn which lines it loops over.
  bool tracing_hang = false;
  std::vector<uint8_t> trace;
  uint8_t* executed_before_trace = nullptr;

  LaunchOutcome outcome;

  // Where a fault is, for Report. Set before anything that may report.
  const Warp* at_warp = nullptr;
  const Decoded* at = nullptr;

  void Report(const Fault& fault) override;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_LAUNCH_H_
