// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What happens before what in a launch (PTX 9.0, chapter 8; docs/races.md): program order, barriers of the block, of
// the warp and of parts of them, and values passed through strong accesses between fences. Memory itself is
// race_check's.
#ifndef GATEFUZZ_EMULATOR_CHECKS_RACE_ORDER_H_
#define GATEFUZZ_EMULATOR_CHECKS_RACE_ORDER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "emulator/checks/race_clock.h"
#include "emulator/checks/race_shadow.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class RaceOrder {
 public:
  // What is kept of a thread only while it knows more than its warp, or has fenced.
  struct ThreadState {
    Clock known;
    // What strong reads saw published: at device scope, or within the block. Known from the next fence or barrier on.
    Clock seen, seen_in_block;
    // What strong writes publish since the last fence of device scope, and of any scope: what the thread had learnt,
    // and what it had done itself.
    std::shared_ptr<const Clock> fenced, fenced_in_block;
    Time fenced_time = 0, fenced_in_block_time = 0;
  };
  struct WarpState {
    Time floor = 0;  // all lanes know of each other up to this
    Clock known;     // all lanes
    // [lane][other]: what lane knows of other, of barriers that not all lanes took part in. Null: nothing.
    std::unique_ptr<std::array<std::array<Time, 32>, 32>> lanes;
    std::unique_ptr<ThreadState> threads[32];
    uint32_t kept = 0;      // lanes that have a ThreadState
    uint32_t informed = 0;  // lanes whose ThreadState knows or has seen something
  };
  struct BlockState {
    uint32_t block = 0;
    uint32_t first_warp = 0;  // counted through the grid
    Time start = 0;
    Time floor = 0;         // all threads know of each other up to this
    Clock known;            // all threads
    bool informed = false;  // some warp or thread knows more
    std::vector<WarpState> warps;
    struct Waiting {
      uint32_t warp, lanes, live;
    };
    struct Barrier {
      std::vector<Waiting> waiting;
      Clock arrived;  // what threads brought that do not wait
      bool has_arrived = false;
    };
    Barrier barriers[16];
    std::vector<Cell> shared;
  };
  // A place in the program's execution: a warp of a resident block.
  struct Here {
    BlockState* block;
    WarpState* warp;
    uint32_t warp_number;  // counted through the grid
  };

  Time now() const { return now_; }
  // Accesses from here on are told from those before.
  Time Step() { return now_++; }
  // Whatever is not later than this is of an earlier launch.
  Time launch_start() const { return launch_start_; }

  void BeginLaunch();
  void StartBlock(const BlockStart& start);
  void Fence(const Lanes& at, MemoryOrder order);
  void WarpSync(const Lanes& at);
  void BarrierArrive(const Lanes& at, uint32_t barrier, bool waits);
  void BarrierMet(uint32_t slot, uint32_t barrier, bool everyone);

  Here At(uint32_t slot, uint32_t warp) {
    BlockState* block = slots_[slot].get();
    return {block, &block->warps[warp], block->first_warp + warp};
  }
  bool InBlock(const AccessRecord& record, const Here& here) const {
    return record.warp - here.block->first_warp < here.block->warps.size();
  }
  uint32_t BlockOf(uint32_t warp_number) const { return warp_number / warps_per_block_; }
  uint32_t WarpInBlock(uint32_t warp_number) const { return warp_number % warps_per_block_; }

  // The lanes of the record that did not happen before what `lane` does here.
  uint32_t Unordered(const AccessRecord& record, const Here& here, int lane) const;

  // A strong read of `lane`, of the value in the cell. `born`: what was published there before this time means nothing.
  void StrongRead(const Cell* cell, Time born, const Here& here, int lane, MemoryOrder order);
  // A strong write. `updates`: it also read, so that what was published there stays.
  void StrongWrite(const Cell* cell, Time born, const Here& here, int lane, MemoryOrder order, bool updates);
  // A weak write: whatever was published with the old value is gone with it.
  void WeakWrite(const Cell* cell) {
    if (!variables_.empty()) variables_.erase(cell);
  }

 private:
  static constexpr uint32_t kNoBlock = ~uint32_t{0};
  static constexpr uint32_t kManyBlocks = kNoBlock - 1;
  // What was published with the value in a cell.
  struct Variable {
    Time time = 0;  // of the last publication
    uint32_t writer_warp = 0;
    int writer_lane = 0;
    Clock wide;                                        // for any block
    uint32_t wide_block = kNoBlock;                    // that published it
    std::vector<std::pair<uint32_t, Clock>> in_block;  // for threads of that block
  };

  static ThreadState& StateOf(const Here& here, int lane);
  static void Inform(const Here& here, int lane, const Clock& clock);
  // What one lane acquires all lanes are taken to know: cooperative_groups hands it on by a shuffle.
  static void InformWarp(const Here& here, const Clock& clock);
  // Adds all that `lane` knows of others, and of itself up to the last barrier.
  void AddLearnt(const Here& here, int lane, Clock* to) const;
  // Adds all that the lanes know together, themselves up to now. `whole`: they are all that live.
  void AddKnown(const Here& here, uint32_t lanes, bool whole, Clock* to) const;
  // Moves what these lanes alone know and have seen into `to`.
  static void Take(const Here& here, uint32_t lanes, Clock* to);
  static void Publish(Variable* variable, const Clock& clock, Scope scope, uint32_t block);

  Time now_ = 1;
  Time launch_start_ = 0;
  uint32_t warps_per_block_ = 1;
  std::vector<std::unique_ptr<BlockState>> slots_;
  std::unordered_map<const Cell*, Variable> variables_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_RACE_ORDER_H_
