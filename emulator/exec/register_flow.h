// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What an instruction does with its registers, as far as an observer of values must know: which it computes with, and
// which bytes it only moves from one place to another.
#ifndef GATEFUZZ_EMULATOR_EXEC_REGISTER_FLOW_H_
#define GATEFUZZ_EMULATOR_EXEC_REGISTER_FLOW_H_

#include <cstdint>

namespace gatefuzz::emulator {

// A register (or constant: it has a place too) of `bytes` a lane. Places: decoded.h.
struct FlowOperand {
  uint32_t place = 0;
  uint32_t bytes = 0;
};

// `count` bytes of moved operand `from`, starting at byte `from_byte`, go to result `to` from `to_byte` on. `spread`:
// byte `from_byte` alone goes to all of them, as a sign does. A byte of a result that several moves name depends on all
// of them; one that none names is new.
struct FlowMove {
  uint8_t from, from_byte, to, to_byte, count;
  bool spread;
  enum When : uint8_t { kAlways, kChosen, kNotChosen } when;  // by the predicate of a selp
};

enum class FlowKind : uint8_t {
  kCompute,  // results are made from the used operands, or moved by `moves`
  kLoad,     // results come from memory, element after element
  kStore,    // moved operands go to memory, element after element
  kShuffle,  // moved[0] goes to results[0] of other lanes; used: offset or lane, clamp, member mask
};
enum class FlowShuffle : uint8_t { kUp, kDown, kBfly, kIdx };

// The operands of an instruction are operands[0 .. used + moved + results) in that order.
struct RegisterFlow {
  FlowKind kind = FlowKind::kCompute;
  FlowShuffle shuffle = FlowShuffle::kUp;
  uint8_t used = 0, moved = 0, results = 0, moves = 0;
  uint8_t element_bytes = 0;  // kLoad, kStore: in memory
  bool is_signed = false;     // kLoad: wider registers are filled with the sign
  uint32_t first_operand = 0, first_move = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_REGISTER_FLOW_H_
