// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// mov in all its forms (copy, pack, unpack, address of a variable, clocks), cvta, isspacep.
#include <bit>
#include <cstddef>

#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {
namespace {

using Kind = ptx::Operand::Kind;

constexpr auto kCopy = [](auto a) { return a; };
constexpr auto kAddConstant = [](auto a, auto b) { return static_cast<decltype(a)>(a + b); };

const Decoded* MovePredicate(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t value = w.Predicate(d->a);
  w.SetPredicate(d->d, lanes, (d->flags & kNegateA) != 0 ? ~value : value);
  return d + 1;
}

// d = {a, b}: b above a.
template <class Wide, class Part>
const Decoded* PackTwo(Warp& w, const Decoded* d, uint32_t lanes) {
  const Part* a = w.At<const Part>(d->a);
  const Part* b = w.At<const Part>(d->b);
  StoreLanes<Wide>(w, d->d, lanes, [=](int i) {
    return static_cast<Wide>(static_cast<Wide>(b[i]) << (8 * sizeof(Part)) | static_cast<Wide>(a[i]));
  });
  return d + 1;
}

template <class Wide, class Part>
const Decoded* PackFour(Warp& w, const Decoded* d, uint32_t lanes) {
  const Part* parts[4] = {w.At<const Part>(d->a), w.At<const Part>(d->b), w.At<const Part>(d->c),
                          w.At<const Part>(d->e)};
  constexpr int kBits = 8 * sizeof(Part);
  StoreLanes<Wide>(w, d->d, lanes, [=](int i) {
    return static_cast<Wide>(Wide{parts[3][i]} << (3 * kBits) | Wide{parts[2][i]} << (2 * kBits) |
                             Wide{parts[1][i]} << kBits | Wide{parts[0][i]});
  });
  return d + 1;
}

// {d, b, c, e} = a, lowest first; the count is in `vector`.
template <class Wide, class Part>
const Decoded* Unpack(Warp& w, const Decoded* d, uint32_t lanes) {
  const Place places[4] = {d->d, d->b, d->c, d->e};
  Wide a[32];
  std::memcpy(a, w.At<const Wide>(d->a), sizeof a);
  for (int v = 0; v < d->vector; ++v) {
    if (places[v] == kNoPlace) continue;
    const int shift = v * 8 * static_cast<int>(sizeof(Part));
    StoreLanes<Part>(w, places[v], lanes, [&a, shift](int i) { return static_cast<Part>(a[i] >> shift); });
  }
  return d + 1;
}

// Time, made deterministic: it advances with the instructions that the launch has executed.
enum class Clock : uint8_t { kLow, kHigh, kFull, kNanoseconds, kNanosecondsLow, kNanosecondsHigh };

const Decoded* ReadClock(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t now = w.launch->instructions + static_cast<uint64_t>(d - w.segment);
  const uint64_t cycles = now * 4;
  switch (static_cast<Clock>(d->variant)) {
    case Clock::kLow:
      StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return static_cast<uint32_t>(cycles); });
      break;
    case Clock::kHigh:
      StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return static_cast<uint32_t>(cycles >> 32); });
      break;
    case Clock::kFull:
      StoreLanes<uint64_t>(w, d->d, lanes, [=](int) { return cycles; });
      break;
    case Clock::kNanoseconds:
      StoreLanes<uint64_t>(w, d->d, lanes, [=](int) { return now * 2; });
      break;
    case Clock::kNanosecondsLow:
      StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return static_cast<uint32_t>(now * 2); });
      break;
    case Clock::kNanosecondsHigh:
      StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return static_cast<uint32_t>(now * 2 >> 32); });
      break;
  }
  return d + 1;
}

bool LowerClock(Lowering& l, int bytes) {
  static constexpr struct {
    std::string_view name;
    Clock clock;
    int bytes;
  } kClocks[] = {{"%clock", Clock::kLow, 4},
                 {"%clock_hi", Clock::kHigh, 4},
                 {"%clock64", Clock::kFull, 8},
                 {"%globaltimer", Clock::kNanoseconds, 8},
                 {"%globaltimer_lo", Clock::kNanosecondsLow, 4},
                 {"%globaltimer_hi", Clock::kNanosecondsHigh, 4}};
  for (const auto& row : kClocks) {
    if (l.operand(1).kind != Kind::kRegister || row.name != l.operand(1).name || row.bytes != bytes) continue;
    l.out.d = l.Dest(l.operand(0), bytes);
    l.out.variant = static_cast<uint8_t>(row.clock);
    l.out.run = ReadClock;
    return true;
  }
  return false;
}

// mov d, variable. The address of what differs by lane or launch is a base plus a constant.
bool LowerAddressOf(Lowering& l, int bytes) {
  const ptx::Operand& source = l.operand(1);
  if (source.kind != Kind::kSymbol) return false;
  const SymbolInfo* symbol = l.scope.FindSymbol(source.name);
  if (symbol == nullptr) return false;
  const uint64_t offset = symbol->value + static_cast<uint64_t>(source.offset);
  if (symbol->kind == SymbolInfo::Kind::kLocal) {
    l.out.a = MakePlace(Base::kWarp, offsetof(WarpSpecials, local_base));
    VisitBytes(bytes,
               [&]<class T>(Tag<T>) { l.out.run = BinaryHandler<decltype(kAddConstant), T, uint64_t, uint64_t>; });
    l.out.b = l.program.constants.Splat(offset, 8);
  } else if (symbol->kind == SymbolInfo::Kind::kDynamicShared) {
    l.out.a = MakePlace(Base::kBlock, offsetof(BlockSpecials, dynamic_shared_base));
    VisitBytes(bytes,
               [&]<class T>(Tag<T>) { l.out.run = BinaryHandler<decltype(kAddConstant), T, uint32_t, uint32_t>; });
    l.out.b = l.program.constants.Splat(offset, 4);
  } else {
    return false;
  }
  l.out.d = l.Dest(l.operand(0), bytes);
  return true;
}

void LowerPack(Lowering& l, int bytes) {
  const ptx::Operand& vector = l.operand(1);
  const int part = bytes / static_cast<int>(vector.parts.size());
  const ptx::Type type = part == 2 ? ptx::Type::kB16 : ptx::Type::kB32;
  l.out.d = l.Dest(l.operand(0), bytes);
  Place* places[4] = {&l.out.a, &l.out.b, &l.out.c, &l.out.e};
  for (size_t v = 0; v < vector.parts.size() && v < 4; ++v) *places[v] = l.Source(vector.parts[v], type);
  if (bytes == 8 && part == 4)
    l.out.run = PackTwo<uint64_t, uint32_t>;
  else if (bytes == 4 && part == 2)
    l.out.run = PackTwo<uint32_t, uint16_t>;
  else if (bytes == 8 && part == 2)
    l.out.run = PackFour<uint64_t, uint16_t>;
  else
    l.Fail("elements of " + std::to_string(part * 8) + " bits are not implemented");
}

void LowerUnpack(Lowering& l, int bytes) {
  const ptx::Operand& vector = l.operand(0);
  const int part = bytes / static_cast<int>(vector.parts.size());
  l.out.a = l.Source(1, l.type());
  l.out.vector = static_cast<uint8_t>(vector.parts.size());
  Place* places[4] = {&l.out.d, &l.out.b, &l.out.c, &l.out.e};
  for (size_t v = 0; v < vector.parts.size() && v < 4; ++v) *places[v] = l.Dest(vector.parts[v], part);
  if (bytes == 8 && part == 4)
    l.out.run = Unpack<uint64_t, uint32_t>;
  else if (bytes == 4 && part == 2)
    l.out.run = Unpack<uint32_t, uint16_t>;
  else if (bytes == 8 && part == 2)
    l.out.run = Unpack<uint64_t, uint16_t>;
  else
    l.Fail("elements of " + std::to_string(part * 8) + " bits are not implemented");
}

uint64_t WindowOf(const Lowering& l) {
  if (l.Has("shared") || l.Has("shared::cta") || l.Has("shared::cluster")) return kSharedWindow;
  if (l.Has("local")) return kLocalWindow;
  // A device function's parameters live in local memory.
  if (l.Has("param") || l.Has("param::entry")) return l.scope.code->is_entry ? kParamWindow : kLocalWindow;
  return 0;  // global and constant addresses are generic ones
}

void LowerConvertAddress(Lowering& l, bool to_generic) {
  if (l.type() != ptx::Type::kU64) return l.Fail("addresses have 64 bits");
  const uint64_t window = WindowOf(l);
  const uint64_t constant = to_generic ? window : 0 - window;
  // The address of a variable may stand in the place of a register.
  if (l.operand(1).kind == Kind::kSymbol && !LowerAddressOf(l, 8)) {
    l.Unary<uint64_t>(kCopy);
  }
  if (l.operand(1).kind == Kind::kSymbol) {
    if (window != 0) l.Fail("cvta of a name is implemented for global variables only");
    return;
  }
  if (window == 0) return l.Unary<uint64_t>(kCopy);
  l.out.d = l.Dest(l.operand(0), 8);
  l.out.a = l.Source(1, ptx::Type::kU64);
  l.out.b = l.program.constants.Splat(constant, 8);
  l.out.run = BinaryHandler<decltype(kAddConstant), uint64_t, uint64_t, uint64_t>;
}

template <bool kGlobal>
const Decoded* IsInWindow(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t* a = w.At<const uint64_t>(d->a);
  const uint64_t window = static_cast<uint64_t>(d->immediate);
  const uint32_t in = LaneMask([=](int i) {
    if constexpr (kGlobal) return a[i] - kSharedWindow >= kParamWindow + kWindowBytes - kSharedWindow;
    return a[i] - window < kWindowBytes;
  });
  w.SetPredicate(d->d, lanes, in);
  return d + 1;
}

}  // namespace

void LowerMov(Lowering& l) {
  const ptx::Type type = l.type();
  if (type == ptx::Type::kPred) {
    l.out.d = l.PredicateDest(l.operand(0));
    l.out.a = l.Predicate(l.operand(1), kNegateA);
    l.out.run = MovePredicate;
    return;
  }
  const int bytes = ptx::TypeBytes(type);
  if (bytes == 16) return l.Fail("128-bit registers are not implemented");
  if (l.operand(0).kind == Kind::kVector) return LowerUnpack(l, bytes);
  if (l.operand(1).kind == Kind::kVector) return LowerPack(l, bytes);
  if (LowerClock(l, bytes) || LowerAddressOf(l, bytes)) return;
  VisitBytes(bytes, [&]<class T>(Tag<T>) { l.Unary<T>(kCopy); });
}

void LowerCvta(Lowering& l) { LowerConvertAddress(l, true); }
void LowerCvtaTo(Lowering& l) { LowerConvertAddress(l, false); }

void LowerIsspacep(Lowering& l) {
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.a = l.Source(1, ptx::Type::kU64);
  const bool global = l.Has("global");
  // Constant memory has no window: it is read through global addresses.
  l.out.immediate = static_cast<int64_t>(l.Has("const") ? kFunctionWindow : WindowOf(l));
  l.out.run = global ? IsInWindow<true> : IsInWindow<false>;
}

}  // namespace gatefuzz::emulator
