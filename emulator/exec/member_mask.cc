// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/member_mask.h"

#include "emulator/exec/lane_loops.h"

namespace gatefuzz::emulator {

const Decoded* ArriveDiverged(Warp& w, const Decoded* d, uint32_t lanes, const uint32_t* masks, MemberAction action) {
  if (w.check != nullptr) {
    w.launch->at_warp = &w;
    w.launch->at = d;
    const bool allowed = w.check->OnMemberMask(w.launch->program.SiteIndex(d), lanes, masks, w.launch);
    if (w.launch->stopped) return w.Stop(d);
    if (!allowed) return d + 1;
  }
  const uint32_t frame = w.group_frame;
  // Lanes that came earlier and wait at this instruction.
  uint32_t present = lanes;
  ForLanes(w.waits_member, [&](int i) { present |= static_cast<uint32_t>(w.pc[i] == d && w.frame[i] == frame) << i; });
  ForLanes(lanes, [&](int i) { w.member_mask[i] = masks[i]; });
  uint32_t done = 0;
  for (uint32_t rest = present; rest != 0;) {
    const int first = std::countr_zero(rest);
    const uint32_t mask = w.member_mask[first];
    uint32_t same = 0;
    ForLanes(rest, [&](int i) { same |= static_cast<uint32_t>(w.member_mask[i] == mask) << i; });
    rest &= ~same;
    const uint32_t outside = same & ~mask;
    ForLanes(outside, [&](int i) { action(w, d, uint32_t{1} << i); });
    done |= outside;
    const uint32_t members = same & mask;
    if (members != 0 && (mask & w.live & ~members) == 0) {
      action(w, d, members);
      done |= members;
    }
  }
  const uint32_t waiting = present & ~done;
  if (waiting == 0 && present == lanes) return d + 1;
  w.Account(d + 1);
  w.SetPc(w.active, d + 1);
  w.SetPc(done, d + 1);
  w.SetPc(waiting, d);
  w.waits_member = (w.waits_member & ~done) | waiting;
  return nullptr;
}

}  // namespace gatefuzz::emulator
