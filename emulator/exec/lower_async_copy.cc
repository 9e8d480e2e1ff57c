// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9.25, cp.async and what waits for it. See async_copy.h for when a copy happens.
#include <algorithm>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"

namespace gatefuzz::emulator {
namespace {

enum class Variant : uint8_t { kWhole, kSourceSize, kIgnoreSource };

// Decoded: a, address_bytes, immediate: destination; b, e: address and offset of the source (64 bits); c: source size,
// or the predicate that ignores it; bytes: cp-size.
uint32_t SourceBytes(const Warp& w, const Decoded* d, int lane) {
  switch (static_cast<Variant>(d->variant)) {
    case Variant::kSourceSize:
      return std::min<uint32_t>(w.At<const uint32_t>(d->c)[lane], d->bytes);
    case Variant::kIgnoreSource: {
      const uint32_t ignore = w.Predicate(d->c) ^ ((d->flags & kNegateC) != 0 ? kAllLanes : 0);
      return (ignore >> lane & 1) != 0 ? 0 : d->bytes;
    }
    default:
      return d->bytes;
  }
}

uint64_t Destination(const Warp& w, const Decoded* d, int lane) {
  if (d->address_bytes == 8) return w.At<const uint64_t>(d->a)[lane] + static_cast<uint64_t>(d->immediate);
  return uint32_t{w.At<const uint32_t>(d->a)[lane] + static_cast<uint32_t>(d->immediate)};
}

const Decoded* StartCopy(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess from;
  uint32_t source_bytes[32];
  const uint64_t* source = w.At<const uint64_t>(d->b);
  const uint64_t* offset = w.At<const uint64_t>(d->e);
  ForLanes(lanes, [&](int i) {
    source_bytes[i] = SourceBytes(w, d, i);
    from.address[i] = source[i] + offset[i];
  });
  // Lanes that read equally much are one access.
  for (uint32_t rest = lanes; rest != 0;) {
    const uint32_t bytes = source_bytes[std::countr_zero(rest)];
    uint32_t same = 0;
    ForLanes(rest, [&](int i) { same |= static_cast<uint32_t>(source_bytes[i] == bytes) << i; });
    rest &= ~same;
    if (bytes != 0 && !ResolveAt(w, d, same, MemorySpace::kGlobal, bytes, AccessKind::kLoad, &from)) {
      return w.Refused(d);
    }
    if (bytes != 0) ForLanes(same, [&](int i) { from.at[i] = from.At(i); });
  }
  ForLanes(lanes, [&](int i) {
    AsyncCopy& copy = w.async_copies.pending.emplace_back();
    copy.instruction = d;
    copy.lane = static_cast<uint32_t>(i);
    copy.group = w.async_copies.committed[i];
    copy.bytes = d->bytes;
    copy.destination = Destination(w, d, i);
    if (source_bytes[i] != 0) std::memcpy(copy.data, from.at[i], source_bytes[i]);
  });
  return d + 1;
}

const Decoded* CommitGroup(Warp& w, const Decoded* d, uint32_t lanes) {
  ForLanes(lanes, [&](int i) { ++w.async_copies.committed[i]; });
  return d + 1;
}

// `immediate`: so many of the latest groups may stay pending.
const Decoded* WaitGroup(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t recent = static_cast<uint64_t>(d->immediate);
  const bool good = FinishCopies(
      w, lanes, [&](const AsyncCopy& copy) { return copy.group + recent < w.async_copies.committed[copy.lane]; });
  return good ? d + 1 : w.Stop(d);
}

const Decoded* WaitAll(Warp& w, const Decoded* d, uint32_t lanes) {
  return FinishCopies(w, lanes, [](const AsyncCopy&) { return true; }) ? d + 1 : w.Stop(d);
}

// The pending copies of one cp.async instruction that are finished together: one access of the warp.
bool WriteTogether(Warp& w, const std::vector<AsyncCopy>& copies) {
  HostAccess to;
  uint32_t lanes = 0;
  for (const AsyncCopy& copy : copies) {
    lanes |= uint32_t{1} << copy.lane;
    to.address[copy.lane] = copy.destination;
  }
  const Decoded* d = copies[0].instruction;
  if (!ResolveAt(w, d, lanes, MemorySpace::kShared, d->bytes, AccessKind::kStore, &to)) return !w.launch->stopped;
  for (const AsyncCopy& copy : copies) std::memcpy(to.At(static_cast<int>(copy.lane)), copy.data, copy.bytes);
  return true;
}

}  // namespace

bool FinishCopies(Warp& w, uint32_t lanes, const std::function<bool(const AsyncCopy&)>& is_due) {
  std::vector<AsyncCopy>& pending = w.async_copies.pending;
  if (pending.empty()) return true;
  std::vector<AsyncCopy> due;
  std::erase_if(pending, [&](const AsyncCopy& copy) {
    if ((lanes >> copy.lane & 1) == 0 || !is_due(copy)) return false;
    due.push_back(copy);
    return true;
  });
  std::vector<AsyncCopy> together;
  uint32_t taken = 0;
  for (const AsyncCopy& copy : due) {
    const uint32_t bit = uint32_t{1} << copy.lane;
    if (!together.empty() && (copy.instruction != together[0].instruction || (taken & bit) != 0)) {
      if (!WriteTogether(w, together)) return false;
      together.clear();
      taken = 0;
    }
    together.push_back(copy);
    taken |= bit;
  }
  return together.empty() || WriteTogether(w, together);
}

void LowerCpAsync(Lowering& l) {
  const uint64_t bytes = l.Immediate(l.operand(2));
  if (bytes != 16 && (l.Has("cg") || (bytes != 4 && bytes != 8))) {
    return l.Fail(l.Has("cg") ? "cp.async.cg copies 16 bytes" : "cp.async.ca copies 4, 8 or 16 bytes");
  }
  // The source first: what Address fills in is then the destination's.
  l.Address(l.operand(1), ptx::Space::kGlobal);
  if (l.out.address_bytes != 8) return l.Fail("a global address has 64 bits");
  l.out.b = l.out.a;
  l.out.e = l.program.constants.Splat(static_cast<uint64_t>(l.out.immediate), 8);
  l.Address(l.operand(0), ptx::Space::kShared);
  l.out.bytes = static_cast<uint8_t>(bytes);
  l.out.d = l.program.constants.Splat(0, 16);  // for the observer, which may want to see stored values
  const size_t has_policy = l.Has("L2::cache_hint") ? 1 : 0;
  if (l.in.operands.size() - has_policy > 3) {
    const ptx::Operand& extra = l.operand(3);
    const bool is_predicate = extra.kind == ptx::Operand::Kind::kRegister && l.RegisterBytes(extra) == 0;
    l.out.variant = static_cast<uint8_t>(is_predicate ? Variant::kIgnoreSource : Variant::kSourceSize);
    l.out.c = is_predicate ? l.Predicate(extra, kNegateC) : l.Source(extra, ptx::Type::kU32);
  }
  l.out.run = StartCopy;
}

void LowerCpAsyncCommitGroup(Lowering& l) { l.out.run = CommitGroup; }
void LowerCpAsyncWaitGroup(Lowering& l) {
  l.out.immediate = static_cast<int64_t>(l.Immediate(l.operand(0)));
  l.out.run = WaitGroup;
}
void LowerCpAsyncWaitAll(Lowering& l) { l.out.run = WaitAll; }

}  // namespace gatefuzz::emulator
