// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A thread block: its warps, shared memory and 16 barriers. Warps run one at a time, each until it waits, exits or has
// used a time slice. Several blocks may be resident at once (grid.cc).
#ifndef GATEFUZZ_EMULATOR_EXEC_BLOCK_H_
#define GATEFUZZ_EMULATOR_EXEC_BLOCK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/exec/launch.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/warp.h"

namespace gatefuzz::emulator {

// What an arrival at a barrier does.
enum class BarrierKind : uint8_t { kSync, kArrive, kRedPopc, kRedAnd, kRedOr };

// One barrier of a block. Counts threads, as sm_70 and later do.
struct Barrier {
  uint32_t arrived = 0;
  uint32_t expected = 0;  // 0: every thread that has not exited
  uint32_t popc = 0;      // of the predicates brought by barrier.red
  uint32_t with_predicate = 0;
};

// Why Block::Run returned.
enum class BlockStatus { kFinished, kTurnEnded, kStopped };

// Memory and warps outlive a launch: a thread keeps its blocks and reuses them (see ThreadBlocks).
struct Block {
  Launch* launch = nullptr;
  uint32_t slot = 0;  // in the pool; different for blocks that are resident together
  Dim3 index;
  std::vector<std::unique_ptr<Warp>> warps;  // may hold more than the block has
  uint32_t warp_count = 0;
  uint32_t thread_count = 0;
  uint32_t live_threads = 0;
  Barrier barriers[16];
  BlockSpecials specials;
  std::vector<uint8_t> shared, shared_shadow;
  uint32_t shared_bytes = 0;
  std::vector<uint8_t> local, local_shadow;  // of all warps
  uint32_t next_warp = 0;                    // whose turn it is
  uint64_t turn_end = 0;                     // Launch::instructions at which others may run

  // Prepares for the blocks of a launch: shapes, memory sizes.
  void Prepare(Launch* for_launch);
  // Becomes block `number` of the grid, of which nothing has run yet.
  void Start(uint64_t number);
  // Runs on, to its end or until the launch is stopped or about `turn` warp instructions have passed.
  BlockStatus Run(uint64_t turn);

  // `lanes` of `warp` arrive at barrier `id`; `expected` threads take part (0: all). Returns true if that completes
  // it: all waiting lanes have then been released, and those of `warp` that waited continue after their instruction.
  bool Arrive(Warp* warp, const Decoded* d, uint32_t lanes, uint32_t id, uint32_t expected, BarrierKind kind,
              uint32_t predicate);
  // `count` threads have exited, which may complete barriers.
  void OnExit(uint32_t count);

  uint8_t* SharedAt(uint64_t address) { return shared.data() + (address - kSharedBase); }

 private:
  void StartWarp(Warp* warp);
  void OnBudgetSpent(Warp* warp);
  bool CompleteIfMet(uint32_t id);
};

// A barrier was met: gives those of `lanes` that wait at a barrier.red their result, and lets all go on.
// (lower_barrier.cc)
void FinishBarrier(Warp* warp, uint32_t lanes, const Barrier& met);

// This thread's blocks, with whatever memory earlier launches left them. Blocks never move.
using BlockPool = std::vector<std::unique_ptr<Block>>;
BlockPool& ThreadBlocks();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_BLOCK_H_
