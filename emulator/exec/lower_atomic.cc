// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// atom and red. Lanes go one after another, in ascending order: one of the orders that hardware may choose.
#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"
#include "emulator/semantics/float64.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using ptx::Type;

// new = F(old, b, c); d, if there is one, gets old.
template <class F, class T>
const Decoded* Atomic(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kAtomic, &access)) return w.launch->stopped ? w.Stop(d) : d + 1;
  const T* b = w.At<const T>(d->b);
  const T* c = w.At<const T>(d->c);
  T* result = d->d == kNoPlace ? nullptr : w.At<T>(d->d);
  ForLanes(lanes, [&](int i) {
    T old, operand = b[i], extra = c[i];
    std::memcpy(&old, access.at[i], sizeof old);
    const T next = static_cast<T>(F{}(old, operand, extra));
    std::memcpy(access.at[i], &next, sizeof next);
    if (result != nullptr) result[i] = old;
  });
  return d + 1;
}

template <class T, class F>
void Set(Lowering& l, F) {
  l.out.run = Atomic<F, T>;
}

template <class T>
void PickInteger(Lowering& l) {
  if (l.Has("add")) return Set<T>(l, [](T old, T b, T) { return T(old + b); });
  if (l.Has("min")) return Set<T>(l, [](T old, T b, T) { return old < b ? old : b; });
  if (l.Has("max")) return Set<T>(l, [](T old, T b, T) { return old > b ? old : b; });
  if (l.Has("and")) return Set<T>(l, [](T old, T b, T) { return T(old & b); });
  if (l.Has("or")) return Set<T>(l, [](T old, T b, T) { return T(old | b); });
  if (l.Has("xor")) return Set<T>(l, [](T old, T b, T) { return T(old ^ b); });
  if (l.Has("exch")) return Set<T>(l, [](T, T b, T) { return b; });
  if (l.Has("inc")) return Set<T>(l, [](T old, T b, T) { return old >= b ? T{0} : T(old + 1); });
  if (l.Has("dec")) return Set<T>(l, [](T old, T b, T) { return old == 0 || old > b ? b : T(old - 1); });
}

// atom.add.f32 on global memory flushes subnormals on hardware; on shared memory it does not. Here it never does:
// PTX 9.0 says "flushed in global memory"; see the fidelity table.
constexpr auto kAddF32 = [](float old, float b, float) {
  return semantics::AddF32<semantics::Rounding::kNearest, false, false>(old, b);
};
constexpr auto kAddF64 = [](double old, double b, double) {
  return semantics::AddF64<semantics::Rounding::kNearest>(old, b);
};

template <bool kBf16>
constexpr auto kAddHalf =
    [](uint16_t old, uint16_t b, uint16_t) { return semantics::AddHalf<kBf16, false, false>(old, b); };
template <bool kBf16>
constexpr auto kAddPair = [](uint32_t old, uint32_t b, uint32_t) {
  const auto high =
      semantics::AddHalf<kBf16, false, false>(static_cast<uint16_t>(old >> 16), static_cast<uint16_t>(b >> 16));
  return uint32_t{high} << 16 |
         semantics::AddHalf<kBf16, false, false>(static_cast<uint16_t>(old), static_cast<uint16_t>(b));
};

void PickFloat(Lowering& l) {
  if (!l.Has("add")) return l.Fail("floating-point atomics other than add are not implemented");
  switch (l.type()) {
    case Type::kF32:
      return Set<float>(l, kAddF32);
    case Type::kF64:
      return Set<double>(l, kAddF64);
    case Type::kF16:
      return Set<uint16_t>(l, kAddHalf<false>);
    case Type::kBF16:
      return Set<uint16_t>(l, kAddHalf<true>);
    case Type::kF16x2:
      return Set<uint32_t>(l, kAddPair<false>);
    case Type::kBF16x2:
      return Set<uint32_t>(l, kAddPair<true>);
    default:
      return l.Fail("no atomic of this type");
  }
}

// Operands [a], b{, c} from `first` on.
void LowerOperands(Lowering& l, size_t first, bool has_c) {
  if (l.type() == Type::kB128) return l.Fail("128-bit atomics are not implemented");
  const ptx::Space space = l.Has("global")                           ? ptx::Space::kGlobal
                           : l.Has("shared") || l.Has("shared::cta") ? ptx::Space::kShared
                                                                     : ptx::Space::kGeneric;
  l.out.type = l.type();
  l.out.bytes = static_cast<uint8_t>(ptx::TypeBytes(l.type()));
  l.Address(l.operand(first), space);
  l.out.b = l.Source(first + 1, l.type());
  l.out.c = has_c ? l.Source(first + 2, l.type()) : l.out.b;
}

void LowerUpdate(Lowering& l, size_t first) {
  LowerOperands(l, first, false);
  if (!VisitInteger(l.type(), [&]<class T>(Tag<T>) { PickInteger<T>(l); })) PickFloat(l);
}

}  // namespace

void LowerAtom(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), ptx::TypeBytes(l.type()));
  LowerUpdate(l, 1);
}

void LowerRed(Lowering& l) { LowerUpdate(l, 0); }

void LowerAtomCas(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), ptx::TypeBytes(l.type()));
  LowerOperands(l, 1, true);
  VisitBytes(ptx::TypeBytes(l.type()),
             [&]<class T>(Tag<T>) { Set<T>(l, [](T old, T b, T c) { return old == b ? c : old; }); });
}

}  // namespace gatefuzz::emulator
