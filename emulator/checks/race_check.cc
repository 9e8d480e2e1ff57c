// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Each lane's bytes are looked up cell by cell. The common cases are told by two comparisons: nothing but earlier
// launches (of shared memory: what lies before the block's last barrier) is recorded, or the record is this warp's own.
#include "emulator/checks/race_check.h"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

namespace gatefuzz::emulator {

struct RaceCheck::Visit {
  const Access& access;
  FaultSink* sink;
  RaceOrder::Here here;
  AccessRecord record;  // of this access, but for its lanes
  // Records that are not later than this are ordered before anything that this warp does.
  Time settled;
  // What was published in cells of this memory before this is void.
  Time born;
  bool shared;
  bool collides;  // lanes may write the same byte
  Use use;
};

namespace {

bool IsStrong(MemoryOrder order) { return order.semantics != Semantics::kWeak; }

// No two lanes access the same byte: addresses rise by at least the access' bytes, as almost always.
bool LanesAreApart(const Access& access) {
  uint64_t next = 0;
  for (uint32_t left = access.lanes; left != 0; left &= left - 1) {
    const uint64_t address = access.address[std::countr_zero(left)];
    if (address < next) return false;
    next = address + access.bytes;
  }
  return true;
}

// Whether two lanes store the same value in [offset, offset + bytes) of their accesses.
bool SameData(const Access& access, int a, int b, uint32_t offset, uint32_t bytes) {
  if (access.data_bytes == 0) return true;  // unknown
  const uint32_t element_bytes = access.bytes / access.elements;
  for (uint32_t at = offset; at < offset + bytes; ++at) {
    const uint8_t* const column = access.data[at / element_bytes] + at % element_bytes;
    if (column[static_cast<uint32_t>(a) * access.data_bytes] != column[static_cast<uint32_t>(b) * access.data_bytes]) {
      return false;
    }
  }
  return true;
}

const char* Verb(bool atomic, bool write) { return atomic ? "atomic" : write ? "store" : "load"; }

// A race of `lane`'s access, without the other one.
Fault RaceOf(const Access& access, int lane) {
  Fault fault;
  fault.kind = FaultKind::kRace;
  fault.fatal = false;
  fault.lane = lane;
  fault.space = access.space;
  fault.address = access.address[lane];
  fault.bytes = access.bytes;
  fault.has_other = true;
  return fault;
}

}  // namespace

void RaceCheck::BeginLaunch() {
  reported_.Clear();
  // Times never run out within a launch: its instruction budget is far below what is left.
  if (order_.now() > Time{1} << 31) {
    order_ = RaceOrder();
    shadow_.Reset();
  }
  order_.BeginLaunch();
}

bool RaceCheck::OnLoad(const Access& access, FaultSink* sink) {
  Check<Use::kLoad>(access, sink);
  return true;
}
bool RaceCheck::OnStore(const Access& access, FaultSink* sink) {
  Check<Use::kStore>(access, sink);
  return true;
}
bool RaceCheck::OnAtomic(const Access& access, FaultSink* sink) {
  Check<Use::kAtomic>(access, sink);
  return true;
}

template <RaceCheck::Use kUse>
void RaceCheck::Check(const Access& access, FaultSink* sink) {
  const bool shared = access.space == ptx::Space::kShared;
  if (!shared && access.space != ptx::Space::kGlobal) return;
  // Lanes that store to one byte at once are told from those of other instructions by a time of their own.
  const bool collides = kUse == Use::kStore && !LanesAreApart(access);
  if (collides) order_.Step();
  Visit visit = {access, sink, order_.At(access.slot, access.warp), {}, 0, 0, shared, collides, kUse};
  visit.settled = shared ? visit.here.block->floor : order_.launch_start();
  visit.born = shared ? visit.here.block->start : order_.launch_start();
  visit.record.warp = visit.here.warp_number;
  visit.record.time = order_.now();
  visit.record.site = access.site;
  visit.record.strong = kUse == Use::kAtomic || IsStrong(access.order);
  visit.record.is_volatile = access.order.semantics == Semantics::kVolatile;
  visit.record.device_scope = access.order.scope != Scope::kBlock;
  visit.record.atomic = kUse == Use::kAtomic;
  for (uint32_t left = access.lanes; left != 0; left &= left - 1) VisitLane<kUse>(&visit, std::countr_zero(left));
  if (collides) order_.Step();
}

Cell* RaceCheck::CellAt(const Visit& visit, uint64_t address) {
  if (!visit.shared) return shadow_.Global(address - arena_base_);
  return &visit.here.block->shared[(address - visit.access.space_base) / 4];
}

template <RaceCheck::Use kUse>
void RaceCheck::VisitLane(Visit* visit, int lane) {
  const Access& access = visit->access;
  const uint64_t start = access.address[lane];
  const uint64_t end = start + access.bytes;
  for (uint64_t at = start; at < end;) {
    const uint64_t next = std::min(end, (at | 3) + 1);
    Cell* const cell = CellAt(*visit, at);
    if (cell == nullptr) return;
    const uint32_t offset = static_cast<uint32_t>(at - start);
    if (kUse != Use::kLoad || visit->record.strong != 0) {
      if (at == start && visit->record.strong != 0) {
        const RaceOrder::Here& here = visit->here;
        if (kUse != Use::kStore) order_.StrongRead(cell, visit->born, here, lane, access.order);
        if (kUse != Use::kLoad) {
          order_.StrongWrite(cell, visit->born, here, lane, access.order, kUse == Use::kAtomic);
        }
      } else if (visit->record.strong == 0) {
        order_.WeakWrite(cell);
      }
    }
    if (next - at == 4 && cell->split == 0) [[likely]] {
      VisitCell<kUse>(visit, cell, lane, offset, 4);
    } else {
      Cell* const parts = shadow_.Parts(cell);
      for (; at < next; ++at) {
        VisitCell<kUse>(visit, parts + at % 4, lane, static_cast<uint32_t>(at - start), 1);
      }
    }
    at = next;
  }
}

template <RaceCheck::Use kUse>
inline void RaceCheck::VisitCell(Visit* visit, Cell* cell, int lane, uint32_t offset, uint32_t bytes) {
  const uint32_t bit = uint32_t{1} << lane;
  // The last write is this lane's own, or settled.
  const AccessRecord& write = cell->write;
  const bool write_is_past = write.time <= visit->settled || (write.warp == visit->record.warp && write.lanes == bit);
  if (kUse == Use::kLoad) {
    AccessRecord& read = cell->read;
    if (write_is_past && cell->more == 0) [[likely]] {
      if (read.time <= visit->settled || (read.warp == visit->record.warp && read.lanes == bit)) {
        read = visit->record;
        read.lanes = bit;
        return;
      }
      if (read.warp == visit->record.warp && read.time == visit->record.time && read.site == visit->record.site) {
        read.lanes |= bit;
        return;
      }
    }
    return Read(visit, cell, lane);
  }
  const AccessRecord& read = cell->read;
  if (write_is_past && cell->more == 0 &&
      (read.time <= visit->settled || (read.warp == visit->record.warp && read.lanes == bit))) [[likely]] {
    cell->write = visit->record;
    cell->write.lanes = bit;
    cell->read.time = 0;
    return;
  }
  Write(visit, cell, lane, offset, bytes);
}

void RaceCheck::Read(Visit* visit, Cell* cell, int lane) {
  const uint32_t bit = uint32_t{1} << lane;
  Judge(visit, cell->write, true, lane);
  if (const std::vector<AccessRecord>* more = shadow_.More(cell)) {
    for (const AccessRecord& record : *more) {
      if (record.atomic != 0) Judge(visit, record, true, lane);
    }
  }
  AccessRecord& read = cell->read;
  if (read.warp == visit->record.warp && read.time == visit->record.time && read.strong == visit->record.strong) {
    read.lanes |= bit;
    read.site = visit->record.site;
    return;
  }
  // An earlier read that is ordered before this one adds nothing: what races with it races with this.
  if (read.time != 0 && order_.Unordered(read, visit->here, lane) != 0) shadow_.Remember(cell, read);
  read = visit->record;
  read.lanes = bit;
}

void RaceCheck::Write(Visit* visit, Cell* cell, int lane, uint32_t offset, uint32_t bytes) {
  const uint32_t bit = uint32_t{1} << lane;
  AccessRecord& write = cell->write;
  // Another lane of this very instruction. Atomics go one after another; equal values do no harm.
  if (visit->collides && write.time == visit->record.time && write.warp == visit->record.warp &&
      (write.lanes & bit) == 0) {
    const int other = std::countr_zero(write.lanes);
    if (!SameData(visit->access, other, lane, offset, bytes)) ReportDifferentValues(visit, other, lane);
    write.lanes |= bit;
    return;
  }
  Judge(visit, write, true, lane);
  Judge(visit, cell->read, false, lane);
  if (const std::vector<AccessRecord>* more = shadow_.More(cell)) {
    for (const AccessRecord& record : *more) Judge(visit, record, record.atomic != 0, lane);
  }
  // What is ordered before this write adds nothing to it. Other atomics at this byte are not, and may race with others.
  const bool keeps = visit->record.strong != 0;
  if (keeps && write.time != 0 && order_.Unordered(write, visit->here, lane) != 0) {
    if (write.warp == visit->record.warp && write.time == visit->record.time && write.atomic == visit->record.atomic) {
      write.lanes |= bit;
      write.site = visit->record.site;
      return;
    }
    if (write.atomic != 0) shadow_.Remember(cell, write);
  } else {
    shadow_.ForgetMore(cell);
  }
  write = visit->record;
  write.lanes = bit;
  cell->read.time = 0;
}

bool RaceCheck::BothStrong(const Visit& visit, const AccessRecord& earlier) const {
  if (earlier.strong == 0 || visit.record.strong == 0) return false;
  const bool same_warp = earlier.warp == visit.record.warp;
  // volatile does not make warp-synchronous code right: nothing says in which order lanes of a warp go.
  if (visit.shared && same_warp && (earlier.is_volatile | visit.record.is_volatile) != 0) return false;
  return order_.InBlock(earlier, visit.here) || (earlier.device_scope & visit.record.device_scope) != 0;
}

void RaceCheck::Judge(Visit* visit, const AccessRecord& earlier, bool was_write, int lane) {
  if (earlier.time <= visit->settled) return;
  if (BothStrong(*visit, earlier)) return;
  const uint32_t others = order_.Unordered(earlier, visit->here, lane);
  if (others != 0) Report(visit, earlier, was_write, others, lane);
}

void RaceCheck::Report(Visit* visit, const AccessRecord& earlier, bool was_write, uint32_t others, int lane) {
  if (!reported_.Add(visit->record.site)) return;
  const bool in_block = order_.InBlock(earlier, visit->here);
  const bool same_warp = earlier.warp == visit->record.warp;
  Fault fault = RaceOf(visit->access, lane);
  fault.other_site = earlier.site;
  fault.other_block = order_.BlockOf(earlier.warp);
  fault.other_thread = order_.WarpInBlock(earlier.warp) * 32 + static_cast<uint32_t>(std::countr_zero(others));
  fault.message = std::string("nothing orders this ") + Verb(visit->use == Use::kAtomic, visit->use != Use::kLoad) +
                  " and the earlier " + Verb(earlier.atomic != 0, was_write) + " of " +
                  (same_warp  ? "another lane of the warp"
                   : in_block ? "another warp of the block"
                              : "another block");
  if (earlier.strong != 0 && visit->record.strong != 0) {
    fault.message += same_warp ? "; volatile does not (__syncwarp does)" : "; .cta scope does not reach another block";
  } else if (earlier.strong != 0 || visit->record.strong != 0) {
    fault.message += "; only one of them is atomic or volatile";
  }
  visit->sink->Report(fault);
}

void RaceCheck::ReportDifferentValues(Visit* visit, int other, int lane) {
  if (!reported_.Add(visit->record.site)) return;
  const Access& access = visit->access;
  Fault fault = RaceOf(access, lane);
  fault.other_site = access.site;
  fault.other_block = visit->here.block->block;
  fault.other_thread = access.warp * 32 + static_cast<uint32_t>(other);
  fault.message = "lanes " + std::to_string(other) + " and " + std::to_string(lane) +
                  " store different values to one address in one instruction";
  visit->sink->Report(fault);
}

}  // namespace gatefuzz::emulator
