// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// bar and barrier. Since sm_70 a barrier counts threads, and one without a thread count waits for every thread of the
// block that has not exited (CUDA C++ Programming Guide, independent thread scheduling): a kernel whose surplus threads
// return before __syncthreads() is legal, and is no fault here. What is a fault: threads of one warp that meet a
// barrier at different .aligned instructions (undefined in PTX, reported while checks are on), and barriers that cannot
// be met.
#include <bit>

#include "emulator/exec/block.h"
#include "emulator/exec/blocked.h"
#include "emulator/exec/lowering.h"

namespace gatefuzz::emulator {
namespace {

// Decoded: a: barrier number, b: thread count or none, c: predicate, d: result; variant: BarrierKind; immediate:
// aligned.
bool IsAligned(const Decoded* d) { return d->immediate != 0; }

[[gnu::noinline]] bool ReportDifferentSites(Warp& w, const Decoded* d, uint32_t lanes, uint32_t id) {
  for (uint32_t rest = w.waits_barrier; rest != 0; rest &= rest - 1) {
    const int other = std::countr_zero(rest);
    if (w.barrier_id[other] != id || w.pc[other] == d || !IsAligned(w.pc[other])) continue;
    Fault fault;
    fault.kind = FaultKind::kBarrierDivergence;
    fault.lane = std::countr_zero(lanes);
    fault.message = "lanes " + LaneList(lanes) + " of the warp are at this barrier while lane " +
                    std::to_string(other) + " waits at another one, " +
                    PlaceName(w.launch->program, w.launch->program.SiteIndex(w.pc[other]));
    return w.Report(d, fault);
  }
  return true;
}

bool ReportBadNumber(Warp& w, const Decoded* d, int lane, const std::string& what) {
  Fault fault;
  fault.kind = FaultKind::kBarrierDivergence;
  fault.lane = lane;
  fault.message = what;
  return w.Report(d, fault);
}

const Decoded* ArriveAtBarrier(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto kind = static_cast<BarrierKind>(d->variant);
  const uint32_t* ids = w.At<const uint32_t>(d->a);
  const uint32_t* counts = d->b == kNoPlace ? nullptr : w.At<const uint32_t>(d->b);
  uint32_t predicate = 0;
  if (d->c != kNoPlace) predicate = w.Predicate(d->c) ^ ((d->flags & kNegateC) != 0 ? kAllLanes : 0);
  w.Account(d + 1);
  if (lanes != w.active) w.SetPc(w.active & ~lanes, d + 1);
  // Lanes of one warp may name different barriers: each is served by itself.
  for (uint32_t rest = lanes; rest != 0;) {
    const int first = std::countr_zero(rest);
    const uint32_t id = ids[first];
    const uint32_t expected = counts == nullptr ? 0 : counts[first];
    uint32_t same = rest & LaneMask([=](int i) { return ids[i] == id; });
    if (counts != nullptr) same &= LaneMask([=](int i) { return counts[i] == expected; });
    rest &= ~same;
    if (id >= 16) {
      ReportBadNumber(w, d, first, "barrier " + std::to_string(id) + ": a block has barriers 0 to 15");
      return w.Stop(d);
    }
    if (counts != nullptr && (expected == 0 || expected % 32 != 0)) {
      ReportBadNumber(w, d, first,
                      "a barrier of " + std::to_string(expected) + " threads: the count must be a multiple of 32");
      return w.Stop(d);
    }
    if (w.check != nullptr && IsAligned(d) && w.waits_barrier != 0 && !ReportDifferentSites(w, d, same, id))
      return w.Stop(d);
    if (kind == BarrierKind::kArrive) w.SetPc(same, d + 1);
    w.block->Arrive(&w, d, same, id, expected, kind, predicate);
  }
  // Whole warps that complete a barrier, the common case, go on without looking for another group.
  if (lanes == w.live && lanes == w.active && w.waits_barrier == 0 && w.launch->instructions < w.slice_end) {
    w.converged = nullptr;
    w.segment = d + 1;
    return d + 1;
  }
  return nullptr;
}

// bar[.cta].op a{, b}{, c}, with a result in front for red.
void LowerBarrier(Lowering& l, BarrierKind kind, bool aligned) {
  size_t next = 0;
  if (kind == BarrierKind::kRedPopc) l.out.d = l.Dest(l.operand(next++), 4);
  if (kind == BarrierKind::kRedAnd || kind == BarrierKind::kRedOr) l.out.d = l.PredicateDest(l.operand(next++));
  l.out.a = l.Source(next++, ptx::Type::kU32);
  const size_t last = l.in.operands.size() - (kind >= BarrierKind::kRedPopc ? 1 : 0);
  if (next < last) l.out.b = l.Source(next++, ptx::Type::kU32);
  if (kind >= BarrierKind::kRedPopc) l.out.c = l.Predicate(l.operand(next), kNegateC);
  l.out.variant = static_cast<uint8_t>(kind);
  l.out.immediate = aligned ? 1 : 0;
  l.out.run = ArriveAtBarrier;
}

}  // namespace

void FinishBarrier(Warp* warp, uint32_t lanes, const Barrier& met) {
  // Lanes of one warp may wait at different instructions, and in different frames.
  uint8_t* const running = warp->bases[0];
  for (uint32_t rest = lanes; rest != 0;) {
    const int first = std::countr_zero(rest);
    const Decoded* d = warp->pc[first];
    const uint32_t frame = warp->frame[first];
    const uint32_t same = rest & LaneMask([=](int i) { return warp->pc[i] == d && warp->frame[i] == frame; });
    rest &= ~same;
    warp->SetPc(same, d + 1);
    if (same == warp->live) {
      warp->converged = d + 1;
      warp->group_frame = frame;
    }
    warp->bases[0] = warp->register_base + frame;
    switch (static_cast<BarrierKind>(d->variant)) {
      case BarrierKind::kRedPopc:
        StoreLanes<uint32_t>(*warp, d->d, same, [&](int) { return met.popc; });
        break;
      case BarrierKind::kRedAnd:
        warp->SetPredicate(d->d, same, met.popc == met.with_predicate ? kAllLanes : 0);
        break;
      case BarrierKind::kRedOr:
        warp->SetPredicate(d->d, same, met.popc != 0 ? kAllLanes : 0);
        break;
      default:
        break;
    }
  }
  warp->bases[0] = running;
}

void LowerBarSync(Lowering& l) { LowerBarrier(l, BarrierKind::kSync, true); }
void LowerBarArrive(Lowering& l) { LowerBarrier(l, BarrierKind::kArrive, true); }
void LowerBarRedPopc(Lowering& l) { LowerBarrier(l, BarrierKind::kRedPopc, true); }
void LowerBarRedPred(Lowering& l) { LowerBarrier(l, l.Has("and") ? BarrierKind::kRedAnd : BarrierKind::kRedOr, true); }
void LowerBarrierSync(Lowering& l) { LowerBarrier(l, BarrierKind::kSync, l.Has("aligned")); }
void LowerBarrierArrive(Lowering& l) { LowerBarrier(l, BarrierKind::kArrive, l.Has("aligned")); }
void LowerBarrierRedPopc(Lowering& l) { LowerBarrier(l, BarrierKind::kRedPopc, l.Has("aligned")); }
void LowerBarrierRedPred(Lowering& l) {
  LowerBarrier(l, l.Has("and") ? BarrierKind::kRedAnd : BarrierKind::kRedOr, l.Has("aligned"));
}

}  // namespace gatefuzz::emulator
