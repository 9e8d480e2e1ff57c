// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.13.15, mbarrier, and cp.async.mbarrier.arrive. Lanes go one after another. A wait never blocks: one that
// fails ends the time slice, so that the warp's other lanes and other warps come to arrive.
#include <bit>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"
#include "emulator/semantics/mbarrier.h"

namespace gatefuzz::emulator {
namespace {

using semantics::Mbarrier;

const Decoded* Misuse(Warp& w, const Decoded* d, int lane, std::string what) {
  Fault fault;
  fault.kind = FaultKind::kMbarrierMisuse;
  fault.lane = lane;
  fault.space = ptx::Space::kShared;
  fault.bytes = 8;
  fault.message = std::move(what);
  return w.Report(d, fault) ? d + 1 : w.Stop(d);
}

std::string CountError(const char* what, uint32_t count) {
  return std::string(what) + " of " + std::to_string(count) + ": it must be 1 to " +
         std::to_string(semantics::kMaxMbarrierCount);
}

// Calls one_lane(lane, bits, &m) for each lane with the object's 64 bits and what they mean; it changes `m` and returns
// what is wrong, or nothing.
template <class F>
const Decoded* Update(Warp& w, const Decoded* d, uint32_t lanes, F one_lane) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kAtomic, &access)) return w.Refused(d);
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    uint64_t bits;
    std::memcpy(&bits, access.At(lane), sizeof bits);
    Mbarrier m = semantics::UnpackMbarrier(bits);
    if (!m.valid) return Misuse(w, d, lane, "this memory holds no mbarrier object: nothing has initialised it");
    const std::string error = one_lane(lane, bits, &m);
    if (!error.empty()) return Misuse(w, d, lane, error);
    bits = semantics::PackMbarrier(m);
    std::memcpy(access.At(lane), &bits, sizeof bits);
  }
  return d + 1;
}

const Decoded* Init(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* counts = w.At<const uint32_t>(d->b);
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    if (counts[lane] - 1 >= semantics::kMaxMbarrierCount)
      return Misuse(w, d, lane, CountError("a count", counts[lane]));
  }
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kStore, &access)) return w.Refused(d);
  ForLanes(lanes, [&](int i) {
    const uint64_t bits = semantics::PackMbarrier(semantics::InitMbarrier(counts[i]));
    std::memcpy(access.At(i), &bits, sizeof bits);
  });
  return d + 1;
}

const Decoded* Invalidate(Warp& w, const Decoded* d, uint32_t lanes) {
  return Update(w, d, lanes, [](int, uint64_t, Mbarrier* m) {
    *m = {};
    return std::string();
  });
}

std::string ArriveError(const Mbarrier& m, uint32_t count, bool drop) {
  if (count - 1 >= semantics::kMaxMbarrierCount) return CountError("an arrival count", count);
  if (count > m.pending) {
    return std::to_string(count) + " arrivals where " + std::to_string(m.pending) + " are pending in the phase";
  }
  if (drop && count > m.expected) {
    return std::to_string(count) + " arrivals are dropped where " + std::to_string(m.expected) + " are expected";
  }
  return {};
}

std::string TransactionError(const Mbarrier& m, int64_t added) {
  const int64_t sum = m.transactions + added;
  const int64_t most = semantics::kMaxMbarrierCount;
  if (sum <= most && sum >= -most) return {};
  return "a transaction count of " + std::to_string(sum) + ": it must be -" + std::to_string(most) + " to " +
         std::to_string(most);
}

enum class ArriveKind { kPlain, kNoComplete, kExpectTx };

// d: the state, or none; b: the arrival count (kExpectTx: of transactions).
template <ArriveKind kKind, bool kDrop>
const Decoded* Arrive(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* counts = w.At<const uint32_t>(d->b);
  uint64_t* state = d->d == kNoPlace ? nullptr : w.At<uint64_t>(d->d);
  return Update(w, d, lanes, [&](int lane, uint64_t bits, Mbarrier* m) {
    const uint32_t count = kKind == ArriveKind::kExpectTx ? 1 : counts[lane];
    std::string error = ArriveError(*m, count, kDrop);
    if (kKind == ArriveKind::kExpectTx && error.empty()) error = TransactionError(*m, counts[lane]);
    if (!error.empty()) return error;
    if (kKind == ArriveKind::kExpectTx) *m = semantics::ExpectTransactions(*m, counts[lane]);
    if (kKind == ArriveKind::kNoComplete && m->pending == count && m->transactions == 0) {
      return std::string("an arrival with .noComplete completes the phase");
    }
    *m = semantics::ArriveAtMbarrier<kDrop>(*m, count);
    if (state != nullptr) state[lane] = bits;
    return std::string();
  });
}

template <bool kExpect>
const Decoded* Transactions(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t* counts = w.At<const uint32_t>(d->b);
  return Update(w, d, lanes, [&](int lane, uint64_t, Mbarrier* m) {
    const int64_t count = counts[lane];
    std::string error = TransactionError(*m, kExpect ? count : -count);
    if (!error.empty()) return error;
    *m = kExpect ? semantics::ExpectTransactions(*m, counts[lane]) : semantics::CompleteTransactions(*m, counts[lane]);
    return std::string();
  });
}

template <bool kParity>
const Decoded* Wait(Warp& w, const Decoded* d, uint32_t lanes) {
  uint32_t over = 0;
  const Decoded* next = Update(w, d, lanes, [&](int lane, uint64_t, Mbarrier* m) {
    const bool is_over = kParity ? semantics::MbarrierParityIsOver(*m, w.At<const uint32_t>(d->b)[lane])
                                 : semantics::MbarrierPhaseIsOver(*m, w.At<const uint64_t>(d->b)[lane]);
    over |= static_cast<uint32_t>(is_over) << lane;
    return std::string();
  });
  if (next == nullptr) return nullptr;
  w.SetPredicate(d->d, lanes, over);
  if (over != lanes) w.Yield();
  return next;
}

// The copies that the lane has started are finished now; then the arrival happens at once. Without .noinc the pending
// count was first raised by the one that then arrives.
template <bool kCounts>
const Decoded* ArriveAfterCopies(Warp& w, const Decoded* d, uint32_t lanes) {
  if (!FinishCopies(w, lanes, [](const AsyncCopy&) { return true; })) return w.Stop(d);
  return Update(w, d, lanes, [](int, uint64_t, Mbarrier* m) {
    if (!kCounts) return std::string();
    std::string error = ArriveError(*m, 1, false);
    if (error.empty()) *m = semantics::ArriveAtMbarrier<false>(*m, 1);
    return error;
  });
}

// `semantics`: where the instruction names none.
void LowerObject(Lowering& l, size_t operand, Semantics semantics) {
  l.out.bytes = 8;
  l.out.order = l.Order({semantics, Scope::kBlock});
  l.Address(l.operand(operand), l.Has("shared") || l.Has("shared::cta") ? ptx::Space::kShared : ptx::Space::kGeneric);
}

template <ArriveKind kKind, bool kDrop>
void LowerArrive(Lowering& l) {
  LowerObject(l, 1, Semantics::kRelease);
  l.out.d = l.DestOrNone(l.operand(0), 8);
  l.out.b = l.in.operands.size() > 2 ? l.Source(2, ptx::Type::kU32) : l.program.constants.Splat(1, 4);
  l.out.run = Arrive<kKind, kDrop>;
}

}  // namespace

void LowerMbarrierInit(Lowering& l) {
  LowerObject(l, 0, Semantics::kWeak);
  l.out.b = l.Source(1, ptx::Type::kU32);
  l.out.d = l.program.constants.Splat(0, 8);  // for the observer, which may want to see stored values
  l.out.run = Init;
}
void LowerMbarrierInval(Lowering& l) {
  LowerObject(l, 0, Semantics::kRelaxed);
  l.out.run = Invalidate;
}
void LowerMbarrierArrive(Lowering& l) { LowerArrive<ArriveKind::kPlain, false>(l); }
void LowerMbarrierArriveNoComplete(Lowering& l) { LowerArrive<ArriveKind::kNoComplete, false>(l); }
void LowerMbarrierArriveExpectTx(Lowering& l) { LowerArrive<ArriveKind::kExpectTx, false>(l); }
void LowerMbarrierArriveDrop(Lowering& l) { LowerArrive<ArriveKind::kPlain, true>(l); }
void LowerMbarrierArriveDropNoComplete(Lowering& l) { LowerArrive<ArriveKind::kNoComplete, true>(l); }
void LowerMbarrierArriveDropExpectTx(Lowering& l) { LowerArrive<ArriveKind::kExpectTx, true>(l); }

void LowerMbarrierExpectTx(Lowering& l) {
  LowerObject(l, 0, Semantics::kRelaxed);
  l.out.b = l.Source(1, ptx::Type::kU32);
  l.out.run = Transactions<true>;
}
void LowerMbarrierCompleteTx(Lowering& l) {
  LowerObject(l, 0, Semantics::kRelaxed);
  l.out.b = l.Source(1, ptx::Type::kU32);
  l.out.run = Transactions<false>;
}

void LowerMbarrierWait(Lowering& l) {
  LowerObject(l, 1, Semantics::kAcquire);
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.b = l.Source(2, ptx::Type::kB64);
  l.out.run = Wait<false>;
}
void LowerMbarrierWaitParity(Lowering& l) {
  LowerObject(l, 1, Semantics::kAcquire);
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.b = l.Source(2, ptx::Type::kU32);
  l.out.run = Wait<true>;
}

void LowerMbarrierPendingCount(Lowering& l) {
  l.Unary<uint32_t, uint64_t>([](uint64_t state) { return semantics::MbarrierPendingCount(state); }, ptx::Type::kB64);
}

void LowerCpAsyncMbarrierArrive(Lowering& l) {
  LowerObject(l, 0, Semantics::kRelease);
  l.out.run = l.Has("noinc") ? ArriveAfterCopies<true> : ArriveAfterCopies<false>;
}

}  // namespace gatefuzz::emulator
