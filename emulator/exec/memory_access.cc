// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/memory_access.h"

#include <bit>

#include "emulator/exec/block.h"
#include "emulator/exec/blocked.h"
#include "emulator/exec/lane_loops.h"
#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {
namespace {

ptx::Space SpaceOf(MemorySpace space) {
  switch (space) {
    case MemorySpace::kGlobal:
      return ptx::Space::kGlobal;
    case MemorySpace::kConst:
      return ptx::Space::kConst;
    case MemorySpace::kShared:
      return ptx::Space::kShared;
    case MemorySpace::kLocal:
      return ptx::Space::kLocal;
    case MemorySpace::kEntryParameter:
      return ptx::Space::kParam;
    case MemorySpace::kGeneric:
      break;
  }
  return ptx::Space::kGeneric;
}

[[gnu::noinline]] void ReportUnmapped(Warp& w, const Decoded* d, uint32_t lanes, MemorySpace space, uint32_t bytes,
                                      const uint64_t* address) {
  Fault fault;
  fault.kind = FaultKind::kOutOfBounds;
  fault.lane = std::countr_zero(lanes);
  fault.space = SpaceOf(space);
  fault.address = address[fault.lane];
  fault.bytes = bytes;
  const std::string where = "address " + Hex(fault.address);
  switch (space) {
    case MemorySpace::kShared: {
      const uint32_t size = w.block->shared_bytes;
      fault.message = size == 0 ? where + ", but the block has no shared memory"
                                : where + " is outside the block's " + std::to_string(size) +
                                      " bytes of shared memory at " + Hex(kSharedBase);
      break;
    }
    case MemorySpace::kLocal:
      fault.message = where + " is outside the thread's " + std::to_string(w.local_stride) + " bytes of local memory";
      break;
    case MemorySpace::kEntryParameter:
      fault.message = where + " is outside the kernel's parameters";
      break;
    default:
      fault.message = fault.address < 65536 ? where + ": a null pointer, or close to one" : where + " maps to nothing";
  }
  const uint32_t more = static_cast<uint32_t>(std::popcount(lanes)) - 1;
  if (more != 0) fault.message += " (and " + std::to_string(more) + " more lanes)";
  w.Report(d, fault);
}

// [bytes][i] = i * bytes, for each lane i: AVX2 cannot multiply 64-bit numbers.
constexpr uint64_t kMostBytes = 32;
struct LaneOffsets {
  constexpr LaneOffsets() {
    for (uint64_t bytes = 0; bytes <= kMostBytes; ++bytes) {
      for (uint64_t i = 0; i < 32; ++i) offset[bytes][i] = i * bytes;
    }
  }
  alignas(64) uint64_t offset[kMostBytes + 1][32] = {};
};
constexpr LaneOffsets kLaneOffsets;

Pattern PatternOf(const uint64_t* address, uint32_t lanes, uint64_t bytes) {
  const int first = std::countr_zero(lanes);
  // The step is told by the first two of them. A single lane is a uniform access.
  const uint32_t rest = lanes & (lanes - 1);
  const int second = rest != 0 ? std::countr_zero(rest) : first;
  const uint64_t step = address[second] != address[first] ? bytes : 0;
  if (step > kMostBytes) return Pattern::kAny;
  const uint64_t* offset = kLaneOffsets.offset[step];
  const uint64_t start = address[first] - offset[first];
  uint64_t differs = 0;
  if (lanes == kAllLanes) {
    GATEFUZZ_LANE_LOOP differs |= (address[i] - start) ^ offset[i];
  } else {
    GATEFUZZ_LANE_LOOP {
      const uint64_t difference = (address[i] - start) ^ offset[i];
      differs |= (lanes >> i & 1) != 0 ? difference : 0;
    }
  }
  return differs != 0 ? Pattern::kAny : step == 0 ? Pattern::kUniform : Pattern::kContiguous;
}

// One space of a (generic) access: access->address is in that space. Sets `at` of `lanes`, or pattern and base.
bool ResolveIn(Warp& w, const Decoded* d, uint32_t lanes, MemorySpace space, uint32_t bytes, AccessKind kind,
               HostAccess* access) {
  uint64_t* const address = access->address;
  uint64_t base = 0;  // guest
  uint64_t size = 0;
  uint64_t shift = 0;  // host - guest, of lane 0
  uint64_t lane_step = 0;
  switch (space) {
    case MemorySpace::kGlobal:
    case MemorySpace::kConst:
      base = reinterpret_cast<uint64_t>(w.arena_base);
      size = kArenaBytes;
      break;
    case MemorySpace::kShared:
      base = kSharedBase;
      size = w.block->shared_bytes;
      shift = reinterpret_cast<uint64_t>(w.block->shared.data()) - kSharedBase;
      break;
    case MemorySpace::kLocal:
      size = w.local_stride;
      shift = reinterpret_cast<uint64_t>(w.local);
      lane_step = w.local_stride;
      break;
    case MemorySpace::kEntryParameter:
      size = kind == AccessKind::kLoad ? w.launch->request.kernel->parameter_bytes : 0;
      shift = reinterpret_cast<uint64_t>(w.launch->request.parameters);
      break;
    case MemorySpace::kGeneric:
      return false;
  }
  const uint64_t past_last = size < bytes ? 0 : size - bytes + 1;  // offsets below it are good
  const int first = std::countr_zero(lanes), last = 31 - std::countl_zero(lanes);
  access->bytes = bytes;
  access->pattern = lane_step == 0 ? PatternOf(address, lanes, bytes) : Pattern::kAny;
  // A contiguous access that wraps around would have a bad end; all others have their lowest and highest address there.
  const bool ends_good = address[first] - base < past_last && address[last] - base < past_last;
  if (access->pattern != Pattern::kAny && ends_good) [[likely]] {
    access->base = reinterpret_cast<uint8_t*>(address[first] + shift);
    if (access->pattern == Pattern::kContiguous) access->base -= static_cast<uint64_t>(first) * bytes;
  } else {
    access->pattern = Pattern::kAny;
    const uint32_t bad = lanes & LaneMask<8>([=](int i) { return address[i] - base >= past_last; });
    if (bad != 0) [[unlikely]] {
      ReportUnmapped(w, d, bad, space, bytes, address);
      return false;
    }
    ForLanes(lanes, [&](int i) {
      access->at[i] = reinterpret_cast<uint8_t*>(address[i] + shift + lane_step * static_cast<uint64_t>(i));
    });
  }
  if (w.check == nullptr || space == MemorySpace::kEntryParameter) return true;

  Access event;
  event.site = w.launch->program.SiteIndex(d);
  event.lanes = lanes;
  event.bytes = bytes;
  event.alignment = uint32_t{d->bytes} * d->vector;
  event.space = SpaceOf(space);
  event.pattern = access->pattern;
  event.address = address;
  event.shadow = space == MemorySpace::kShared  ? w.block->shared_shadow.data()
                 : space == MemorySpace::kLocal ? w.local_shadow
                                                : nullptr;
  event.shadow_stride = w.local_stride;
  event.space_bytes = static_cast<uint32_t>(size);
  event.space_base = static_cast<uint32_t>(base);
  event.order = d->order;
  event.slot = w.block->slot;
  event.warp = static_cast<uint32_t>(w.index);
  event.data_bytes = 0;
  event.elements = d->vector;
  if ((d->flags & kStoresRegisters) != 0) {
    const Place places[4] = {d->d, d->b, d->c, d->e};
    for (int v = 0; v < d->vector && v < 4; ++v) event.data[v] = w.At<const uint8_t>(places[v]);
    event.data_bytes = d->variant;
  }
  event.watched = w.watcher != nullptr;
  w.launch->at_warp = &w;
  w.launch->at = d;
  const bool allowed = kind == AccessKind::kLoad    ? w.check->OnLoad(event, w.launch)
                       : kind == AccessKind::kStore ? w.check->OnStore(event, w.launch)
                                                    : w.check->OnAtomic(event, w.launch);
  if (allowed && event.watched) {
    if (kind == AccessKind::kLoad) w.watcher->OnLoad(event);
    if (kind == AccessKind::kStore) w.watcher->OnStore(event);
  }
  return allowed && !w.launch->stopped;
}

MemorySpace WindowOf(uint64_t address) {
  switch (address & ~(kWindowBytes - 1)) {
    case kSharedWindow:
      return MemorySpace::kShared;
    case kLocalWindow:
      return MemorySpace::kLocal;
    case kParamWindow:
      return MemorySpace::kEntryParameter;
    default:
      return MemorySpace::kGlobal;
  }
}

bool ResolveGeneric(Warp& w, const Decoded* d, uint32_t lanes, uint32_t bytes, AccessKind kind, HostAccess* access) {
  uint64_t* address = access->address;
  // The windows lie next to each other below 2^42 or so; the arena does not.
  const uint32_t windowed = lanes & LaneMask<8>([=](int i) {
                              return address[i] - kSharedWindow < kParamWindow + kWindowBytes - kSharedWindow;
                            });
  if (windowed == 0) return ResolveIn(w, d, lanes, MemorySpace::kGlobal, bytes, kind, access);
  for (uint32_t rest = lanes; rest != 0;) {
    const MemorySpace space = WindowOf(address[std::countr_zero(rest)]);
    uint32_t same = 0;
    ForLanes(rest, [&](int i) { same |= static_cast<uint32_t>(WindowOf(address[i]) == space) << i; });
    rest &= ~same;
    if (space != MemorySpace::kGlobal) ForLanes(same, [&](int i) { address[i] &= kWindowBytes - 1; });
    if (!ResolveIn(w, d, same, space, bytes, kind, access)) return false;
    if (same == lanes) return true;
    ForLanes(same, [&](int i) { access->at[i] = access->At(i); });
  }
  access->pattern = Pattern::kAny;  // of several spaces
  return true;
}

}  // namespace

bool ResolveAt(Warp& w, const Decoded* d, uint32_t lanes, MemorySpace space, uint32_t bytes, AccessKind kind,
               HostAccess* access) {
  return space == MemorySpace::kGeneric ? ResolveGeneric(w, d, lanes, bytes, kind, access)
                                        : ResolveIn(w, d, lanes, space, bytes, kind, access);
}

bool Resolve(Warp& w, const Decoded* d, uint32_t lanes, AccessKind kind, HostAccess* access) {
  uint64_t* address = access->address;
  if (d->address_bytes == 8) {
    const uint64_t* a = w.At<const uint64_t>(d->a);
    const uint64_t offset = static_cast<uint64_t>(d->immediate);
    GATEFUZZ_LANE_LOOP address[i] = a[i] + offset;
  } else {
    const uint32_t* a = w.At<const uint32_t>(d->a);
    const uint32_t offset = static_cast<uint32_t>(d->immediate);
    GATEFUZZ_LANE_LOOP address[i] = uint32_t{a[i] + offset};
  }
  return ResolveAt(w, d, lanes, d->space, uint32_t{d->bytes} * d->vector, kind, access);
}

uint8_t* GuestMemory(Warp& w, int lane, uint64_t address, uint64_t bytes) {
  const MemorySpace space = WindowOf(address);
  const uint64_t low = address & (kWindowBytes - 1);
  switch (space) {
    case MemorySpace::kShared:
      if (low < kSharedBase || low - kSharedBase + bytes > w.block->shared_bytes) return nullptr;
      return w.block->shared.data() + (low - kSharedBase);
    case MemorySpace::kLocal:
      if (low + bytes > w.local_stride) return nullptr;
      return w.local + static_cast<size_t>(lane) * w.local_stride + low;
    case MemorySpace::kGlobal:
      return DeviceArena().Contains(address, bytes) ? reinterpret_cast<uint8_t*>(address) : nullptr;
    default:
      return nullptr;
  }
}

bool GuestString(Warp& w, int lane, uint64_t address, std::string* text) {
  text->clear();
  for (uint64_t i = 0; i < 65536; ++i) {
    const uint8_t* c = GuestMemory(w, lane, address + i, 1);
    if (c == nullptr) return false;
    if (*c == 0) return true;
    text->push_back(static_cast<char>(*c));
  }
  return true;
}

}  // namespace gatefuzz::emulator
