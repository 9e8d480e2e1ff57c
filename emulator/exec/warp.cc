// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The scheduler of lanes. The running group's pc lives in a local variable; pc[] of its lanes is stored only when the
// group ends. Straight-line runs are booked (instruction budget, executed sites) when control leaves them, so that a
// simple instruction costs its handler and one indirect call.
#include "emulator/exec/warp.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "emulator/exec/block.h"
#include "emulator/exec/lane_loops.h"
#include "emulator/exec/launch.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint32_t kMaxRegisterBytes = 8u << 20;
// Handlers leave the upper halves of the vector registers dirty (-mno-vzeroupper: each of them would clean up for the
// next); whoever called may run SSE code, which that slows down on some processors.
struct CleanVectors {
  ~CleanVectors() { _mm256_zeroupper(); }
};

const Decoded* const kNoEnd = reinterpret_cast<const Decoded*>(UINTPTR_MAX);  // above every instruction
constexpr uint64_t kPreempted = 64;
// What a yield takes off the turn of its block, in instructions.
constexpr uint64_t kYieldCost = 1000;

}  // namespace

void Warp::Account(const Decoded* end) {
  const size_t count = static_cast<size_t>(end - segment);
  launch->instructions += count;
  if (launch->executed != nullptr) {
    uint8_t* marks = launch->executed + launch->program.SiteIndex(segment);
    for (size_t i = 0; i < count; ++i) marks[i] = 1;
  }
  segment = end;
}

void Warp::SetPc(uint32_t lanes, const Decoded* target) {
  GATEFUZZ_LANE_LOOP pc[i] = (lanes >> i & 1) != 0 ? target : pc[i];
}

const Decoded* Warp::Jump(const Decoded* d, const Decoded* target) {
  Account(d + 1);
  segment = target;
  if (launch->instructions >= slice_end || (stop_at != nullptr && target >= stop_at)) [[unlikely]] {
    Pause(target);
    return nullptr;
  }
  return target;
}

const Decoded* Warp::Split(const Decoded* d, uint32_t lanes, const Decoded* target) {
  Account(d + 1);
  SetPc(lanes, target);
  SetPc(active & ~lanes, d + 1);
  return nullptr;
}

bool Warp::Report(const Decoded* d, const Fault& fault) {
  launch->at_warp = this;
  launch->at = d;
  launch->Report(fault);
  return !launch->stopped;
}

void Warp::Yield() {
  slice_end = 0;
  block->turn_end -= std::min(block->turn_end, kYieldCost);
}

Lanes Warp::LanesOf(uint32_t lanes) const { return {block->slot, static_cast<uint32_t>(index), lanes, live}; }

const Decoded* Warp::Stop(const Decoded* d) {
  Account(d + 1);
  SetPc(active, d);
  return nullptr;
}

bool Warp::GrowRegisters(uint32_t bytes) {
  if (bytes <= register_bytes) return true;
  if (bytes > kMaxRegisterBytes) return false;
  const uint32_t capacity = std::max(bytes, register_bytes * 2);
  std::vector<uint8_t> larger(capacity + 64);
  uint8_t* base = larger.data() + (-reinterpret_cast<uintptr_t>(larger.data()) & 63);
  if (register_base != nullptr) std::memcpy(base, register_base, register_bytes);
  registers = std::move(larger);
  register_base = base;
  register_bytes = capacity;
  SetBase(Base::kFrame, register_base + group_frame);
  return true;
}

void Warp::ZeroFrame(const FunctionCode& function, uint32_t lanes) {
  for (const ZeroRange& range : function.zero) {
    const Place place = MakePlace(Base::kFrame, range.offset);
    if (watcher != nullptr) [[unlikely]] {
      watcher->OnZero(static_cast<uint32_t>(bases[0] - register_base) + range.offset, range.width, lanes);
    }
    switch (range.width) {
      case 0:
        SetPredicate(place, lanes, 0);
        break;
      case 2:
        StoreLanes<uint16_t>(*this, place, lanes, [](int) { return uint16_t{0}; });
        break;
      case 4:
        StoreLanes<uint32_t>(*this, place, lanes, [](int) { return uint32_t{0}; });
        break;
      case 8:
        StoreLanes<uint64_t>(*this, place, lanes, [](int) { return uint64_t{0}; });
        break;
      case 16:
        ForLanes(lanes, [&](int i) { At<unsigned __int128>(place)[i] = 0; });
        break;
    }
  }
}

// The smallest of pc[] over `lanes` that is above `above`; the largest pointer if there is none.
static const Decoded* SmallestPc(const Decoded* const (&pc)[32], uint32_t lanes, const Decoded* above) {
  int64_t smallest = INT64_MAX;
  const int64_t floor = reinterpret_cast<int64_t>(above);
  GATEFUZZ_LANE_LOOP {
    const int64_t here = reinterpret_cast<int64_t>(pc[i]);
    const int64_t counts = (lanes >> i & 1) != 0 && here > floor ? here : INT64_MAX;
    smallest = counts < smallest ? counts : smallest;
  }
  return reinterpret_cast<const Decoded*>(smallest);
}

// No lane has called anything: all frames are the first.
const Decoded* Warp::SelectFlat(uint32_t candidates, uint32_t runnable) {
  const Decoded* start = SmallestPc(pc, candidates, nullptr);
  active = runnable & LaneMask([&](int i) { return pc[i] == start; });
  stop_at = nullptr;
  if (active != runnable) {
    const Decoded* next = SmallestPc(pc, runnable, start);
    if (reinterpret_cast<int64_t>(next) != INT64_MAX) stop_at = next;
  }
  group_frame = 0;
  return start;
}

// The deepest call first, then the smallest pc; then, of lanes that recurse, any one frame.
const Decoded* Warp::SelectDeep(uint32_t candidates, uint32_t runnable) {
  uint32_t first = static_cast<uint32_t>(std::countr_zero(candidates));
  for (uint32_t rest = candidates & (candidates - 1); rest != 0; rest &= rest - 1) {
    const uint32_t lane = static_cast<uint32_t>(std::countr_zero(rest));
    if (depth[lane] > depth[first] || (depth[lane] == depth[first] && pc[lane] < pc[first])) first = lane;
  }
  const Decoded* start = pc[first];
  group_frame = frame[first];
  active = 0;
  stop_at = nullptr;
  for (uint32_t rest = runnable; rest != 0; rest &= rest - 1) {
    const uint32_t lane = static_cast<uint32_t>(std::countr_zero(rest));
    if (frame[lane] != group_frame || depth[lane] != depth[first]) continue;
    if (pc[lane] == start) {
      active |= uint32_t{1} << lane;
    } else if (pc[lane] > start && (stop_at == nullptr || pc[lane] < stop_at)) {
      stop_at = pc[lane];
    }
  }
  return start;
}

// Picks the next group: sets active, stop_at and the frame, and returns its pc. Null: no lane can run.
const Decoded* Warp::Select() {
  const Decoded* start = converged;
  converged = nullptr;
  if (start != nullptr) {
    active = live;
    stop_at = nullptr;
  } else {
    const uint32_t runnable = live & ~(waits_member | waits_barrier);
    if (runnable == 0) return nullptr;
    if ((runnable & ~avoid) == 0) avoid = 0;
    const uint32_t candidates = runnable & ~avoid;
    start = deepest == 0 ? SelectFlat(candidates, runnable) : SelectDeep(candidates, runnable);
  }
  SetBase(Base::kFrame, register_base + group_frame);
  segment = start;
  return start;
}

WarpStatus Warp::Run(uint64_t slice) {
  const CleanVectors clean;
  const bool preempts = slice <= kPreempted;
  slice_end = std::min(launch->instructions + slice, launch->budget);
  while (!launch->stopped) {
    const Decoded* d = Select();
    if (d == nullptr) return live == 0 ? WarpStatus::kFinished : WarpStatus::kWaiting;
    if (launch->instructions >= slice_end) {
      // Others of this warp may be what the group waits for.
      avoid = active;
      if (active == live) converged = d;
      return WarpStatus::kSliceEnded;
    }
    // A drawn slice of a few instructions ends within straight code too.
    if (preempts) {
      const uint64_t left = slice_end - launch->instructions;
      if (stop_at == nullptr || static_cast<uint64_t>(stop_at - d) > left) stop_at = d + left;
    }
    if (watcher != nullptr) [[unlikely]] {
      RunWatched(d);
      continue;
    }
    chain_end = stop_at != nullptr ? stop_at : kNoEnd;
    do {
      d = d->run(*this, d, active);
    } while (d != nullptr && d != stop_at);
    if (d != nullptr) {
      Account(d);
      SetPc(active, d);
    }
  }
  return WarpStatus::kStopped;
}

}  // namespace gatefuzz::emulator
