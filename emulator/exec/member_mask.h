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

// The general case: some lanes wait, or there are several masks. Returns the group's next instruction.
const Decoded* ArriveDiverged(Warp& w, const Decoded* d, uint32_t lanes, const uint32_t* masks, MemberAction action);

// The handler of an instruction whose member masks are at `mask_place`.
template <MemberAction kAction, Place Decoded::* kMask>
const Decoded* MemberHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* masks = w.At<const uint32_t>(d->*kMask);
  if (w.check != nullptr) [[unlikely]] {
    w.launch->at_warp = &w;
    w.launch->at = d;
    const bool allowed = w.check->OnMemberMask(w.launch->program.SiteIndex(d), lanes, masks, w.launch);
    if (w.launch->stopped) return w.Stop(d);
    if (!allowed) return d + 1;
  }
  // Everyone alive is here with one mask that names them all.
  if (w.Covers(lanes)) [[likely]] {
    const uint32_t mask = masks[std::countr_zero(lanes)];
    uint32_t other = 0;
    GATEFUZZ_LANE_LOOP {
      const uint32_t differs = masks[i] ^ mask;
      other |= (lanes >> i & 1) != 0 ? differs : 0;
    }
    if (other == 0 && (mask & lanes) == lanes) {
      kAction(w, d, lanes);
      return d + 1;
    }
  }
  return ArriveDiverged(w, d, lanes, masks, kAction);
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_MEMBER_MASK_H_
