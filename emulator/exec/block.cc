// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Running a block. Nothing here is proportional to the program's size, and memory is kept between launches, so that a
// launch of one small block costs microseconds.
#include "emulator/exec/block.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "emulator/exec/blocked.h"
#include "emulator/exec/lane_loops.h"

namespace gatefuzz::emulator {
namespace {

// Long enough to amortise a switch, short enough that a spinning warp does not hold up the one it waits for.
constexpr uint64_t kSlice = 20'000;
// What uninitialised shared and local memory reads as, launch after launch, whatever ran before.
constexpr int kUninitializedByte = 0xcd;

void Fill(uint32_t (&lanes)[32], uint32_t value) { std::fill(std::begin(lanes), std::end(lanes), value); }

void GrowTo(std::vector<uint8_t>* memory, size_t bytes) {
  if (memory->size() < bytes) memory->resize(bytes);
}

}  // namespace

BlockPool& ThreadBlocks() {
  static thread_local BlockPool blocks;
  return blocks;
}

void Block::Prepare(Launch* for_launch) {
  launch = for_launch;
  const LaunchRequest& request = launch->request;
  const KernelEntry& kernel = *request.kernel;
  const Dim3 shape = request.block;
  thread_count = shape.x * shape.y * shape.z;
  warp_count = (thread_count + 31) / 32;
  while (warps.size() < warp_count) {
    warps.push_back(std::make_unique<Warp>());
    warps.back()->index = static_cast<int>(warps.size()) - 1;
  }
  const uint32_t dynamic_base = kSharedBase + kernel.static_shared_bytes;
  shared_bytes = kernel.static_shared_bytes + request.dynamic_shared_bytes;
  const bool checked = request.check != nullptr;
  GrowTo(&shared, shared_bytes);
  if (checked) GrowTo(&shared_shadow, shared_bytes);
  const size_t warp_local_bytes = size_t{32} * kernel.local_bytes;
  GrowTo(&local, warp_local_bytes * warp_count);
  if (checked) GrowTo(&local_shadow, warp_local_bytes * warp_count);

  const uint32_t shape_xyz[3] = {shape.x, shape.y, shape.z};
  const uint32_t grid_xyz[3] = {request.grid.x, request.grid.y, request.grid.z};
  for (int axis = 0; axis < 3; ++axis) {
    Fill(specials.ntid[axis], shape_xyz[axis]);
    Fill(specials.nctaid[axis], grid_xyz[axis]);
  }
  Fill(specials.grid_workspace[0], static_cast<uint32_t>(request.grid_workspace >> 32));
  Fill(specials.grid_workspace[1], static_cast<uint32_t>(request.grid_workspace));
  Fill(specials.nwarpid, warp_count);
  Fill(specials.dynamic_shared_base, dynamic_base);
  Fill(specials.dynamic_shared_bytes, request.dynamic_shared_bytes);
  Fill(specials.total_shared_bytes, shared_bytes);

  Dim3 thread;  // counted up: three divisions for each would be most of a small launch
  for (uint32_t i = 0; i < warp_count; ++i) {
    Warp& warp = *warps[i];
    warp.launch = launch;
    warp.block = this;
    warp.arena_base = DeviceArena().base;
    warp.feedback = request.feedback;
    warp.check = request.check;
    warp.local_stride = kernel.local_bytes;
    warp.local = local.data() + i * warp_local_bytes;
    warp.local_shadow = checked ? local_shadow.data() + i * warp_local_bytes : nullptr;
    warp.group_frame = 0;
    warp.GrowRegisters(std::max(launch->function->frame_bytes, 64u));
    warp.SetBase(Base::kFrame, warp.register_base);
    warp.SetBase(Base::kConstants, const_cast<uint8_t*>(launch->program.constant_base));
    warp.SetBase(Base::kWarp, reinterpret_cast<uint8_t*>(&warp.specials));
    warp.SetBase(Base::kBlock, reinterpret_cast<uint8_t*>(&specials));
    const uint32_t first = i * 32;
    const uint32_t count = std::min(thread_count - first, 32u);
    warp.exists = count == 32 ? kAllLanes : (uint32_t{1} << count) - 1;
    for (uint32_t lane = 0; lane < 32; ++lane) {
      warp.specials.tid_x[lane] = thread.x;
      warp.specials.tid_y[lane] = thread.y;
      warp.specials.tid_z[lane] = thread.z;
      if (++thread.x != shape.x) continue;
      thread.x = 0;
      if (++thread.y != shape.y) continue;
      thread.y = 0;
      ++thread.z;
    }
    Fill(warp.specials.warpid, i);
  }
}

void Block::Start(uint64_t number) {
  index = At(launch->request.grid, number);
  next_warp = 0;
  live_threads = thread_count;
  std::fill(std::begin(barriers), std::end(barriers), Barrier{});
  Fill(specials.ctaid[0], index.x);
  Fill(specials.ctaid[1], index.y);
  Fill(specials.ctaid[2], index.z);
  if (shared_bytes != 0) std::memset(shared.data(), kUninitializedByte, shared_bytes);
  if (launch->request.check != nullptr) {
    launch->request.check->OnBlockStart({slot, number, thread_count, shared_shadow.data(), shared_bytes});
  }
  for (uint32_t i = 0; i < warp_count; ++i) StartWarp(warps[i].get());
}

void Block::StartWarp(Warp* warp) {
  const FunctionCode& function = *launch->function;
  warp->live = warp->exists;
  warp->waits_member = warp->waits_barrier = warp->avoid = warp->carry = 0;
  warp->deepest = 0;
  warp->async_copies.Clear();
  warp->watcher.reset();
  warp->SetPc(kAllLanes, function.entry);
  warp->converged = function.entry;
  std::fill(std::begin(warp->frame), std::end(warp->frame), 0);
  std::fill(std::begin(warp->depth), std::end(warp->depth), 0);
  std::fill(std::begin(warp->specials.local_base), std::end(warp->specials.local_base), 0);
  std::fill(std::begin(warp->stack_pointer), std::end(warp->stack_pointer), function.local_bytes);
  warp->group_frame = 0;
  warp->SetBase(Base::kFrame, warp->register_base);
  warp->ZeroFrame(function, kAllLanes);
  if (warp->local_stride != 0) {
    for (size_t lane = 0; lane < 32; ++lane) {
      std::memset(warp->local + lane * warp->local_stride, kUninitializedByte, function.local_bytes);
    }
    if (warp->check != nullptr) warp->check->OnWarpStart(warp->local_shadow, 32 * warp->local_stride);
  }
}

// Ends the launch with a hang, the second time; the first time grants a little more and watches where it goes.
void Block::OnBudgetSpent(Warp* warp) {
  constexpr uint64_t kTraced = 50'000;
  if (!launch->tracing_hang) {
    launch->tracing_hang = true;
    launch->trace.assign(launch->program.code.size(), 0);
    launch->executed_before_trace = launch->executed;
    launch->executed = launch->trace.data();
    launch->budget += std::min(kTraced, launch->request.instruction_budget);
    return;
  }
  ReportHang(*launch, warp);
}

BlockStatus Block::Run(uint64_t turn) {
  const bool seeded = launch->request.schedule_seed != 0;
  turn_end = launch->instructions + turn;
  while (live_threads != 0 && !launch->stopped) {
    // The next warp that can run: in turn, or drawn.
    uint32_t candidates[64];
    uint32_t count = 0;
    for (uint32_t i = 0; i < warp_count && (seeded || count == 0); ++i) {
      const uint32_t at = next_warp + i < warp_count ? next_warp + i : next_warp + i - warp_count;
      if (warps[at]->CanRun()) candidates[count++] = at;
    }
    if (count == 0) {
      ReportDeadlock(*this);
      break;
    }
    const uint32_t chosen = candidates[seeded ? launch->NextRandom(count) : 0];
    // Drawn slices are of every length, most of them short: a race needs a switch at the right place.
    const uint64_t slice = seeded ? uint64_t{1} << launch->NextRandom(15) : kSlice;
    Warp* warp = warps[chosen].get();
    const WarpStatus status = warp->Run(slice);
    if (status == WarpStatus::kSliceEnded && launch->instructions >= launch->budget) OnBudgetSpent(warp);
    next_warp = chosen + 1 < warp_count ? chosen + 1 : 0;
    if (launch->instructions >= turn_end) break;
  }
  if (launch->stopped) return BlockStatus::kStopped;
  return live_threads == 0 ? BlockStatus::kFinished : BlockStatus::kTurnEnded;
}

bool Block::Arrive(Warp* warp, const Decoded* d, uint32_t lanes, uint32_t id, uint32_t expected, BarrierKind kind,
                   uint32_t predicate) {
  Barrier& barrier = barriers[id];
  const uint32_t count = static_cast<uint32_t>(std::popcount(lanes));
  barrier.arrived += count;
  if (expected != 0) barrier.expected = expected;
  if (kind != BarrierKind::kArrive) {
    warp->waits_barrier |= lanes;
    warp->SetPc(lanes, d);
    GATEFUZZ_LANE_LOOP warp->barrier_id[i] = (lanes >> i & 1) != 0 ? static_cast<uint8_t>(id) : warp->barrier_id[i];
  }
  if (launch->request.check != nullptr) {
    launch->request.check->OnBarrierArrive(warp->LanesOf(lanes), id, kind != BarrierKind::kArrive);
  }
  barrier.popc += static_cast<uint32_t>(std::popcount(lanes & predicate));
  if (kind >= BarrierKind::kRedPopc) barrier.with_predicate += count;
  return CompleteIfMet(id);
}

bool Block::CompleteIfMet(uint32_t id) {
  Barrier& barrier = barriers[id];
  if (barrier.arrived == 0) return false;
  if (barrier.arrived < (barrier.expected != 0 ? barrier.expected : live_threads)) return false;
  const Barrier met = barrier;
  if (launch->request.check != nullptr) launch->request.check->OnBarrierMet(slot, id, met.arrived >= live_threads);
  barrier = Barrier{};
  for (uint32_t i = 0; i < warp_count; ++i) {
    Warp& warp = *warps[i];
    if (warp.waits_barrier == 0) continue;
    const uint32_t released = warp.waits_barrier & LaneMask([&](int lane) { return warp.barrier_id[lane] == id; });
    warp.waits_barrier &= ~released;
    FinishBarrier(&warp, released, met);
  }
  return true;
}

void Block::OnExit(uint32_t count) {
  live_threads -= count;
  if (live_threads == 0) return;
  for (uint32_t id = 0; id < 16; ++id) {
    if (barriers[id].expected == 0) CompleteIfMet(id);
  }
}

}  // namespace gatefuzz::emulator
