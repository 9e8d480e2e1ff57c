// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The events of the interpreter. Checks and feedback subscribe; the interpreter itself holds no checking code beyond
// what it cannot run without (an address that maps to nothing, lanes that can never proceed, the instruction budget).
#ifndef GATEFUZZ_EMULATOR_EXEC_OBSERVER_H_
#define GATEFUZZ_EMULATOR_EXEC_OBSERVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/control.h"
#include "emulator/exec/register_flow.h"
#include "emulator/ptx/module.h"

namespace gatefuzz::emulator {

// What an observer found wrong; the interpreter adds kernel, block, thread and source place.
struct Fault {
  FaultKind kind = FaultKind::kOutOfBounds;
  int lane = 0;  // the first lane at fault
  ptx::Space space = ptx::Space::kGeneric;
  uint64_t address = 0;
  uint32_t bytes = 0;
  std::string message;
  bool fatal = true;  // false: note it and go on (an uninitialised read)
  // Of a race: the earlier access. `other_thread` is the linear index in its block.
  bool has_other = false;
  uint32_t other_site = 0;
  uint64_t other_block = 0;
  uint32_t other_thread = 0;
  // Another instruction that takes part: its place is added to the message. kNoSite: none.
  static constexpr uint32_t kNoSite = ~uint32_t{0};
  uint32_t loaded_site = kNoSite;
};

// Where faults go. Implemented by the grid; a fatal one stops the launch after the current instruction.
class FaultSink {
 public:
  virtual ~FaultSink() = default;
  virtual void Report(const Fault& fault) = 0;
  // Asks, of an access that the observer refuses, that it happens again under the eyes of Observer::Watch(). False: it
  // cannot be.
  virtual bool WatchFromHere() { return false; }
};

// How the addresses of the active lanes lie.
enum class Pattern : uint8_t {
  kAny,
  kUniform,     // one address
  kContiguous,  // lane i at an address + i * Access::bytes
};

// How an access or fence takes part in synchronisation (PTX 9.0, chapter 8). A volatile access counts as relaxed at the
// scope of the system.
enum class Semantics : uint8_t { kWeak, kVolatile, kRelaxed, kAcquire, kRelease, kAcquireRelease };
// A cluster is one block here, so .cluster is kBlock.
enum class Scope : uint8_t { kBlock, kDevice, kSystem };
struct MemoryOrder {
  Semantics semantics : 4 = Semantics::kWeak;
  Scope scope : 4 = Scope::kBlock;
};

// Lanes of a warp at an event. Blocks that are resident at the same time have different slots.
struct Lanes {
  uint32_t slot;
  uint32_t warp;   // in its block
  uint32_t lanes;  // those the event is about
  uint32_t live;   // those of the warp that have not exited
};

// One memory instruction of one warp, address by address. `space` is resolved: never kGeneric.
struct Access {
  uint32_t site;       // the instruction: index in the program, stable for the same PTX
  uint32_t lanes;      // active lanes
  uint32_t bytes;      // per lane, all vector elements together: 1..16
  uint32_t alignment;  // required of each address
  ptx::Space space;    // kGlobal, kShared, kLocal, kConst
  Pattern pattern;
  const uint64_t* address;  // [32], in that space: arena address, shared offset, local offset
  uint8_t* shadow;          // kShared: the block's shadow; kLocal: the warp's, lane-major; else null
  uint32_t shadow_stride;   // kLocal: bytes of one lane's local memory
  uint32_t space_bytes;     // kShared, kLocal: size of the space; valid offsets are [space_base, space_base + bytes)
  uint32_t space_base;      // kShared: kSharedBase; kLocal: 0
  MemoryOrder order;
  uint32_t slot;           // of the block
  uint32_t warp;           // in its block
  const uint8_t* data[4];  // of st: the registers of each vector element, lane after lane
  uint32_t data_bytes;     // of one lane's register; the value is its low bytes / elements. 0: `data` means nothing
  uint32_t elements;       // of the vector
  bool watched;            // a RegisterObserver is told of it too
};

// A block becomes resident in `slot`, in place of the one that was there.
struct BlockStart {
  uint32_t slot;
  uint64_t block;  // linear index in the grid
  uint32_t threads;
  uint8_t* shared_shadow;  // of its shared memory, which is uninitialised
  uint32_t shared_bytes;
};

// One instruction of a watched warp.
struct Step {
  uint32_t site;
  uint32_t lanes;   // that pass its guard
  uint32_t chosen;  // of selp: lanes where the predicate holds
  const RegisterFlow* flow;
  const FlowOperand* operands;  // of `flow`
  const FlowMove* moves;        // of `flow`
  const uint8_t* const* bases;  // what places count from: see Warp::SetBase
  uint32_t frame;               // the frame's offset in the register stack
  uint32_t register_bytes;      // size of the register stack
};

// Follows the values of one warp through its registers. Created where a warp is first worth the cost, and told of
// everything from that instruction on until the warp's block ends.
class RegisterObserver {
 public:
  virtual ~RegisterObserver() = default;
  virtual void Before(const Step&, FaultSink*) = 0;
  // `waiting`: lanes that now wait for the members of their masks.
  virtual void After(const Step&, uint32_t waiting) = 0;
  // What the instruction between Before and After loads or stores; the observer of memory has allowed it.
  virtual void OnLoad(const Access&) = 0;
  virtual void OnStore(const Access&) = 0;
  // A function starts, for `lanes`, with zero in 32 columns of `bytes` at `offset` of the register stack.
  virtual void OnZero(uint32_t offset, uint32_t bytes, uint32_t lanes) = 0;
};

// Comparison operands for feedback: 32 lanes of `type`.
struct Comparison {
  uint32_t site;
  uint32_t lanes;
  uint32_t outcome;  // lanes where the result is true
  ptx::Type type;
  const void* a;
  const void* b;
};

class Observer {
 public:
  virtual ~Observer() = default;
  // Memory, before the access happens. Report faults to `sink`; returning false makes the instruction not happen.
  virtual bool OnLoad(const Access&, FaultSink*) { return true; }
  virtual bool OnStore(const Access&, FaultSink*) { return true; }
  virtual bool OnAtomic(const Access&, FaultSink*) { return true; }
  // An instruction with a member mask: `arrived` lanes reach it together, `masks[lane]` is each lane's mask. Not told
  // where those are all the lanes alive and all give one mask that names them.
  virtual bool OnMemberMask(uint32_t /*site*/, uint32_t /*arrived*/, const uint32_t* /*masks*/, FaultSink*) {
    return true;
  }
  virtual void OnBlockStart(const BlockStart&) {}
  // A warp starts: local memory of its lanes.
  virtual void OnWarpStart(uint8_t* /*local_shadow*/, uint32_t /*bytes*/) {}
  // membar, fence.
  virtual void OnFence(const Lanes&, MemoryOrder) {}
  // bar.warp.sync: the lanes, which are all that take part, meet.
  virtual void OnWarpSync(const Lanes&) {}
  // Lanes come to a barrier of the block. `waits` false: bar.arrive.
  virtual void OnBarrierArrive(const Lanes&, uint32_t /*barrier*/, bool /*waits*/) {}
  // The barrier is met: whoever waits at it goes on. `everyone`: as many came as the block has live threads.
  virtual void OnBarrierMet(uint32_t /*slot*/, uint32_t /*barrier*/, bool /*everyone*/) {}
  // A new observer of a warp's registers, for WatchFromHere; null if there is none. This must outlive it.
  virtual std::unique_ptr<RegisterObserver> Watch() { return nullptr; }
};

// Feedback is called far more often than checks, so it has an interface of its own.
class FeedbackObserver {
 public:
  virtual ~FeedbackObserver() = default;
  // Control passed from instruction `from` to `to`, not by falling through.
  virtual void OnEdge(uint32_t from, uint32_t to) = 0;
  // A predicate was computed (setp and friends), or decided a selp or a guard: outcome among active lanes.
  virtual void OnPredicate(uint32_t site, uint32_t lanes, uint32_t outcome) = 0;
  virtual void OnComparison(const Comparison& comparison) = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_OBSERVER_H_
