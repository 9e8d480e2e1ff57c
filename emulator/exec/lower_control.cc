// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.12, control flow but for calls, and what the emulator need not do anything for.
#include <algorithm>
#include <bit>

#include "emulator/exec/block.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/runtime_calls.h"

namespace gatefuzz::emulator {
namespace {

const Decoded* Branch(Warp& w, const Decoded* d, uint32_t lanes) {
  const Decoded* next = w.Jump(d, d->target);
  [[clang::musttail]] return RunAt(w, next, lanes);
}

void OnBranch(Warp& w, const Decoded* d, uint32_t lanes, uint32_t taken) {
  const uint32_t site = w.launch->program.SiteIndex(d);
  w.feedback->OnPredicate(site, lanes, taken);
  if (taken != 0) w.feedback->OnEdge(site, w.launch->program.SiteIndex(d->target));
  if (taken != lanes) w.feedback->OnEdge(site, site + 1);
}

template <bool kNegated>
const Decoded* BranchIf(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t predicate = w.Predicate(d->guard);
  const uint32_t taken = lanes & (kNegated ? ~predicate : predicate);
  if (w.feedback != nullptr) OnBranch(w, d, lanes, taken);
  const Decoded* next = taken == 0 ? d + 1 : taken == lanes ? w.Jump(d, d->target) : w.Split(d, taken, d->target);
  [[clang::musttail]] return RunAt(w, next, lanes);
}

// brx.idx: lanes go where their index says; an index past the table is undefined in PTX, and a fault here.
const Decoded* BranchIndexed(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto& table = *static_cast<const std::vector<const Decoded*>*>(d->extra);
  const uint32_t* index = w.At<const uint32_t>(d->a);
  w.Account(d + 1);
  w.SetPc(w.active & ~lanes, d + 1);
  bool good = true;
  ForLanes(lanes, [&](int lane) {
    if (index[lane] < table.size()) {
      w.pc[lane] = table[index[lane]];
      if (w.feedback != nullptr) {
        w.feedback->OnEdge(w.launch->program.SiteIndex(d), w.launch->program.SiteIndex(w.pc[lane]));
      }
    } else if (good) {
      good = false;
      w.pc[lane] = d;
      Fault fault;
      fault.kind = FaultKind::kOutOfBounds;
      fault.lane = lane;
      fault.message = "branch index " + std::to_string(index[lane]) + " in a table of " + std::to_string(table.size());
      w.Report(d, fault);
    }
  });
  return nullptr;
}

const Decoded* Exit(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t rest = w.active & ~lanes;
  w.Account(d + 1);
  w.SetPc(rest, d + 1);
  w.live &= ~lanes;
  // Exited lanes are excused from member masks: whoever waits for them looks again.
  w.waits_member = 0;
  w.block->OnExit(static_cast<uint32_t>(std::popcount(lanes)));
  return nullptr;
}

const Decoded* Trap(Warp& w, const Decoded* d, uint32_t lanes) {
  Fault fault;
  fault.kind = FaultKind::kTrap;
  fault.lane = std::countr_zero(lanes);
  fault.message = "the kernel executed " + w.launch->program.sites[w.launch->program.SiteIndex(d)].text;
  return w.Report(d, fault) ? d + 1 : w.Stop(d);
}

// Memory is sequentially consistent here: a fence is for the observer.
const Decoded* Fence(Warp& w, const Decoded* d, uint32_t lanes) {
  if (w.check != nullptr) w.check->OnFence(w.LanesOf(lanes), d->order);
  return d + 1;
}

const Decoded* Nothing(Warp& w, const Decoded* d, uint32_t lanes) { [[clang::musttail]] return RunNext(w, d, lanes); }

const Decoded* Yield(Warp& w, const Decoded* d, uint32_t) {
  w.Yield();
  return d + 1;
}

}  // namespace

Handler ExitHandler() { return Exit; }

void LowerBra(Lowering& l) {
  const Decoded* target = l.scope.FindLabel(l.operand(0).name);
  if (target == nullptr) return l.Fail("no label " + l.operand(0).name);
  l.out.target = target;
  if (l.in.guard.empty()) {
    l.out.run = Branch;
  } else {
    l.out.run = l.out.body = l.in.guard_negated ? BranchIf<true> : BranchIf<false>;
  }
}

void LowerBrxIdx(Lowering& l) {
  const auto table = l.scope.branch_tables.find(l.operand(1).name);
  if (table == l.scope.branch_tables.end()) return l.Fail("no branch table " + l.operand(1).name);
  std::vector<const Decoded*>& targets = l.program.branch_tables.emplace_back();
  for (const std::string& name : table->second->labels) {
    targets.push_back(l.scope.FindLabel(name));
    if (targets.back() == nullptr) l.Fail("no label " + name);
  }
  l.out.a = l.Source(0, ptx::Type::kU32);
  l.out.extra = &targets;
  l.out.run = BranchIndexed;
}

void LowerExit(Lowering& l) { l.out.run = Exit; }
void LowerTrap(Lowering& l) { l.out.run = Trap; }
void LowerBrkpt(Lowering& l) { l.out.run = Trap; }
void LowerNanosleep(Lowering& l) { l.out.run = Yield; }

// What orders other proxies than the generic one orders nothing that the emulator reorders.
void LowerMembarProxy(Lowering& l) { l.out.run = Nothing; }
void LowerFenceProxy(Lowering& l) { l.out.run = Nothing; }
void LowerFenceMbarrierInit(Lowering& l) { l.out.run = Nothing; }
void LowerMembar(Lowering& l) {
  l.out.order = {Semantics::kAcquireRelease, l.Has("cta")  ? Scope::kBlock
                                             : l.Has("gl") ? Scope::kDevice
                                                           : Scope::kSystem};
  l.out.run = Fence;
}
void LowerFence(Lowering& l) {
  l.out.order = l.Order({Semantics::kAcquireRelease, Scope::kSystem});
  l.out.run = Fence;
}

// Caches and performance counters do not exist, and no grid depends on another.
void LowerPrefetch(Lowering& l) { l.out.run = Nothing; }
void LowerPrefetchu(Lowering& l) { l.out.run = Nothing; }
void LowerApplyPriority(Lowering& l) { l.out.run = Nothing; }
void LowerDiscard(Lowering& l) { l.out.run = Nothing; }
void LowerPmevent(Lowering& l) { l.out.run = Nothing; }
void LowerGriddepcontrol(Lowering& l) { l.out.run = Nothing; }

}  // namespace gatefuzz::emulator
