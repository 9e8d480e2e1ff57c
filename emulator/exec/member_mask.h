// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions with a member mask (shfl.sync, vote.sync, match.sync, redux.sync, bar.warp.sync, elect.sync). As on
// Volta and later, a lane waits at the instruction until every lane that its mask names, and that has not exited, has
// come to the same instruction with the same mask; those lanes then execute it together. Different groups may use one
// instruction with disjoint masks. A lane outside its own mask is undefined in PTX: the observer is told, and the lane
// executes alone.
#ifndef GATEFUZZ_EMULATOR_EXEC_MEMBER_MASK_H_
#define GATEFUZZ_EMULATOR_EXEC_MEMBER_MASK_H_

#include <bit>

#include "emulator/exec/lane_loops.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/warp.h"

namespace gatefuzz::emulator {

// What to execute for the lanes of one mask, all of which are there.
using MemberAction = void (*)(Warp& warp, const Decoded* instruction, uint32_t members);

// The general case: some lanes wait, or there are several masks, or wrong ones. Tells the observer and returns the
// group's next instruction.
const Decoded* ArriveDiverged(Warp& w, const Decoded* d, uint32_t lanes, const uint32_t* masks, MemberAction action);

// All 32 masks are equal, those of lanes that take no part too: so it is with constants.
inline bool IsUniform(const uint32_t* masks) {
  uint32_t differs = 0;
  GATEFUZZ_LANE_LOOP differs |= masks[i] ^ masks[0];
  return differs == 0;
}

// The handler of an instruction whose member masks are at `mask_place`.
template <MemberAction kAction, Place Decoded::* kMask>
const Decoded* MemberHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* masks = w.At<const uint32_t>(d->*kMask);
  // Everyone alive is here with one mask that names them all: nothing that an observer need be told.
  if (w.Covers(lanes) && IsUniform(masks) && (masks[0] & lanes) == lanes) [[likely]] {
    kAction(w, d, lanes);
    [[clang::musttail]] return RunNext(w, d, lanes);
  }
  return ArriveDiverged(w, d, lanes, masks, kAction);
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_MEMBER_MASK_H_
