// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A thread block: its warps, shared memory and 16 barriers. Warps run one at a time, each until it waits, exits or has
// used a time slice.
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

// Memory and warps outlive a launch: a thread keeps one Block and reuses it (see Acquire).
struct Block {
  Launch* launch = nullptr;
  std::vector<std::unique_ptr<Warp>> warps;  // may hold more than the block has
  uint32_t warp_count = 0;
  uint32_t thread_count = 0;
  uint32_t live_threads = 0;
  Barrier barriers[16];
  BlockSpecials specials;
  std::vector<uint8_t> shared, shared_shadow;
  uint32_t shared_bytes = 0;
  std::vector<uint8_t> local, local_shadow;  // of all warps
  uint64_t random = 0;                       // state of the schedule's generator; 0: ascending order

  // Prepares for the blocks of a launch: shapes, memory sizes.
  void Prepare(Launch* for_launch);
  // Runs block `index` to its end, or until the launch is stopped.
  void Run(Dim3 index);

  // `lanes` of `warp` arrive at barrier `id`; `expected` threads take part (0: all). Returns true if that completes
  // it: all waiting lanes have then been released, and those of `warp` that waited continue after their instruction.
  bool Arrive(Warp* warp, const Decoded* d, uint32_t lanes, uint32_t id, uint32_t expected, BarrierKind kind,
              uint32_t predicate);
  // `count` threads have exited, which may complete barriers.
  void OnExit(uint32_t count);

  uint8_t* SharedAt(uint64_t address) { return shared.data() + (address - kSharedBase); }

 private:
  void Start(Dim3 index);
  void StartWarp(Warp* warp);
  void OnBudgetSpent(Warp* warp);
  bool CompleteIfMet(uint32_t id);
  uint64_t NextRandom(uint64_t bound);
};

// A barrier was met: gives those of `lanes` that wait at a barrier.red their result, and lets all go on.
// (lower_barrier.cc)
void FinishBarrier(Warp* warp, uint32_t lanes, const Barrier& met);

// This thread's block, with whatever memory earlier launches left it.
Block& ThreadBlock();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_BLOCK_H_
