// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// mov in all its forms (copy, pack, unpack, address of a variable, clocks), cvta, isspacep.
#include <algorithm>
#include <bit>
#include <cstddef>

#include "emulator/exec/block.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/program_internal.h"

namespace gatefuzz::emulator {
namespace {

using Kind = ptx::Operand::Kind;

constexpr auto kCopy = [](auto a) { return a; };
constexpr auto kAddWide = [](uint32_t a, uint64_t b) { return a + b; };
constexpr auto kAddConstant = [](auto a, auto b) { return static_cast<decltype(a)>(a + b); };

const Decoded* MovePredicate(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint32_t value = w.Predicate(d->a);
  w.SetPredicate(d->d, lanes, (d->flags & kNegateA) != 0 ? ~value : value);
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// d = {a, b}: b above a.
template <class Wide, class Part>
const Decoded* PackTwo(Warp& w, const Decoded* d, uint32_t lanes) {
  const Part* a = w.At<const Part>(d->a);
  const Part* b = w.At<const Part>(d->b);
  StoreLanes<Wide>(w, d->d, lanes, [=](int i) {
    return static_cast<Wide>(static_cast<Wide>(b[i]) << (8 * sizeof(Part)) | static_cast<Wide>(a[i]));
  });
  [[clang::musttail]] return RunNext(w, d, lanes);
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
  [[clang::musttail]] return RunNext(w, d, lanes);
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
  [[clang::musttail]] return RunNext(w, d, lanes);
}

// The same of bytes, whose registers are 16-bit columns; the count is in `vector`.
template <class Wide>
const Decoded* PackBytes(Warp& w, const Decoded* d, uint32_t lanes) {
  const Place places[4] = {d->a, d->b, d->c, d->e};
  StoreLanes<Wide>(w, d->d, lanes, [&](int i) {
    uint32_t result = 0;
    for (int v = 0; v < d->vector; ++v) result |= (w.At<const uint16_t>(places[v])[i] & 0xffu) << (8 * v);
    return static_cast<Wide>(result);
  });
  return d + 1;
}
template <class Wide>
const Decoded* UnpackBytes(Warp& w, const Decoded* d, uint32_t lanes) {
  const Place places[4] = {d->d, d->b, d->c, d->e};
  Wide a[32];
  std::memcpy(a, w.At<const Wide>(d->a), sizeof a);
  for (int v = 0; v < d->vector; ++v) {
    if (places[v] == kNoPlace) continue;
    StoreLanes<uint16_t>(w, places[v], lanes, [&a, v](int i) { return static_cast<uint16_t>(a[i] >> (8 * v) & 0xff); });
  }
  return d + 1;
}

// Cooperative groups count arrivals in the first 32 bytes at %reserved_smem_offset_1, which a GPU gives to each block
// as zeros. Here they are a part of shared memory like any other, so whoever asks for them first in a block clears
// them.
constexpr uint32_t kReservedCounters = 32;
constexpr uint8_t kUntouched = 0xcd;  // what block.cc fills shared memory with

[[gnu::noinline]] void ClearReserved(Warp& w, const Decoded* d, uint32_t lanes, uint8_t* counters, uint64_t address) {
  std::memset(counters, 0, kReservedCounters);
  if (w.check == nullptr) return;
  uint64_t addresses[32] = {};
  Access event{};
  event.site = w.launch->program.SiteIndex(d);
  event.lanes = lanes & (0 - lanes);
  event.bytes = event.alignment = 16;
  event.space = ptx::Space::kShared;
  event.pattern = Pattern::kUniform;
  event.address = addresses;
  event.shadow = w.block->shared_shadow.data();
  event.space_bytes = w.block->shared_bytes;
  event.space_base = kSharedBase;
  event.order = {Semantics::kRelaxed, Scope::kSystem};
  event.slot = w.block->slot;
  event.warp = static_cast<uint32_t>(w.index);
  event.elements = 1;
  w.launch->at_warp = &w;
  w.launch->at = d;
  for (uint32_t done = 0; done < kReservedCounters; done += event.bytes) {
    addresses[std::countr_zero(lanes)] = address + done;
    w.check->OnStore(event, w.launch);
  }
}

const Decoded* ReadReservedOffset(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto address = static_cast<uint32_t>(d->immediate);
  uint8_t* const counters = w.block->SharedAt(address);
  if (std::all_of(counters, counters + kReservedCounters, [](uint8_t byte) { return byte == kUntouched; })) {
    ClearReserved(w, d, lanes, counters, address);
  }
  StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return address; });
  return d + 1;
}

bool LowerReservedOffset(Lowering& l, int bytes) {
  const ptx::Operand& source = l.operand(1);
  if (bytes != 4 || source.kind != Kind::kRegister || source.name != "%reserved_smem_offset_1") return false;
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.immediate = static_cast<int64_t>(l.scope.FindSymbol(source.name)->value);
  l.out.run = ReadReservedOffset;
  return true;
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
  [[clang::musttail]] return RunNext(w, d, lanes);
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
// `added`: to the address; 64 bits then.
bool LowerAddressOf(Lowering& l, int bytes, uint64_t added = 0) {
  const ptx::Operand& source = l.operand(1);
  if (source.kind != Kind::kSymbol) return false;
  const SymbolInfo* symbol = l.scope.FindSymbol(source.name);
  if (symbol == nullptr) return false;
  const uint64_t offset = symbol->value + static_cast<uint64_t>(source.offset) + added;
  if (symbol->kind == SymbolInfo::Kind::kLocal) {
    l.out.a = MakePlace(Base::kWarp, offsetof(WarpSpecials, local_base));
    VisitBytes(bytes,
               [&]<class T>(Tag<T>) { l.out.run = BinaryHandler<decltype(kAddConstant), T, uint64_t, uint64_t>; });
    l.out.b = l.program.constants.Splat(offset, 8);
  } else if (symbol->kind == SymbolInfo::Kind::kDynamicShared) {
    l.out.a = MakePlace(Base::kBlock, offsetof(BlockSpecials, dynamic_shared_base));
    VisitBytes(bytes, [&]<class T>(Tag<T>) { l.out.run = BinaryHandler<decltype(kAddWide), T, uint32_t, uint64_t>; });
    l.out.b = l.program.constants.Splat(offset, 8);
  } else {
    return false;
  }
  l.out.d = l.Dest(l.operand(0), bytes);
  return true;
}

// The handlers that take a register of `bytes` apart into elements, or put it together.
struct PackRow {
  int bytes, elements;
  Handler pack, unpack;
};
constexpr PackRow kPacks[] = {
    {16, 2, PackTwo<unsigned __int128, uint64_t>, Unpack<unsigned __int128, uint64_t>},
    {16, 4, PackFour<unsigned __int128, uint32_t>, Unpack<unsigned __int128, uint32_t>},
    {8, 2, PackTwo<uint64_t, uint32_t>, Unpack<uint64_t, uint32_t>},
    {8, 4, PackFour<uint64_t, uint16_t>, Unpack<uint64_t, uint16_t>},
    {4, 2, PackTwo<uint32_t, uint16_t>, Unpack<uint32_t, uint16_t>},
    {4, 4, PackBytes<uint32_t>, UnpackBytes<uint32_t>},
    {2, 2, PackBytes<uint16_t>, UnpackBytes<uint16_t>},
};

// The row for a vector operand; null and an error if there is none.
const PackRow* FindPack(Lowering& l, int bytes, const ptx::Operand& vector) {
  for (const PackRow& row : kPacks) {
    if (row.bytes == bytes && static_cast<size_t>(row.elements) == vector.parts.size()) return &row;
  }
  l.Fail(std::to_string(bytes * 8) + " bits do not have " + std::to_string(vector.parts.size()) + " elements");
  return nullptr;
}

// Registers of an element; bytes live in 16 bits.
int ElementBytes(const PackRow& row) { return row.bytes == row.elements ? 2 : row.bytes / row.elements; }

void LowerPack(Lowering& l, int bytes) {
  const ptx::Operand& vector = l.operand(1);
  const PackRow* row = FindPack(l, bytes, vector);
  if (row == nullptr) return;
  const int part = ElementBytes(*row);
  const ptx::Type type = part == 2 ? ptx::Type::kB16 : part == 4 ? ptx::Type::kB32 : ptx::Type::kB64;
  l.out.d = l.Dest(l.operand(0), bytes);
  l.out.vector = static_cast<uint8_t>(row->elements);
  Place* places[4] = {&l.out.a, &l.out.b, &l.out.c, &l.out.e};
  for (size_t v = 0; v < vector.parts.size(); ++v) *places[v] = l.Source(vector.parts[v], type);
  l.out.run = row->pack;
}

void LowerUnpack(Lowering& l, int bytes) {
  const ptx::Operand& vector = l.operand(0);
  const PackRow* row = FindPack(l, bytes, vector);
  if (row == nullptr) return;
  l.out.a = l.Source(1, l.type());
  l.out.vector = static_cast<uint8_t>(row->elements);
  Place* places[4] = {&l.out.d, &l.out.b, &l.out.c, &l.out.e};
  for (size_t v = 0; v < vector.parts.size(); ++v) *places[v] = l.DestOrNone(vector.parts[v], ElementBytes(*row));
  l.out.run = row->unpack;
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
  if (l.operand(1).kind == Kind::kSymbol && LowerAddressOf(l, 8, constant)) return;
  if (window == 0) return l.Unary<uint64_t>(kCopy);
  l.out.d = l.Dest(l.operand(0), 8);
  l.out.a = l.Source(1, ptx::Type::kU64);
  l.out.b = l.program.constants.Splat(constant, 8);
  l.out.run = BinaryHandler<decltype(kAddConstant), uint64_t, uint64_t, uint64_t>;
}

bool IsConstant(const Program& program, uint64_t address) {
  return std::any_of(program.constant_variables.begin(), program.constant_variables.end(),
                     [&](const Program::AddressRange& range) { return address - range.begin < range.bytes; });
}

const Decoded* IsInWindow(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t* a = w.At<const uint64_t>(d->a);
  const uint64_t window = static_cast<uint64_t>(d->immediate);
  w.SetPredicate(d->d, lanes, LaneMask([=](int i) { return a[i] - window < kWindowBytes; }));
  return d + 1;
}
const Decoded* IsInConstants(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t* a = w.At<const uint64_t>(d->a);
  w.SetPredicate(d->d, lanes, LaneMask([&](int i) { return IsConstant(w.launch->program, a[i]); }));
  return d + 1;
}
// Whatever is in no other window; kernel parameters count, as PTX says.
const Decoded* IsGlobal(Warp& w, const Decoded* d, uint32_t lanes) {
  const uint64_t* a = w.At<const uint64_t>(d->a);
  const uint32_t global = LaneMask([&](int i) {
    return a[i] - kSharedWindow >= kWindowBytes && a[i] - kLocalWindow >= kWindowBytes &&
           !IsConstant(w.launch->program, a[i]);
  });
  w.SetPredicate(d->d, lanes, global);
  [[clang::musttail]] return RunNext(w, d, lanes);
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
  if (l.operand(0).kind == Kind::kVector) return LowerUnpack(l, bytes);
  if (l.operand(1).kind == Kind::kVector) return LowerPack(l, bytes);
  if (LowerClock(l, bytes) || LowerReservedOffset(l, bytes) || LowerAddressOf(l, bytes)) return;
  if (bytes == 16) return l.Unary<unsigned __int128>(kCopy);
  // Of %tid and its like PTX lets the low 16 bits be read.
  if (bytes == 2 && l.operand(1).kind == Kind::kRegister && l.scope.registers.Find(l.operand(1).name) == nullptr) {
    return l.Unary<uint16_t, uint32_t>([](uint32_t a) { return static_cast<uint16_t>(a); }, ptx::Type::kU32);
  }
  VisitBytes(bytes, [&]<class T>(Tag<T>) { l.Unary<T>(kCopy); });
}

void LowerCvta(Lowering& l) { LowerConvertAddress(l, true); }
void LowerCvtaTo(Lowering& l) { LowerConvertAddress(l, false); }

void LowerIsspacep(Lowering& l) {
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.a = l.Source(1, ptx::Type::kU64);
  l.out.immediate = static_cast<int64_t>(WindowOf(l));
  l.out.run = l.Has("global") ? IsGlobal : l.Has("const") ? IsInConstants : IsInWindow;
}

}  // namespace gatefuzz::emulator
