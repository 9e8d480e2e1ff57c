// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The events of the interpreter. Checks and feedback subscribe; the interpreter itself holds no checking code beyond
// what it cannot run without (an address that maps to nothing, lanes that can never proceed, the instruction budget).
#ifndef GATEFUZZ_EMULATOR_EXEC_OBSERVER_H_
#define GATEFUZZ_EMULATOR_EXEC_OBSERVER_H_

#include <cstdint>
#include <string>

#include "emulator/control.h"
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
};

// Where faults go. Implemented by the grid; a fatal one stops the launch after the current instruction.
class FaultSink {
 public:
  virtual ~FaultSink() = default;
  virtual void Report(const Fault& fault) = 0;
};

// One memory instruction of one warp, address by address. `space` is resolved: never kGeneric.
struct Access {
  uint32_t site;            // the instruction: index in the program, stable for the same PTX
  uint32_t lanes;           // active lanes
  uint32_t bytes;           // per lane, all vector elements together: 1..16
  uint32_t alignment;       // required of each address
  ptx::Space space;         // kGlobal, kShared, kLocal, kConst
  const uint64_t* address;  // [32], in that space: arena address, shared offset, local offset
  uint8_t* shadow;          // kShared: the block's shadow; kLocal: the warp's, lane-major; else null
  uint32_t shadow_stride;   // kLocal: bytes of one lane's local memory
  uint32_t space_bytes;     // kShared, kLocal: size of the space; valid offsets are [space_base, space_base + bytes)
  uint32_t space_base;      // kShared: kSharedBase; kLocal: 0
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
  // An instruction with a member mask: `arrived` lanes reach it together, `masks[lane]` is each lane's mask.
  virtual bool OnMemberMask(uint32_t /*site*/, uint32_t /*arrived*/, const uint32_t* /*masks*/, FaultSink*) {
    return true;
  }
  // A block starts: its shared memory of `bytes` is uninitialised.
  virtual void OnBlockStart(uint8_t* /*shared_shadow*/, uint32_t /*bytes*/) {}
  // A warp starts: local memory of its lanes.
  virtual void OnWarpStart(uint8_t* /*local_shadow*/, uint32_t /*bytes*/) {}
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
