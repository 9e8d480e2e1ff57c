// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Member masks of warp instructions: a lane must be a member of its own mask, and lanes that meet at an instruction
// must agree on who takes part. (That members never arrive is for the interpreter to see.)
#ifndef GATEFUZZ_EMULATOR_CHECKS_SYNC_CHECK_H_
#define GATEFUZZ_EMULATOR_CHECKS_SYNC_CHECK_H_

#include <cstdint>

#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class SyncCheck final : public Observer {
 public:
  bool OnMemberMask(uint32_t site, uint32_t arrived, const uint32_t* masks, FaultSink* sink) override;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_SYNC_CHECK_H_
