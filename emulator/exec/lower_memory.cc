// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, ld and st. A register may be wider than what is loaded or stored: loads extend, stores cut.
#include <algorithm>
#include <bit>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_access.h"

namespace gatefuzz::emulator {
namespace {

template <class M>
M Read(const uint8_t* at) {
  M value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// The register columns of a scalar or vector operand.
template <class R, int V>
struct Columns {
  Columns(const Warp& w, const Decoded* d) {
    const Place places[4] = {d->d, d->b, d->c, d->e};
    for (int v = 0; v < V; ++v) column[v] = places[v] == kNoPlace ? nullptr : w.At<R>(places[v]);
  }
  R* column[V];
};

// All elements of a vector in one loop over lanes, which becomes wide accesses and permutations.
#define GATEFUZZ_ELEMENT_LOOP                                                                                     \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(V == 1 ? 4 : 1) unroll(disable)") for (int i = 0; \
                                                                                                       i < 32; ++i)

// M: an element in memory; R: a register; V: elements.
template <class M, class R, int V>
const Decoded* Load(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kLoad, &access)) return w.Refused(d);
  const Columns<R, V> to(w, d);
  const size_t step = access.pattern == Pattern::kContiguous ? V * sizeof(M) : 0;
  const bool regular = access.pattern != Pattern::kAny;
  if (regular && lanes == kAllLanes) [[likely]] {
    R result[V][32];
    if (step != 0) {
      const uint8_t* from = access.base;
      GATEFUZZ_ELEMENT_LOOP {
        for (int v = 0; v < V; ++v) {
          result[v][i] = static_cast<R>(Read<M>(from + static_cast<size_t>(i * V + v) * sizeof(M)));
        }
      }
    } else {
      for (int v = 0; v < V; ++v) std::fill_n(result[v], 32, static_cast<R>(Read<M>(access.base + v * sizeof(M))));
    }
    for (int v = 0; v < V; ++v) {
      if (to.column[v] != nullptr) std::memcpy(to.column[v], result[v], sizeof result[v]);
    }
  } else {
    ForLanes(lanes, [&](int i) {
      const uint8_t* from = regular ? access.base + static_cast<size_t>(i) * step : access.at[i];
      for (int v = 0; v < V; ++v) {
        if (to.column[v] != nullptr) to.column[v][i] = static_cast<R>(Read<M>(from + v * sizeof(M)));
      }
    });
  }
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// Stored registers may be constants, so their places are read only.
template <class M, class R, int V>
const Decoded* Store(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kStore, &access)) return w.Refused(d);
  const Columns<const R, V> from(w, d);
  const bool contiguous = access.pattern == Pattern::kContiguous;
  if (contiguous && lanes == kAllLanes) [[likely]] {
    R value[V][32];
    for (int v = 0; v < V; ++v) std::memcpy(value[v], from.column[v], sizeof value[v]);
    uint8_t* to = access.base;
    GATEFUZZ_ELEMENT_LOOP {
      for (int v = 0; v < V; ++v) {
        const M element = static_cast<M>(value[v][i]);
        std::memcpy(to + static_cast<size_t>(i * V + v) * sizeof(M), &element, sizeof(M));
      }
    }
  } else {
    // Lane order: where addresses are equal, the highest lane's value stays.
    ForLanes(lanes, [&](int i) {
      uint8_t* to = contiguous ? access.base + static_cast<size_t>(i) * V * sizeof(M) : access.At(i);
      for (int v = 0; v < V; ++v) {
        const M value = static_cast<M>(from.column[v][i]);
        std::memcpy(to + v * sizeof(M), &value, sizeof(M));
      }
    });
  }
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// A kernel parameter at an address known at load: the same for every lane.
template <class M, class R, int V>
const Decoded* LoadParameter(Warp& w, const Decoded* d, uint32_t lanes) {
  const Place places[4] = {d->d, d->b, d->c, d->e};
  const uint8_t* from = w.launch->request.parameters + d->immediate;
  for (int v = 0; v < V; ++v) {
    if (places[v] == kNoPlace) continue;
    const R value = static_cast<R>(Read<M>(from + v * sizeof(M)));
    StoreLanes<R>(w, places[v], lanes, [=](int) { return value; });
  }
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class M, class R, int V>
struct LoadOf {
  static constexpr Handler kHandler = Load<M, R, V>;
};
template <class M, class R, int V>
struct StoreOf {
  static constexpr Handler kHandler = Store<M, R, V>;
};
template <class M, class R, int V>
struct LoadParameterOf {
  static constexpr Handler kHandler = LoadParameter<M, R, V>;
};

template <template <class, class, int> class H, class M, class R>
Handler PickVector(int vector) {
  switch (vector) {
    case 1:
      return H<M, R, 1>::kHandler;
    case 2:
      return H<M, R, 2>::kHandler;
    case 4:
      return H<M, R, 4>::kHandler;
    default:
      return nullptr;
  }
}

template <template <class, class, int> class H, class M>
Handler PickRegister(int register_bytes, int vector) {
  // The register's signedness is the element's, so that the conversion extends as it should.
  constexpr bool kSigned = std::is_signed_v<M>;
  switch (register_bytes) {
    case 2:
      if constexpr (sizeof(M) <= 2) return PickVector<H, M, std::conditional_t<kSigned, int16_t, uint16_t>>(vector);
      break;
    case 4:
      if constexpr (sizeof(M) <= 4) return PickVector<H, M, std::conditional_t<kSigned, int32_t, uint32_t>>(vector);
      break;
    case 8:
      return PickVector<H, M, std::conditional_t<kSigned, int64_t, uint64_t>>(vector);
  }
  return nullptr;
}

template <template <class, class, int> class H>
Handler Pick(ptx::Type type, int register_bytes, int vector) {
  if (type == ptx::Type::kB128) {
    return register_bytes == 16 ? H<unsigned __int128, unsigned __int128, 1>::kHandler : nullptr;
  }
  Handler handler = nullptr;
  const bool is_integer =
      VisitAnyInteger(type, [&]<class T>(Tag<T>) { handler = PickRegister<H, T>(register_bytes, vector); });
  if (!is_integer) {
    VisitBytes(ptx::TypeBytes(type), [&]<class T>(Tag<T>) { handler = PickRegister<H, T>(register_bytes, vector); });
  }
  return handler;
}

ptx::Space SpaceNamed(const Lowering& l) {
  if (l.Has("global")) return ptx::Space::kGlobal;
  if (l.Has("shared") || l.Has("shared::cta")) return ptx::Space::kShared;
  if (l.Has("local")) return ptx::Space::kLocal;
  if (l.Has("param") || l.Has("param::entry") || l.Has("param::func")) return ptx::Space::kParam;
  if (l.Has("const")) return ptx::Space::kConst;
  return ptx::Space::kGeneric;
}

// Sets address, data places and sizes. `data` is the register operand, scalar or vector.
// Returns the bytes of its registers; 0 after an error.
int LowerData(Lowering& l, const ptx::Operand& address, const ptx::Operand& data, bool is_store, ptx::Space space) {
  l.out.type = l.type();
  l.out.bytes = static_cast<uint8_t>(ptx::TypeBytes(l.type()));
  l.out.vector = l.Has("v4") ? 4 : l.Has("v2") ? 2 : 1;
  l.out.order = l.Order({});
  l.Address(address, space);
  if (l.out.bytes * l.out.vector > 16) {
    l.Fail("more than 128 bits at once are of sm_100 and later");
    return 0;
  }
  const bool is_vector = data.kind == ptx::Operand::Kind::kVector;
  if (l.out.vector != (is_vector ? data.parts.size() : 1)) {
    l.Fail("the vector operand has another number of elements than the instruction");
    return 0;
  }
  Place* places[4] = {&l.out.d, &l.out.b, &l.out.c, &l.out.e};
  // Registers may be wider than the type; all of a vector have one width. Constants come as wide as the type.
  int register_bytes = 0;
  for (int v = 0; v < l.out.vector; ++v) {
    const int bytes = l.RegisterBytes(is_vector ? data.parts[static_cast<size_t>(v)] : data);
    if (bytes != 0 && register_bytes != 0 && bytes != register_bytes)
      l.Fail("registers of different widths in a vector");
    if (bytes != 0) register_bytes = bytes;
  }
  if (register_bytes == 0) register_bytes = l.out.bytes == 1 ? 2 : l.out.bytes;
  const ptx::Type wide = register_bytes == 2   ? ptx::Type::kB16
                         : register_bytes == 4 ? ptx::Type::kB32
                         : register_bytes == 8 ? ptx::Type::kB64
                                               : ptx::Type::kB128;
  for (int v = 0; v < l.out.vector; ++v) {
    const ptx::Operand& part = is_vector ? data.parts[static_cast<size_t>(v)] : data;
    if (!is_store) {
      *places[v] = l.DestOrNone(part, register_bytes);
    } else {
      const bool float_literal = part.kind == ptx::Operand::Kind::kFloat32 || part.kind == ptx::Operand::Kind::kFloat64;
      *places[v] = l.Source(part, float_literal ? l.type() : wide);
    }
  }
  return register_bytes;
}

void LowerLoad(Lowering& l, ptx::Space space) {
  const int register_bytes = LowerData(l, l.operand(1), l.operand(0), false, space);
  if (!l.error().empty()) return;
  if (l.out.space == MemorySpace::kEntryParameter && l.out.a == kNoPlace) {
    const uint64_t end = static_cast<uint64_t>(l.out.immediate) + uint64_t{l.out.bytes} * l.out.vector;
    const SymbolInfo* symbol = l.scope.FindSymbol(l.operand(1).name);
    if (l.out.immediate < 0 || end > symbol->value + symbol->bytes) return l.Fail("outside the parameter");
    l.out.run = Pick<LoadParameterOf>(l.type(), register_bytes, l.out.vector);
  } else {
    l.out.run = Pick<LoadOf>(l.type(), register_bytes, l.out.vector);
  }
  if (l.out.run == nullptr) l.Fail("the register is narrower than the value");
}

}  // namespace

void LowerLd(Lowering& l) { LowerLoad(l, SpaceNamed(l)); }
void LowerLdMmio(Lowering& l) { LowerLoad(l, SpaceNamed(l)); }
void LowerLdNc(Lowering& l) { LowerLoad(l, ptx::Space::kGlobal); }
void LowerLdu(Lowering& l) { LowerLoad(l, SpaceNamed(l)); }

void LowerStMmio(Lowering& l) { LowerSt(l); }

void LowerSt(Lowering& l) {
  const int register_bytes = LowerData(l, l.operand(0), l.operand(1), true, SpaceNamed(l));
  if (!l.error().empty()) return;
  if (l.out.space == MemorySpace::kEntryParameter || l.out.space == MemorySpace::kConst) {
    return l.Fail("a kernel's parameters and constants cannot be written");
  }
  l.out.variant = static_cast<uint8_t>(register_bytes);
  l.out.flags |= kStoresRegisters;
  // A store only cuts: sign does not matter.
  if (l.out.bytes == 16) {
    l.out.run = Pick<StoreOf>(l.type(), register_bytes, l.out.vector);
  } else {
    VisitBytes(l.out.bytes,
               [&]<class T>(Tag<T>) { l.out.run = PickRegister<StoreOf, T>(register_bytes, l.out.vector); });
  }
  if (l.out.run == nullptr) l.Fail("the register is narrower than the value");
}

}  // namespace gatefuzz::emulator
