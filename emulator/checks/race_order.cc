// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A barrier of the whole block, by far the most frequent synchronisation, costs one assignment as long as no thread of
// the block has learnt anything of other blocks; everything else is written for exactness.
#include "emulator/checks/race_order.h"

#include <algorithm>
#include <bit>

namespace gatefuzz::emulator {
namespace {

template <class F>
void ForLanes(uint32_t lanes, F f) {
  for (; lanes != 0; lanes &= lanes - 1) f(std::countr_zero(lanes));
}

bool Acquires(MemoryOrder order) {
  return order.semantics == Semantics::kAcquire || order.semantics == Semantics::kAcquireRelease;
}
bool Releases(MemoryOrder order) {
  return order.semantics == Semantics::kRelease || order.semantics == Semantics::kAcquireRelease;
}

}  // namespace

void RaceOrder::BeginLaunch() {
  launch_start_ = Step();
  variables_.clear();
}

void RaceOrder::StartBlock(const BlockStart& start) {
  warps_per_block_ = (start.threads + 31) / 32;
  while (slots_.size() <= start.slot) slots_.push_back(std::make_unique<BlockState>());
  BlockState& block = *slots_[start.slot];
  block.block = static_cast<uint32_t>(start.block);
  block.first_warp = block.block * warps_per_block_;
  block.start = block.floor = Step();
  block.known.Clear();
  block.informed = false;
  block.warps.resize(warps_per_block_);
  for (WarpState& warp : block.warps) {
    warp.floor = block.floor;
    warp.known.Clear();
    warp.lanes.reset();
    ForLanes(warp.kept, [&](int lane) { warp.threads[lane].reset(); });
    warp.kept = warp.informed = 0;
  }
  for (BlockState::Barrier& barrier : block.barriers) {
    barrier.waiting.clear();
    barrier.arrived.Clear();
    barrier.has_arrived = false;
  }
  if (block.shared.size() < (start.shared_bytes + 3) / 4) block.shared.resize((start.shared_bytes + 3) / 4);
}

RaceOrder::ThreadState& RaceOrder::StateOf(const Here& here, int lane) {
  std::unique_ptr<ThreadState>& state = here.warp->threads[lane];
  if (state == nullptr) {
    state = std::make_unique<ThreadState>();
    here.warp->kept |= uint32_t{1} << lane;
  }
  return *state;
}

void RaceOrder::Inform(const Here& here, int lane, const Clock& clock) {
  if (clock.empty()) return;
  StateOf(here, lane).known.Join(clock);
  here.warp->informed |= uint32_t{1} << lane;
  here.block->informed = true;
}

void RaceOrder::InformWarp(const Here& here, const Clock& clock) {
  if (clock.empty()) return;
  here.warp->known.Join(clock);
  here.block->informed = true;
}

void RaceOrder::AddLearnt(const Here& here, int lane, Clock* to) const {
  to->Join(here.block->known);
  to->Join(here.warp->known);
  if ((here.warp->informed >> lane & 1) != 0) to->Join(here.warp->threads[lane]->known);
  to->Raise(Party::Block(here.block->block), here.block->floor);
  to->Raise(Party::Warp(here.warp_number), here.warp->floor);
  if (here.warp->lanes == nullptr) return;
  const std::array<Time, 32>& row = (*here.warp->lanes)[static_cast<size_t>(lane)];
  for (int other = 0; other < 32; ++other) {
    const Time time = row[static_cast<size_t>(other)];
    if (time > here.warp->floor) to->Raise(Party::Thread(here.warp_number, other), time);
  }
}

void RaceOrder::AddKnown(const Here& here, uint32_t lanes, bool whole, Clock* to) const {
  ForLanes(whole ? here.warp->informed & lanes : lanes, [&](int lane) { AddLearnt(here, lane, to); });
  to->Join(here.block->known);
  to->Join(here.warp->known);
  to->Raise(Party::Block(here.block->block), here.block->floor);
  if (whole) {
    to->Raise(Party::Warp(here.warp_number), now_);
  } else {
    ForLanes(lanes, [&](int lane) { to->Raise(Party::Thread(here.warp_number, lane), now_); });
  }
}

void RaceOrder::Take(const Here& here, uint32_t lanes, Clock* to) {
  ForLanes(here.warp->informed & lanes, [&](int lane) {
    ThreadState& state = *here.warp->threads[lane];
    for (Clock* clock : {&state.known, &state.seen, &state.seen_in_block}) {
      to->Join(*clock);
      clock->Clear();
    }
  });
  here.warp->informed &= ~lanes;
}

void RaceOrder::Fence(const Lanes& at, MemoryOrder order) {
  const Here here = At(at.slot, at.warp);
  WarpState& warp = *here.warp;
  const bool wide = order.scope != Scope::kBlock;
  if (order.semantics != Semantics::kRelease) {
    ForLanes(warp.informed & at.lanes, [&](int lane) {
      ThreadState& state = *warp.threads[lane];
      InformWarp(here, state.seen_in_block);
      state.seen_in_block.Clear();
      if (!wide) return;
      InformWarp(here, state.seen);
      state.seen.Clear();
    });
  }
  if (order.semantics == Semantics::kAcquire) return;
  // Lanes that know nothing of their own publish the same.
  std::shared_ptr<const Clock> common;
  ForLanes(at.lanes, [&](int lane) {
    std::shared_ptr<const Clock> learnt = common;
    if (learnt == nullptr) {
      auto clock = std::make_shared<Clock>();
      AddLearnt(here, lane, clock.get());
      learnt = std::move(clock);
      if ((warp.informed >> lane & 1) == 0 && warp.lanes == nullptr) common = learnt;
    }
    ThreadState& state = StateOf(here, lane);
    state.fenced_in_block = learnt;
    state.fenced_in_block_time = now_;
    if (!wide) return;
    state.fenced = std::move(learnt);
    state.fenced_time = now_;
  });
  Step();
}

void RaceOrder::WarpSync(const Lanes& at) {
  const Here here = At(at.slot, at.warp);
  WarpState& warp = *here.warp;
  if ((at.live & ~at.lanes) == 0) {
    Take(here, ~uint32_t{0}, &warp.known);
    warp.floor = Step();
    return;
  }
  if ((warp.informed & at.lanes) != 0) {
    Clock together;
    Take(here, at.lanes, &together);
    ForLanes(at.lanes, [&](int lane) { Inform(here, lane, together); });
  }
  if (warp.lanes == nullptr) {
    warp.lanes = std::make_unique<std::array<std::array<Time, 32>, 32>>();
    for (auto& row : *warp.lanes) row.fill(0);
  }
  std::array<Time, 32> all = {};
  ForLanes(at.lanes, [&](int lane) {
    const auto& row = (*warp.lanes)[static_cast<size_t>(lane)];
    for (size_t other = 0; other < 32; ++other) all[other] = std::max(all[other], row[other]);
  });
  const Time time = Step();
  ForLanes(at.lanes, [&](int lane) { all[static_cast<size_t>(lane)] = time; });
  ForLanes(at.lanes, [&](int lane) { (*warp.lanes)[static_cast<size_t>(lane)] = all; });
}

void RaceOrder::BarrierArrive(const Lanes& at, uint32_t number, bool waits) {
  const Here here = At(at.slot, at.warp);
  BlockState::Barrier& barrier = here.block->barriers[number];
  if (waits) {
    barrier.waiting.push_back({at.warp, at.lanes, at.live});
    return;
  }
  AddKnown(here, at.lanes, at.lanes == at.live, &barrier.arrived);
  barrier.has_arrived = true;
  Step();
}

void RaceOrder::BarrierMet(uint32_t slot, uint32_t number, bool everyone) {
  BlockState& block = *slots_[slot];
  BlockState::Barrier& barrier = block.barriers[number];
  if (everyone && !barrier.has_arrived) {
    if (block.informed) {
      for (uint32_t i = 0; i < block.warps.size(); ++i) {
        block.known.Join(block.warps[i].known);
        block.warps[i].known.Clear();
        Take(At(slot, i), ~uint32_t{0}, &block.known);
      }
      block.informed = false;
    }
    block.floor = Step();
    barrier.waiting.clear();
    return;
  }
  Clock together = std::move(barrier.arrived);
  for (const BlockState::Waiting& waiting : barrier.waiting) {
    const Here here = At(slot, waiting.warp);
    AddKnown(here, waiting.lanes, waiting.lanes == waiting.live, &together);
    Take(here, waiting.lanes, &together);
  }
  Step();
  for (const BlockState::Waiting& waiting : barrier.waiting) {
    const Here here = At(slot, waiting.warp);
    if (waiting.lanes == waiting.live) {
      here.warp->known.Join(together);
    } else {
      ForLanes(waiting.lanes, [&](int lane) { Inform(here, lane, together); });
    }
  }
  block.informed = true;
  barrier.waiting.clear();
  barrier.arrived.Clear();
  barrier.has_arrived = false;
}

uint32_t RaceOrder::Unordered(const AccessRecord& record, const Here& here, int lane) const {
  if (record.time <= launch_start_) return 0;
  uint32_t rest = record.lanes;
  if (record.warp == here.warp_number) {
    rest &= ~(uint32_t{1} << lane);
    if (rest == 0 || record.time <= std::max(here.warp->floor, here.block->floor)) return 0;
    if (here.warp->lanes != nullptr) {
      const std::array<Time, 32>& row = (*here.warp->lanes)[static_cast<size_t>(lane)];
      ForLanes(rest, [&](int other) {
        if (record.time <= row[static_cast<size_t>(other)]) rest &= ~(uint32_t{1} << other);
      });
    }
  } else if (InBlock(record, here) && record.time <= here.block->floor) {
    return 0;
  }
  const Clock* const own =
      (here.warp->informed >> lane & 1) != 0 ? &here.warp->threads[lane]->known : &here.warp->known;
  if (here.block->known.empty() && here.warp->known.empty() && own->empty()) return rest;
  const auto knows = [&](Party party) {
    return record.time <= here.block->known.At(party) || record.time <= here.warp->known.At(party) ||
           record.time <= own->At(party);
  };
  if (knows(Party::Block(BlockOf(record.warp))) || knows(Party::Warp(record.warp))) return 0;
  ForLanes(rest, [&](int other) {
    if (knows(Party::Thread(record.warp, other))) rest &= ~(uint32_t{1} << other);
  });
  return rest;
}

void RaceOrder::StrongRead(const Cell* cell, Time born, const Here& here, int lane, MemoryOrder order) {
  if (variables_.empty()) return;
  const auto found = variables_.find(cell);
  if (found == variables_.end() || found->second.time <= born) return;
  const Variable& variable = found->second;
  const Clock* in_block = nullptr;
  for (const auto& [block, clock] : variable.in_block) {
    if (block == here.block->block) in_block = &clock;
  }
  const Clock* const wide =
      order.scope != Scope::kBlock || variable.wide_block == here.block->block ? &variable.wide : nullptr;
  if (Acquires(order)) {
    if (in_block != nullptr) InformWarp(here, *in_block);
    if (wide != nullptr) InformWarp(here, *wide);
    return;
  }
  if ((in_block == nullptr || in_block->empty()) && (wide == nullptr || wide->empty())) return;
  ThreadState& state = StateOf(here, lane);
  if (in_block != nullptr) state.seen_in_block.Join(*in_block);
  if (wide != nullptr) (order.scope != Scope::kBlock ? state.seen : state.seen_in_block).Join(*wide);
  here.warp->informed |= uint32_t{1} << lane;
  here.block->informed = true;
}

void RaceOrder::Publish(Variable* variable, const Clock& clock, Scope scope, uint32_t block) {
  if (scope != Scope::kBlock) {
    variable->wide.Join(clock);
    variable->wide_block = variable->wide_block == kNoBlock || variable->wide_block == block ? block : kManyBlocks;
    return;
  }
  for (auto& [of, known] : variable->in_block) {
    if (of == block) return known.Join(clock);
  }
  variable->in_block.push_back({block, clock});
}

void RaceOrder::StrongWrite(const Cell* cell, Time born, const Here& here, int lane, MemoryOrder order, bool updates) {
  const ThreadState* const state = (here.warp->kept >> lane & 1) != 0 ? here.warp->threads[lane].get() : nullptr;
  const bool fenced = state != nullptr && state->fenced_in_block != nullptr;
  const bool publishes = fenced || Releases(order);
  auto found = variables_.find(cell);
  if (found == variables_.end()) {
    if (!publishes) return;
    found = variables_.emplace(cell, Variable()).first;
  }
  Variable& variable = found->second;
  const bool own = variable.writer_warp == here.warp_number && variable.writer_lane == lane;
  if (variable.time <= born || (!updates && !own)) variable = Variable();
  variable.writer_warp = here.warp_number;
  variable.writer_lane = lane;
  const Party self = Party::Thread(here.warp_number, lane);
  const uint32_t block = here.block->block;
  if (fenced) {
    if (state->fenced != nullptr) {
      Clock clock = *state->fenced;
      clock.Raise(self, state->fenced_time);
      Publish(&variable, clock, order.scope, block);
    }
    if (state->fenced_in_block != state->fenced || state->fenced_in_block_time != state->fenced_time) {
      Clock clock = *state->fenced_in_block;
      clock.Raise(self, state->fenced_in_block_time);
      Publish(&variable, clock, Scope::kBlock, block);
    }
  }
  if (Releases(order)) {
    Clock clock;
    AddLearnt(here, lane, &clock);
    clock.Raise(self, now_);
    Publish(&variable, clock, order.scope, block);
  }
  variable.time = Step();
}

}  // namespace gatefuzz::emulator
