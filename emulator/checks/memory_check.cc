// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Nearly all accesses of real kernels are coalesced (lane i at base + i * bytes) or uniform (all lanes at one address).
// Both are one test of one shadow range; only the rest goes lane by lane. Words are built for faults alone.
#include "emulator/checks/memory_check.h"

#include <bit>
#include <cstring>

#include "emulator/checks/shadow.h"
#include "emulator/checks/undefined_values.h"

namespace gatefuzz::emulator {
namespace {

using shadow::Requirement;

const char* SpaceName(ptx::Space space) {
  switch (space) {
    case ptx::Space::kShared:
      return "shared";
    case ptx::Space::kLocal:
      return "local";
    case ptx::Space::kConst:
      return "constant";
    default:
      return "global";
  }
}

}  // namespace

MemoryCheck::MemoryCheck(const DeviceMemory& memory)
    : memory_(memory), global_{reinterpret_cast<uint64_t>(memory.arena().base), kArenaBytes, memory.arena().shadow} {}

MemoryCheck::Window MemoryCheck::WindowOf(const Access& access, int lane) const {
  switch (access.space) {
    case ptx::Space::kShared:
      return {access.space_base, access.space_bytes, access.shadow};
    case ptx::Space::kLocal:
      return {access.space_base, access.space_bytes, access.shadow + static_cast<size_t>(lane) * access.shadow_stride};
    default:
      return global_;
  }
}

// Checks one range and, for a write, marks it as initialised.
template <bool kWrites>
inline bool MemoryCheck::Range(const Window& window, uint64_t address, uint32_t bytes, uint32_t alignment,
                               Requirement need) {
  if ((address & (alignment - 1)) != 0 || !window.Contains(address, bytes)) return false;
  uint8_t* const state = window.At(address);
  if (shadow::Violations(state, bytes, need) != 0) return false;
  if (kWrites) shadow::SetInitialized(state, bytes);
  return true;
}

template <MemoryCheck::Use kUse>
bool MemoryCheck::Check(const Access& access, FaultSink* sink) {
  constexpr bool kWrites = kUse != Use::kLoad;
  constexpr Requirement kNeed = kUse == Use::kLoad    ? shadow::kForLoad
                                : kUse == Use::kStore ? shadow::kForStore
                                                      : shadow::kForAtomic;
  uint32_t left = access.lanes;
  if (left == 0) return true;
  const int first = std::countr_zero(left);
  const uint32_t run = left >> first;
  Window window = WindowOf(access, first);
  const bool one_range =
      access.pattern == Pattern::kUniform || (access.pattern == Pattern::kContiguous && (run & (run + 1)) == 0);
  if (one_range && access.space != ptx::Space::kLocal) [[likely]] {
    const uint32_t count = access.pattern == Pattern::kUniform ? 1 : static_cast<uint32_t>(std::popcount(run));
    return Range<kWrites>(window, access.address[first], access.bytes * count, access.alignment, kNeed) ||
           Explain(access, kUse, sink);
  }
  bool good = true;
  for (; left != 0; left &= left - 1) {
    const int lane = std::countr_zero(left);
    if (access.space == ptx::Space::kLocal) window = WindowOf(access, lane);
    good &= Range<kWrites>(window, access.address[lane], access.bytes, access.alignment, kNeed);
  }
  return good || Explain(access, kUse, sink);
}

bool MemoryCheck::OnLoad(const Access& access, FaultSink* sink) { return Check<Use::kLoad>(access, sink); }
bool MemoryCheck::OnStore(const Access& access, FaultSink* sink) { return Check<Use::kStore>(access, sink); }
bool MemoryCheck::OnAtomic(const Access& access, FaultSink* sink) { return Check<Use::kAtomic>(access, sink); }

void MemoryCheck::OnBlockStart(const BlockStart& block) {
  if (block.shared_bytes != 0) std::memset(block.shared_shadow, shadow::kFresh, block.shared_bytes);
}

void MemoryCheck::OnWarpStart(uint8_t* local_shadow, uint32_t bytes) {
  if (bytes != 0) std::memset(local_shadow, shadow::kFresh, bytes);
}

[[gnu::cold]] bool MemoryCheck::Explain(const Access& access, Use use, FaultSink* sink) {
  Fault fault, uninitialized;
  bool read_too_early = false;
  for (uint32_t left = access.lanes; left != 0; left &= left - 1) {
    const int lane = std::countr_zero(left);
    if (!FaultOf(access, use, lane, &fault)) continue;
    if (fault.fatal) {
      sink->Report(fault);
      return false;
    }
    if (!read_too_early) uninitialized = fault;
    read_too_early = true;
  }
  if (read_too_early && use == Use::kLoad) {
    if (access.watched) return true;
    if (sink->WatchFromHere()) return false;
  }
  if (read_too_early && ReportOnce(access.site)) {
    const Window window = WindowOf(access, uninitialized.lane);
    const uint32_t at = shadow::FirstViolation(window.At(uninitialized.address), access.bytes, shadow::kForLoad);
    uninitialized.message =
        "byte " + std::to_string(at) + " of the " + std::to_string(access.bytes) + " was never written";
    uninitialized.message += "; it lies " + Describe(access.space, uninitialized.address + at);
    sink->Report(uninitialized);
  }
  // An atomic that was stopped by a fresh byte did not come to mark its bytes.
  if (use == Use::kAtomic) {
    for (uint32_t left = access.lanes; left != 0; left &= left - 1) {
      const int lane = std::countr_zero(left);
      shadow::SetInitialized(WindowOf(access, lane).At(access.address[lane]), access.bytes);
    }
  }
  return true;
}

bool MemoryCheck::FaultOf(const Access& access, Use use, int lane, Fault* fault) const {
  const uint64_t address = access.address[lane];
  const char* const verb = use == Use::kLoad ? "load" : use == Use::kStore ? "store" : "atomic";
  const std::string what = std::to_string(access.bytes) + "-byte " + verb;
  *fault = Fault();
  fault->lane = lane;
  fault->space = access.space;
  fault->address = address;
  fault->bytes = access.bytes;
  if ((address & (access.alignment - 1)) != 0) {
    fault->kind = FaultKind::kMisaligned;
    fault->message = what + " needs an address that is a multiple of " + std::to_string(access.alignment);
    return true;
  }
  const Window window = WindowOf(access, lane);
  if (!window.Contains(address, access.bytes)) {
    fault->kind = FaultKind::kOutOfBounds;
    if (access.space == ptx::Space::kShared || access.space == ptx::Space::kLocal) {
      fault->message = what + " at offset " + std::to_string(static_cast<int64_t>(address - window.origin)) + " of " +
                       std::to_string(window.bytes) + " bytes of " + SpaceName(access.space) + " memory";
    } else {
      fault->message = what + "; the address is " + memory_.Describe(address);
    }
    return true;
  }
  const uint8_t* const state = window.At(address);
  const uint32_t outside = shadow::FirstViolation(state, access.bytes, shadow::kForAddress);
  if (outside != access.bytes) {
    const bool freed = memory_.FreedBlock(address + outside) != nullptr;
    fault->kind = freed ? FaultKind::kUseAfterFree : FaultKind::kOutOfBounds;
    fault->message = what + "; byte " + std::to_string(outside) + " of it is " + memory_.Describe(address + outside);
    return true;
  }
  if (use != Use::kLoad && shadow::FirstViolation(state, access.bytes, shadow::kForStore) != access.bytes) {
    fault->kind = FaultKind::kReadOnlyWrite;
    fault->message = what + " to memory that the launch may only read, " + memory_.Describe(address);
    return true;
  }
  if (use != Use::kStore && shadow::FirstViolation(state, access.bytes, shadow::kForLoad) != access.bytes) {
    fault->kind = FaultKind::kUninitialized;
    fault->fatal = false;
    return true;
  }
  return false;
}

std::unique_ptr<RegisterObserver> MemoryCheck::Watch() { return std::make_unique<UndefinedValues>(this); }

std::string MemoryCheck::Describe(ptx::Space space, uint64_t address) const {
  if (space == ptx::Space::kShared || space == ptx::Space::kLocal) {
    const uint64_t start = space == ptx::Space::kShared ? kSharedBase : 0;
    return "at offset " + std::to_string(address - start) + " of " + SpaceName(space) + " memory";
  }
  return memory_.Describe(address);
}

}  // namespace gatefuzz::emulator
