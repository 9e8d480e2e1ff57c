// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Data races on shared and global memory, between the lanes of a warp, the warps of a block, and blocks: two accesses
// to one byte, at least one of them a write, that nothing orders and that are not both strong at scopes which include
// the other thread. docs/races.md says what orders. A race is reported once for each instruction that meets one, and
// does not end the launch.
//
// Of the reads and atomics of a byte that nothing orders among themselves, a few are remembered; of a race with a
// forgotten one nothing is said. What is reported is a race.
#ifndef GATEFUZZ_EMULATOR_CHECKS_RACE_CHECK_H_
#define GATEFUZZ_EMULATOR_CHECKS_RACE_CHECK_H_

#include <cstdint>

#include "emulator/checks/race_order.h"
#include "emulator/checks/race_shadow.h"
#include "emulator/checks/reported_sites.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class RaceCheck final : public Observer {
 public:
  explicit RaceCheck(const Arena& arena) : arena_base_(reinterpret_cast<uint64_t>(arena.base)) {}

  // A launch starts: everything earlier happened before it.
  void BeginLaunch();

  bool OnLoad(const Access& access, FaultSink* sink) override;
  bool OnStore(const Access& access, FaultSink* sink) override;
  bool OnAtomic(const Access& access, FaultSink* sink) override;
  void OnBlockStart(const BlockStart& start) override { order_.StartBlock(start); }
  void OnFence(const Lanes& at, MemoryOrder order) override { order_.Fence(at, order); }
  void OnWarpSync(const Lanes& at) override { order_.WarpSync(at); }
  void OnBarrierArrive(const Lanes& at, uint32_t barrier, bool waits) override {
    order_.BarrierArrive(at, barrier, waits);
  }
  void OnBarrierMet(uint32_t slot, uint32_t barrier, bool everyone) override {
    order_.BarrierMet(slot, barrier, everyone);
  }

 private:
  enum class Use { kLoad, kStore, kAtomic };
  // One warp's access, while it is looked at.
  struct Visit;

  template <Use kUse>
  void Check(const Access& access, FaultSink* sink);
  // `offset`: of the cell's first byte, or of the first that the lane accesses, in the lane's access.
  template <Use kUse>
  void VisitLane(Visit* visit, int lane);
  template <Use kUse>
  void VisitCell(Visit* visit, Cell* cell, int lane, uint32_t offset, uint32_t bytes);
  void Read(Visit* visit, Cell* cell, int lane);
  void Write(Visit* visit, Cell* cell, int lane, uint32_t offset, uint32_t bytes);
  // The cell of an address, null where none is kept.
  Cell* CellAt(const Visit& visit, uint64_t address);
  // Reports it if the earlier access and this one race.
  void Judge(Visit* visit, const AccessRecord& earlier, bool was_write, int lane);
  [[gnu::cold]] void Report(Visit* visit, const AccessRecord& earlier, bool was_write, uint32_t others, int lane);
  [[gnu::cold]] void ReportDifferentValues(Visit* visit, int other, int lane);
  bool BothStrong(const Visit& visit, const AccessRecord& earlier) const;

  const uint64_t arena_base_;
  RaceOrder order_;
  RaceShadow shadow_;
  ReportedSites reported_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_RACE_CHECK_H_
