// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// atom and red. Lanes go one after another, in ascending order: one of the orders that hardware may choose.
#include "emulator/exec/block.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"
#include "emulator/semantics/float64.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using ptx::Type;

// Additions of f32 and f64 differ in it: global memory's are done by units beside the L2 cache, shared memory's by a
// loop of add and compare-and-swap.
enum class Memory { kGlobal, kShared };

Memory MemoryAt(const Warp& w, const uint8_t* at) {
  const std::vector<uint8_t>& shared = w.block->shared;
  const uint64_t offset = reinterpret_cast<uint64_t>(at) - reinterpret_cast<uint64_t>(shared.data());
  return offset < shared.size() ? Memory::kShared : Memory::kGlobal;
}

// new = F(old, b, c), or F(old, b, memory); d, if there is one, gets old.
template <class F, class T>
const Decoded* Atomic(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kAtomic, &access)) return w.Refused(d);
  const T* b = w.At<const T>(d->b);
  const T* c = w.At<const T>(d->c);
  T* result = d->d == kNoPlace ? nullptr : w.At<T>(d->d);
  ForLanes(lanes, [&](int i) {
    T old, operand = b[i], extra = c[i];
    std::memcpy(&old, access.At(i), sizeof old);
    T next;
    if constexpr (std::is_invocable_v<F, T, T, T>) {
      next = static_cast<T>(F{}(old, operand, extra));
    } else {
      next = F{}(old, operand, MemoryAt(w, access.At(i)));
    }
    std::memcpy(access.At(i), &next, sizeof next);
    if (result != nullptr) result[i] = old;
  });
  return d + 1;
}

template <class T, class F>
void Set(Lowering& l, F) {
  l.out.run = Atomic<F, T>;
}

constexpr auto kExchange = [](auto, auto b, auto) { return b; };

template <class T>
void PickInteger(Lowering& l) {
  if (l.Has("add")) return Set<T>(l, [](T old, T b, T) { return T(old + b); });
  if (l.Has("min")) return Set<T>(l, [](T old, T b, T) { return old < b ? old : b; });
  if (l.Has("max")) return Set<T>(l, [](T old, T b, T) { return old > b ? old : b; });
  if (l.Has("and")) return Set<T>(l, [](T old, T b, T) { return T(old & b); });
  if (l.Has("or")) return Set<T>(l, [](T old, T b, T) { return T(old | b); });
  if (l.Has("xor")) return Set<T>(l, [](T old, T b, T) { return T(old ^ b); });
  if (l.Has("exch")) return Set<T>(l, kExchange);
  if (l.Has("inc")) return Set<T>(l, [](T old, T b, T) { return old >= b ? T{0} : T(old + 1); });
  if (l.Has("dec")) return Set<T>(l, [](T old, T b, T) { return old == 0 || old > b ? b : T(old - 1); });
}

// Subnormals are flushed in global memory and kept in shared memory: so PTX defines it.
constexpr auto kAddF32 = [](float old, float b, Memory memory) {
  using semantics::AddF32;
  using semantics::Rounding;
  return memory == Memory::kGlobal ? AddF32<Rounding::kNearest, true, false>(old, b)
                                   : AddF32<Rounding::kNearest, false, false>(old, b);
};
// In global memory a NaN stays signalling, and the operand's comes before the old value's; in shared memory the other
// way round.
constexpr auto kAddF64 = [](double old, double b, Memory memory) {
  using semantics::IsNan;
  if (memory == Memory::kGlobal && (IsNan(old) || IsNan(b))) return IsNan(b) ? b : old;
  return semantics::AddF64<semantics::Rounding::kNearest>(b, old);
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
  const ptx::Space space = l.Has("global")                           ? ptx::Space::kGlobal
                           : l.Has("shared") || l.Has("shared::cta") ? ptx::Space::kShared
                                                                     : ptx::Space::kGeneric;
  l.out.type = l.type();
  l.out.bytes = static_cast<uint8_t>(ptx::TypeBytes(l.type()));
  l.out.order = l.Order({Semantics::kRelaxed, Scope::kDevice});
  l.Address(l.operand(first), space);
  l.out.b = l.Source(first + 1, l.type());
  l.out.c = has_c ? l.Source(first + 2, l.type()) : l.out.b;
}

void LowerUpdate(Lowering& l, size_t first) {
  LowerOperands(l, first, false);
  if (l.type() == Type::kB128) {
    if (l.Has("exch")) Set<unsigned __int128>(l, kExchange);
  } else if (!VisitInteger(l.type(), [&]<class T>(Tag<T>) { PickInteger<T>(l); })) {
    PickFloat(l);
  }
}

}  // namespace

void LowerAtom(Lowering& l) {
  l.out.d = l.DestOrNone(l.operand(0), ptx::TypeBytes(l.type()));
  LowerUpdate(l, 1);
}

void LowerRed(Lowering& l) { LowerUpdate(l, 0); }

void LowerAtomCas(Lowering& l) {
  l.out.d = l.DestOrNone(l.operand(0), ptx::TypeBytes(l.type()));
  LowerOperands(l, 1, true);
  constexpr auto kSwap = [](auto old, auto b, auto c) { return old == b ? c : old; };
  if (l.type() == Type::kB128) return Set<unsigned __int128>(l, kSwap);
  VisitBytes(ptx::TypeBytes(l.type()), [&]<class T>(Tag<T>) { Set<T>(l, kSwap); });
}

}  // namespace gatefuzz::emulator
