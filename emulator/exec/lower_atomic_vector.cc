// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// atom and red on vectors: each element is an atomic of its own, at neighbouring addresses.
#include <array>
#include <memory>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"
#include "emulator/semantics/half.h"

namespace gatefuzz::emulator {
namespace {

using ptx::Type;

constexpr size_t kMostElements = 8;

// More places than a Decoded has room for. Decoded::e is the table's index in Program::side_tables.
struct VectorPlaces {
  std::array<Place, kMostElements> d, b;  // d: kNoPlace where the old value is not wanted
};

// new = F(old, b), element by element.
template <class F, class T>
const Decoded* AtomicVector(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kAtomic, &access)) return w.Refused(d);
  const auto& places = *static_cast<const VectorPlaces*>(w.launch->program.side_tables[d->e].get());
  ForLanes(lanes, [&](int i) {
    // Results may lie where operands did: all operands first.
    T operands[kMostElements];
    for (int v = 0; v < d->vector; ++v) operands[v] = w.At<const T>(places.b[static_cast<size_t>(v)])[i];
    for (int v = 0; v < d->vector; ++v) {
      uint8_t* at = access.At(i) + static_cast<size_t>(v) * sizeof(T);
      T old;
      std::memcpy(&old, at, sizeof old);
      const T next = static_cast<T>(F{}(old, operands[v]));
      std::memcpy(at, &next, sizeof next);
      if (const Place to = places.d[static_cast<size_t>(v)]; to != kNoPlace) w.At<T>(to)[i] = old;
    }
  });
  return d + 1;
}

template <class T, class F>
void Set(Lowering& l, F) {
  l.out.run = AtomicVector<F, T>;
}

// F: on the 16 bits of a half; pairs are two of them.
template <class F>
void SetHalf(Lowering& l, F f) {
  if (l.out.bytes == 2) return Set<uint16_t>(l, f);
  Set<uint32_t>(l, [](uint32_t a, uint32_t b) {
    return uint32_t{F{}(static_cast<uint16_t>(a >> 16), static_cast<uint16_t>(b >> 16))} << 16 |
           F{}(static_cast<uint16_t>(a), static_cast<uint16_t>(b));
  });
}

void PickHalf(Lowering& l) {
  VisitBool(l.type() == Type::kBF16 || l.type() == Type::kBF16x2, [&]<bool kBf16>(std::bool_constant<kBf16>) {
    using namespace semantics;  // NOLINT: three of its functions
    if (l.Has("add")) return SetHalf(l, [](uint16_t a, uint16_t b) { return AddHalf<kBf16, false, false>(a, b); });
    if (l.Has("min"))
      return SetHalf(l, [](uint16_t a, uint16_t b) { return MinHalf<kBf16, false, false, false, false>(a, b); });
    SetHalf(l, [](uint16_t a, uint16_t b) { return MaxHalf<kBf16, false, false, false, false>(a, b); });
  });
}

// One place for each element of a vector operand.
template <class F>
void LowerElements(Lowering& l, const ptx::Operand& vector, std::array<Place, kMostElements>* places, F lower) {
  if (vector.kind != ptx::Operand::Kind::kVector || vector.parts.size() != l.out.vector) {
    return l.Fail("the vector operand has another number of elements than the instruction");
  }
  for (size_t v = 0; v < vector.parts.size(); ++v) (*places)[v] = lower(vector.parts[v]);
}

// {d, }[a], b
void LowerVector(Lowering& l, bool has_result) {
  const size_t first = has_result ? 1 : 0;
  l.out.type = l.type();
  l.out.bytes = static_cast<uint8_t>(ptx::TypeBytes(l.type()));
  l.out.order = l.Order({Semantics::kRelaxed, Scope::kDevice});
  l.out.vector = l.Has("v8") ? 8 : l.Has("v4") ? 4 : 2;
  l.Address(l.operand(first), l.Has("global") ? ptx::Space::kGlobal : ptx::Space::kGeneric);
  auto places = std::make_shared<VectorPlaces>();
  places->d.fill(kNoPlace);
  if (has_result && l.operand(0).kind != ptx::Operand::Kind::kSink) {
    LowerElements(l, l.operand(0), &places->d,
                  [&](const ptx::Operand& part) { return l.DestOrNone(part, l.out.bytes); });
  }
  LowerElements(l, l.operand(first + 1), &places->b,
                [&](const ptx::Operand& part) { return l.Source(part, l.type()); });
  l.out.e = static_cast<Place>(l.program.side_tables.size());
  l.program.side_tables.push_back(std::move(places));
  if (l.type() != Type::kF32) return PickHalf(l);
  // In global memory, the only space of a vector, the unit that adds flushes subnormals, as for a single f32.
  Set<float>(l, [](float a, float b) { return semantics::AddF32<semantics::Rounding::kNearest, true, false>(a, b); });
}

}  // namespace

void LowerAtomVectorF32(Lowering& l) { LowerVector(l, true); }
void LowerAtomVectorHalf(Lowering& l) { LowerVector(l, true); }
void LowerAtomVectorPair(Lowering& l) { LowerVector(l, true); }
void LowerRedVectorF32(Lowering& l) { LowerVector(l, false); }
void LowerRedVectorHalf(Lowering& l) { LowerVector(l, false); }
void LowerRedVectorPair(Lowering& l) { LowerVector(l, false); }

}  // namespace gatefuzz::emulator
