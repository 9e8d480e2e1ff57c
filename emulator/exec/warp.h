// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A warp: 32 lanes that each have a pc, a stack of calls and a place to wait. Registers are columns: one lane of a
// register belongs to that lane alone, so lanes at different call depths share the register stack without conflict.
//
// Lanes with the same pc and frame run together as a group. Among the lanes that can run, the deepest call goes first,
// then the smallest pc: since compilers lay code out forward, diverged lanes meet again where their paths join. A group
// that runs for a whole time slice steps behind the others, so that a lane which spins on another one's progress cannot
// starve it.
#ifndef GATEFUZZ_EMULATOR_EXEC_WARP_H_
#define GATEFUZZ_EMULATOR_EXEC_WARP_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "emulator/exec/async_copy.h"
#include "emulator/exec/decoded.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

struct Block;
struct Launch;
struct CallSite;
struct FunctionCode;

inline constexpr uint32_t kAllLanes = ~uint32_t{0};

// Offsets of per-warp special values from Base::kWarp.
struct WarpSpecials {
  alignas(64) uint32_t tid_x[32];
  uint32_t tid_y[32];
  uint32_t tid_z[32];
  uint32_t warpid[32];
  uint64_t local_base[32];  // where each lane's current function has its local variables
};

// Offsets of per-block special values from Base::kBlock.
struct BlockSpecials {
  alignas(64) uint32_t ntid[3][32];
  uint32_t ctaid[3][32];
  uint32_t nctaid[3][32];
  uint32_t grid_workspace[2][32];  // address, high half first
  uint32_t nwarpid[32];
  uint32_t dynamic_shared_base[32];
  uint32_t dynamic_shared_bytes[32];
  uint32_t total_shared_bytes[32];
};

// Why Warp::Run returned.
enum class WarpStatus { kFinished, kWaiting, kSliceEnded, kStopped };

struct Warp {
  // What handlers touch at every instruction.
  uint8_t* bases[4] = {};            // what places count from, each less its own index: see SetBase
  uint32_t live = 0;                 // lanes that exist and have not exited
  uint32_t active = 0;               // lanes of the running group
  const Decoded* stop_at = nullptr;  // where the group meets others, or null
  // Handlers go on by themselves to instructions below this (RunNext); null: each returns to the loop.
  const Decoded* chain_end = nullptr;
  const Decoded* segment = nullptr;  // start of the straight run that is not yet accounted for
  uint64_t slice_end = 0;            // Launch::instructions at which the group must stop
  FeedbackObserver* feedback = nullptr;
  Observer* check = nullptr;
  std::unique_ptr<RegisterObserver> watcher;  // null, but for warps whose every instruction is watched
  Launch* launch = nullptr;
  Block* block = nullptr;
  uint8_t* arena_base = nullptr;

  // Per lane, valid for lanes outside the running group (and, but for pc, inside it).
  const Decoded* pc[32] = {};
  uint32_t frame[32] = {};  // offset of the lane's registers in the register stack
  uint32_t depth[32] = {};  // calls on its stack
  uint32_t member_mask[32] = {};
  uint32_t carry = 0;          // CC.CF, one bit a lane
  uint32_t deepest = 0;        // the largest depth any lane has had
  uint32_t waits_member = 0;   // lanes that wait at an instruction with a member mask
  uint32_t waits_barrier = 0;  // lanes that wait at a barrier of the block
  uint32_t avoid = 0;          // lanes that used up a time slice
  bool restart = false;        // a watch began at the running instruction
  uint32_t group_frame = 0;
  // Not null: every live lane can run and is here, in frame group_frame. Saves the search for the next group.
  const Decoded* converged = nullptr;
  uint8_t barrier_id[32] = {};
  int index = 0;        // in the block
  uint32_t exists = 0;  // lanes the block's shape gives this warp

  struct Return {
    const CallSite* site = nullptr;
    const Decoded* pc = nullptr;
    const FunctionCode* callee = nullptr;
    uint32_t frame = 0;
    uint64_t local_base = 0;
    uint64_t callee_local = 0;
    uint64_t stack_pointer = 0;
  };
  std::vector<std::array<Return, 32>> returns;  // [depth - 1][lane]
  uint64_t stack_pointer[32] = {};              // end of local memory in use, by lane
  std::vector<uint8_t> registers;               // aligned by hand: see RegisterBase
  uint8_t* register_base = nullptr;
  uint32_t register_bytes = 0;
  WarpSpecials specials;
  AsyncCopies async_copies;         // of cp.async
  uint8_t* local = nullptr;         // lane-major
  uint8_t* local_shadow = nullptr;  // null without checks
  uint32_t local_stride = 0;        // bytes of a lane's local memory

  // Runs until the warp has exited, waits, is stopped by a fault, or `slice` instructions have passed. Slices of more
  // than 64 end at a jump only.
  WarpStatus Run(uint64_t slice);

  template <class T>
  T* At(Place place) const {
    return reinterpret_cast<T*>(bases[place & 3] + place);
  }
  // A place is an offset plus the index of its base.
  void SetBase(Base base, uint8_t* memory) {
    const uint32_t index = static_cast<uint32_t>(base);
    bases[index] = memory - index;
  }
  uint32_t Predicate(Place place) const { return *At<const uint32_t>(place); }
  void SetPredicate(Place place, uint32_t lanes, uint32_t value) {
    uint32_t* p = At<uint32_t>(place);
    *p = (*p & ~lanes) | (value & lanes);
  }
  // True if writing other lanes than `lanes` is harmless, because none of them is alive.
  bool Covers(uint32_t lanes) const { return (live & ~lanes) == 0; }

  // The group goes on at `target`, not by falling through, from `d`.
  const Decoded* Jump(const Decoded* d, const Decoded* target);
  // Ends the group: its `lanes` go on at `target`, the rest of it after `d`.
  const Decoded* Split(const Decoded* d, uint32_t lanes, const Decoded* target);
  // Books [segment, end) as executed.
  void Account(const Decoded* end);
  void SetPc(uint32_t lanes, const Decoded* target);
  // The running group ends; its lanes go on at `target`, as one.
  void Pause(const Decoded* target) {
    SetPc(active, target);
    if (active == live) converged = target;
  }
  // Reports a fault of `lane` at `d`. Returns true if the launch goes on.
  bool Report(const Decoded* d, const Fault& fault);
  // The group ends because the launch is stopped.
  const Decoded* Stop(const Decoded* d);
  // Others should run, of other blocks too: the time slice ends at the next jump.
  void Yield();
  // For events.
  Lanes LanesOf(uint32_t lanes) const;
  // The access of the group at `d` was refused. It goes on after it, or starts again if a watch has begun; or the
  // launch is stopped.
  const Decoded* Refused(const Decoded* d);
  // Some lane neither waits nor has exited.
  bool CanRun() const { return (live & ~(waits_member | waits_barrier)) != 0; }
  // Zeroes the registers of a function that starts for `lanes` and that may be read before they are written.
  void ZeroFrame(const FunctionCode& function, uint32_t lanes);
  // Makes room for a frame that ends at `bytes` of the register stack. False: the stack is too deep.
  bool GrowRegisters(uint32_t bytes);

 private:
  void RunWatched(const Decoded* d);
  const Decoded* Select();
  const Decoded* SelectFlat(uint32_t candidates, uint32_t runnable);
  const Decoded* SelectDeep(uint32_t candidates, uint32_t runnable);
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_WARP_H_
