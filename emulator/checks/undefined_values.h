// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes that nobody wrote, on their way through the registers of a warp. Loading them and moving them on is no fault: a
// struct is copied with its padding. They keep their mark, byte by byte, through copies, packing, selection, shuffles
// and logic, and give it to the memory that they are stored to. Computing, comparing or addressing with one is the
// fault, told once an instruction with the place of the load; its result counts as defined.
#ifndef GATEFUZZ_EMULATOR_CHECKS_UNDEFINED_VALUES_H_
#define GATEFUZZ_EMULATOR_CHECKS_UNDEFINED_VALUES_H_

#include <cstdint>
#include <vector>

#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class MemoryCheck;

class UndefinedValues final : public RegisterObserver {
 public:
  // `memory` must outlive this.
  explicit UndefinedValues(MemoryCheck* memory) : memory_(*memory) {}

  void Before(const Step& step, FaultSink* sink) override;
  void After(const Step& step, uint32_t waiting) override;
  void OnLoad(const Access& access) override;
  void OnStore(const Access& access) override;
  void OnZero(uint32_t offset, uint32_t bytes, uint32_t lanes) override;

 private:
  // Where an undefined byte came from.
  struct Origin {
    uint32_t site;
    int lane;
    ptx::Space space;
    uint64_t address;
  };
  // A lane that has come to a shuffle.
  struct Arrival {
    uint32_t site, frame;
    uint32_t offset, clamp, mask;
    uint8_t state[4];
  };

  void Grow(uint32_t bytes);
  // The states of a lane's bytes; null for constants and for what is no register.
  uint8_t* StateOf(const FlowOperand& operand, int lane);
  void CheckUse(const Step& step, const FlowOperand& operand, FaultSink* sink);
  void ApplyMoves(const Step& step);
  void ClearResults(const Step& step);
  void Arrive(const Step& step);
  uint8_t OriginOf(const Access& access, int lane, uint32_t byte);

  MemoryCheck& memory_;
  Step step_ = {};              // the one that runs
  std::vector<uint8_t> state_;  // for each byte of the register stack: 0, or 1 + the index of its origin
  std::vector<Origin> origins_;
  Arrival arrivals_[32] = {};
  uint32_t arrived_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_UNDEFINED_VALUES_H_
