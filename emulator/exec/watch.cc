// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A watched warp: the loop of Warp::Run with a RegisterObserver told of every instruction, a hundred times slower. Only
// warps that an observer asked for come here.
#include "emulator/exec/launch.h"
#include "emulator/exec/warp.h"

namespace gatefuzz::emulator {

bool Launch::WatchFromHere() {
  at_warp->watcher = request.check->Watch();
  at_warp->restart = at_warp->watcher != nullptr;
  return at_warp->restart;
}

const Decoded* Warp::Refused(const Decoded* d) {
  if (launch->stopped) return Stop(d);
  if (!restart) return d + 1;
  restart = false;
  Account(d);
  Pause(d);
  return nullptr;
}

void Warp::RunWatched(const Decoded* d) {
  const Program& program = launch->program;
  chain_end = nullptr;  // no handler goes on to the next by itself
  while (d != nullptr && d != stop_at) {
    const Decoded* const now = d;
    Step step;
    step.site = program.SiteIndex(now);
    step.lanes = active;
    if (now->guard != kNoPlace) {
      step.lanes &= Predicate(now->guard) ^ ((now->flags & kNegateGuard) != 0 ? kAllLanes : 0);
    }
    step.flow = &program.flows[step.site];
    step.operands = program.flow_operands.data() + step.flow->first_operand;
    step.moves = program.flow_moves.data() + step.flow->first_move;
    step.chosen = 0;
    if (step.flow->moves != 0 && step.moves[0].when != FlowMove::kAlways) {
      step.chosen = Predicate(now->c) ^ ((now->flags & kNegateC) != 0 ? kAllLanes : 0);
    }
    step.bases = bases;
    step.frame = group_frame;
    step.register_bytes = register_bytes;
    launch->at_warp = this;
    launch->at = now;
    watcher->Before(step, launch);
    d = now->run(*this, now, active);
    watcher->After(step, waits_member);
  }
  if (d != nullptr) {
    Account(d);
    SetPc(active, d);
  }
}

}  // namespace gatefuzz::emulator
