// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The checks of a launch as the one observer that the interpreter knows.
#ifndef GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_
#define GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_

#include "emulator/checks/device_memory.h"
#include "emulator/checks/memory_check.h"
#include "emulator/checks/sync_check.h"
#include "emulator/control.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class Checks {
 public:
  // `memory` must outlive the checks.
  explicit Checks(const DeviceMemory& memory) : memory_(memory), both_(memory) {}

  // The observer for one launch under `options`; null if every check is off.
  Observer* BeginLaunch(const Options& options) {
    memory_.BeginLaunch();
    both_.BeginLaunch();
    if (options.check_memory && options.check_sync) return &both_;
    if (options.check_memory) return &memory_;
    return options.check_sync ? &sync_ : nullptr;
  }

 private:
  class Both final : public MemoryCheck {
   public:
    using MemoryCheck::MemoryCheck;
    bool OnMemberMask(uint32_t site, uint32_t arrived, const uint32_t* masks, FaultSink* sink) override {
      return sync_.OnMemberMask(site, arrived, masks, sink);
    }

   private:
    SyncCheck sync_;
  };

  MemoryCheck memory_;
  SyncCheck sync_;
  Both both_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_
