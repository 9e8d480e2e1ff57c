// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Words for a block that cannot go on: who waits where, and for whom.
#ifndef GATEFUZZ_EMULATOR_EXEC_BLOCKED_H_
#define GATEFUZZ_EMULATOR_EXEC_BLOCKED_H_

#include <string>

#include "emulator/exec/block.h"

namespace gatefuzz::emulator {

// No warp of `block` can run, and threads are alive: reports a member mask that is never met, or barrier divergence.
void ReportDeadlock(Block& block);

// The budget is spent; launch.trace says where the launch has been since.
void ReportHang(Launch& launch, Warp* warp);

// "0x8f".
std::string Hex(uint64_t value);

// "0-3, 7" for 0x8f.
std::string LaneList(uint32_t lanes);

// "moe.cu:12", or "PTX line 34" without line information.
std::string PlaceName(const Program& program, uint32_t site);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_BLOCKED_H_
