// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.9, ld and st. A register may be wider than what is loaded or stored: loads extend, stores cut.
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

// M: an element in memory; R: a register; V: elements.
template <class M, class R, int V>
const Decoded* Load(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kLoad, &access)) return w.launch->stopped ? w.Stop(d) : d + 1;
  const Columns<R, V> to(w, d);
  if (!access.strided) {
    ForLanes(lanes, [&](int i) {
      for (int v = 0; v < V; ++v) {
        if (to.column[v] != nullptr) to.column[v][i] = static_cast<R>(Read<M>(access.at[i] + v * sizeof(M)));
      }
    });
    return d + 1;
  }
  const uint8_t* base = access.at[0];
  for (int v = 0; v < V; ++v) {
    R* column = to.column[v];
    if (column == nullptr) continue;
    const uint8_t* from = base + v * sizeof(M);
    if (access.step == V * static_cast<int>(sizeof(M))) {
      GATEFUZZ_LANE_LOOP column[i] = static_cast<R>(Read<M>(from + static_cast<size_t>(i) * V * sizeof(M)));
    } else if (access.step == 0) {
      const R value = static_cast<R>(Read<M>(from));
      GATEFUZZ_LANE_LOOP column[i] = value;
    } else {
      for (int i = 0; i < 32; ++i) column[i] = static_cast<R>(Read<M>(from + i * access.step));
    }
  }
  return d + 1;
}

// Stored registers may be constants, so their places are read only.
template <class M, class R, int V>
const Decoded* Store(Warp& w, const Decoded* d, uint32_t lanes) {
  HostAccess access;
  if (!Resolve(w, d, lanes, AccessKind::kStore, &access)) return w.launch->stopped ? w.Stop(d) : d + 1;
  const Columns<const R, V> from(w, d);
  if (access.strided && access.step == V * static_cast<int>(sizeof(M))) {
    uint8_t* base = access.at[0];
    for (int v = 0; v < V; ++v) {
      const R* column = from.column[v];
      GATEFUZZ_LANE_LOOP {
        const M value = static_cast<M>(column[i]);
        std::memcpy(base + (static_cast<size_t>(i) * V + static_cast<size_t>(v)) * sizeof(M), &value, sizeof(M));
      }
    }
    return d + 1;
  }
  // Lane order: where addresses are equal, the highest lane's value stays.
  ForLanes(lanes, [&](int i) {
    for (int v = 0; v < V; ++v) {
      const M value = static_cast<M>(from.column[v][i]);
      std::memcpy(access.at[i] + v * sizeof(M), &value, sizeof(M));
    }
  });
  return d + 1;
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
  return d + 1;
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
  l.out.vector = l.Has("v8") ? 8 : l.Has("v4") ? 4 : l.Has("v2") ? 2 : 1;
  l.Address(address, space);
  if (l.out.bytes == 16 || l.out.vector == 8) {
    l.Fail("128-bit elements and vectors of 8 are not implemented");
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
                                               : ptx::Type::kB64;
  for (int v = 0; v < l.out.vector; ++v) {
    const ptx::Operand& part = is_vector ? data.parts[static_cast<size_t>(v)] : data;
    if (!is_store) {
      *places[v] = l.Dest(part, register_bytes);
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
void LowerLdNc(Lowering& l) { LowerLoad(l, ptx::Space::kGlobal); }
void LowerLdu(Lowering& l) { LowerLoad(l, SpaceNamed(l)); }

void LowerSt(Lowering& l) {
  const int register_bytes = LowerData(l, l.operand(0), l.operand(1), true, SpaceNamed(l));
  if (!l.error().empty()) return;
  if (l.out.space == MemorySpace::kEntryParameter || l.out.space == MemorySpace::kConst) {
    return l.Fail("a kernel's parameters and constants cannot be written");
  }
  // A store only cuts: sign does not matter.
  VisitBytes(l.out.bytes, [&]<class T>(Tag<T>) { l.out.run = PickRegister<StoreOf, T>(register_bytes, l.out.vector); });
  if (l.out.run == nullptr) l.Fail("the register is narrower than the value");
}

}  // namespace gatefuzz::emulator
