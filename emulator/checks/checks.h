// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The checks of a launch as the one observer that the interpreter knows.
#ifndef GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_
#define GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_

#include <memory>

#include "emulator/checks/device_memory.h"
#include "emulator/checks/memory_check.h"
#include "emulator/checks/race_check.h"
#include "emulator/checks/sync_check.h"
#include "emulator/control.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class Checks {
 public:
  // `memory` must outlive the checks.
  explicit Checks(const DeviceMemory& memory) : memory_(memory), race_(memory.arena()), all_(this) {}

  // The observer for one launch under `options`; null if every check is off.
  Observer* BeginLaunch(const Options& options) {
    memory_.BeginLaunch();
    if (options.check_race) race_.BeginLaunch();
    if (!options.check_sync && !options.check_race) return options.check_memory ? &memory_ : nullptr;
    all_.Choose(options);
    return &all_;
  }

 private:
  // Those that are chosen, of which a memory access is told to each.
  class All final : public Observer {
   public:
    explicit All(Checks* checks) : checks_(*checks) {}
    void Choose(const Options& options) {
      memory_ = options.check_memory;
      sync_ = options.check_sync;
      race_ = options.check_race;
    }

    bool OnLoad(const Access& access, FaultSink* sink) override {
      return (!memory_ || checks_.memory_.OnLoad(access, sink)) && (!race_ || checks_.race_.OnLoad(access, sink));
    }
    bool OnStore(const Access& access, FaultSink* sink) override {
      return (!memory_ || checks_.memory_.OnStore(access, sink)) && (!race_ || checks_.race_.OnStore(access, sink));
    }
    bool OnAtomic(const Access& access, FaultSink* sink) override {
      return (!memory_ || checks_.memory_.OnAtomic(access, sink)) && (!race_ || checks_.race_.OnAtomic(access, sink));
    }
    bool OnMemberMask(uint32_t site, uint32_t arrived, const uint32_t* masks, FaultSink* sink) override {
      return !sync_ || checks_.sync_.OnMemberMask(site, arrived, masks, sink);
    }
    void OnBlockStart(const BlockStart& block) override {
      if (memory_) checks_.memory_.OnBlockStart(block);
      if (race_) checks_.race_.OnBlockStart(block);
    }
    void OnWarpStart(uint8_t* local_shadow, uint32_t bytes) override {
      if (memory_) checks_.memory_.OnWarpStart(local_shadow, bytes);
    }
    std::unique_ptr<RegisterObserver> Watch() override { return memory_ ? checks_.memory_.Watch() : nullptr; }
    void OnFence(const Lanes& at, MemoryOrder order) override {
      if (race_) checks_.race_.OnFence(at, order);
    }
    void OnWarpSync(const Lanes& at) override {
      if (race_) checks_.race_.OnWarpSync(at);
    }
    void OnBarrierArrive(const Lanes& at, uint32_t barrier, bool waits) override {
      if (race_) checks_.race_.OnBarrierArrive(at, barrier, waits);
    }
    void OnBarrierMet(uint32_t slot, uint32_t barrier, bool everyone) override {
      if (race_) checks_.race_.OnBarrierMet(slot, barrier, everyone);
    }

   private:
    Checks& checks_;
    bool memory_ = false, sync_ = false, race_ = false;
  };

  MemoryCheck memory_;
  SyncCheck sync_;
  RaceCheck race_;
  All all_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_CHECKS_H_
