// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions by which the lanes of a warp see each other. Member masks: member_mask.h.
#include <bit>
#include <memory>

#include "emulator/exec/lowering.h"
#include "emulator/exec/member_mask.h"

namespace gatefuzz::emulator {
namespace {

enum class ShuffleMode : uint8_t { kUp, kDown, kBfly, kIdx };

// Where each lane reads from.
struct ShuffleSources {
  uint32_t lane[32];
  uint32_t in_range = 0;
};

// b: offset or lane; c: clamp in bits 0-4, segment mask in bits 8-12.
ShuffleSources Sources(ShuffleMode mode, const uint32_t* b, const uint32_t* c) {
  ShuffleSources sources;
  for (int lane = 0; lane < 32; ++lane) {
    const int bval = static_cast<int>(b[lane] & 31), cval = static_cast<int>(c[lane] & 31);
    const int segment = static_cast<int>(c[lane] >> 8 & 31);
    const int max_lane = (lane & segment) | (cval & ~segment);
    int j = 0;
    switch (mode) {
      case ShuffleMode::kUp:
        j = lane - bval;
        break;
      case ShuffleMode::kDown:
        j = lane + bval;
        break;
      case ShuffleMode::kBfly:
        j = lane ^ bval;
        break;
      case ShuffleMode::kIdx:
        j = (lane & segment) | (bval & ~segment);
        break;
    }
    const bool good = mode == ShuffleMode::kUp ? j >= max_lane : j <= max_lane;
    sources.lane[lane] = static_cast<uint32_t>(good ? j : lane) & 31;
    sources.in_range |= static_cast<uint32_t>(good) << lane;
  }
  return sources;
}

// d{|p} = a of another lane. A source lane that does not take part is undefined in PTX; it reads as 0 here, so that
// runs are reproducible.
void ShuffleFrom(Warp& w, const Decoded* d, uint32_t members, const ShuffleSources& sources) {
  uint32_t a[32];
  const uint32_t* column = w.At<const uint32_t>(d->a);
  GATEFUZZ_LANE_LOOP a[i] = (members >> i & 1) != 0 ? column[i] : 0;
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, members, [&](int i) { return a[sources.lane[i]]; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, members, sources.in_range);
}

template <ShuffleMode kMode>
void Shuffle(Warp& w, const Decoded* d, uint32_t members) {
  ShuffleFrom(w, d, members, Sources(kMode, w.At<const uint32_t>(d->b), w.At<const uint32_t>(d->c)));
}

// With constant b and c the sources are known at load.
void ShuffleConstant(Warp& w, const Decoded* d, uint32_t members) {
  ShuffleFrom(w, d, members, *static_cast<const ShuffleSources*>(d->extra));
}

// shfl.bfly by a constant over the whole warp: every lane has a partner.
template <int kXor>
void Butterfly(Warp& w, const Decoded* d, uint32_t members) {
  uint32_t a[32];
  const uint32_t* column = w.At<const uint32_t>(d->a);
  GATEFUZZ_LANE_LOOP a[i] = (members >> i & 1) != 0 ? column[i] : 0;
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, members, [&](int i) { return a[i ^ kXor]; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, members, kAllLanes);
}

uint32_t VotePredicate(const Warp& w, const Decoded* d) {
  return w.Predicate(d->a) ^ ((d->flags & kNegateA) != 0 ? kAllLanes : 0);
}

enum class VoteMode : uint8_t { kAll, kAny, kUni };

template <VoteMode kMode>
void Vote(Warp& w, const Decoded* d, uint32_t members) {
  const uint32_t yes = VotePredicate(w, d) & members;
  const bool result = kMode == VoteMode::kAll   ? yes == members
                      : kMode == VoteMode::kAny ? yes != 0
                                                : yes == 0 || yes == members;
  w.SetPredicate(d->d, members, result ? kAllLanes : 0);
}

void VoteBallot(Warp& w, const Decoded* d, uint32_t members) {
  const uint32_t yes = VotePredicate(w, d) & members;
  StoreLanes<uint32_t>(w, d->d, members, [=](int) { return yes; });
}

template <class T>
void MatchAny(Warp& w, const Decoded* d, uint32_t members) {
  const T* a = w.At<const T>(d->a);
  uint32_t result[32] = {};
  for (uint32_t rest = members; rest != 0;) {
    const T value = a[std::countr_zero(rest)];
    const uint32_t same = rest & LaneMask([=](int i) { return a[i] == value; });
    ForLanes(same, [&](int i) { result[i] = same; });
    rest &= ~same;
  }
  StoreLanes<uint32_t>(w, d->d, members, [&](int i) { return result[i]; });
}

template <class T>
void MatchAll(Warp& w, const Decoded* d, uint32_t members) {
  const T* a = w.At<const T>(d->a);
  const T value = a[std::countr_zero(members)];
  const bool all = (members & ~LaneMask([=](int i) { return a[i] == value; })) == 0;
  const uint32_t result = all ? members : 0;
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, members, [=](int) { return result; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, members, all ? kAllLanes : 0);
}

template <class T, bool kNeutralZero, class F>
void Reduce(Warp& w, const Decoded* d, uint32_t members) {
  const T* a = w.At<const T>(d->a);
  // Others count as the first member, which changes no result but that of add and xor: those have the neutral 0.
  const T neutral = kNeutralZero ? T{0} : a[std::countr_zero(members)];
  T result = neutral;
  GATEFUZZ_LANE_LOOP {
    const T value = a[i];
    result = F{}(result, (members >> i & 1) != 0 ? value : neutral);
  }
  StoreLanes<T>(w, d->d, members, [=](int) { return result; });
}

void WarpBarrier(Warp& w, const Decoded*, uint32_t members) {
  if (w.check != nullptr) w.check->OnWarpSync(w.LanesOf(members));
}

// The lowest member is the leader: PTX leaves the choice open, hardware takes this one.
void Elect(Warp& w, const Decoded* d, uint32_t members) {
  const uint32_t leader = static_cast<uint32_t>(std::countr_zero(members));
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, members, [=](int) { return leader; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, members, uint32_t{1} << leader);
}

const Decoded* Activemask(Warp& w, const Decoded* d, uint32_t lanes) {
  StoreLanes<uint32_t>(w, d->d, lanes, [=](int) { return lanes; });
  return d + 1;
}

// d|p or d: sets out.d and out.e.
void Destinations(Lowering& l) {
  const ptx::Operand& operand = l.operand(0);
  if (operand.kind == ptx::Operand::Kind::kPair) {
    l.out.d = l.DestOrNone(operand.parts[0], 4);
    l.out.e = l.PredicateDestOrNone(operand.parts[1]);
  } else {
    l.out.d = l.DestOrNone(operand, 4);
  }
}

void LowerConstantShuffle(Lowering& l) {
  const uint64_t offset = l.operand(2).bits & 31;
  if (l.Has("bfly") && (l.operand(3).bits & 0x1f1f) == 0x1f) {
    switch (offset) {
      case 1:
        l.out.run = MemberHandler<Butterfly<1>, &Decoded::f>;
        return;
      case 2:
        l.out.run = MemberHandler<Butterfly<2>, &Decoded::f>;
        return;
      case 4:
        l.out.run = MemberHandler<Butterfly<4>, &Decoded::f>;
        return;
      case 8:
        l.out.run = MemberHandler<Butterfly<8>, &Decoded::f>;
        return;
      case 16:
        l.out.run = MemberHandler<Butterfly<16>, &Decoded::f>;
        return;
    }
  }
  uint32_t b[32], c[32];
  std::fill(std::begin(b), std::end(b), static_cast<uint32_t>(offset));
  std::fill(std::begin(c), std::end(c), static_cast<uint32_t>(l.operand(3).bits));
  const ShuffleMode mode = l.Has("up")     ? ShuffleMode::kUp
                           : l.Has("down") ? ShuffleMode::kDown
                           : l.Has("bfly") ? ShuffleMode::kBfly
                                           : ShuffleMode::kIdx;
  auto sources = std::make_shared<ShuffleSources>(Sources(mode, b, c));
  l.out.extra = sources.get();
  l.program.side_tables.push_back(std::move(sources));
  l.out.run = MemberHandler<ShuffleConstant, &Decoded::f>;
}

template <class T, bool kNeutralZero, class F>
void LowerReduce(Lowering& l, F) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Source(1, ptx::Type::kB32);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = MemberHandler<Reduce<T, kNeutralZero, F>, &Decoded::b>;
}

}  // namespace

void LowerShfl(Lowering& l) {
  Destinations(l);
  l.out.a = l.Source(1, ptx::Type::kB32);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.c = l.Source(3, ptx::Type::kB32);
  l.out.f = l.Source(4, ptx::Type::kB32);
  if (l.operand(2).kind == ptx::Operand::Kind::kInteger && l.operand(3).kind == ptx::Operand::Kind::kInteger) {
    return LowerConstantShuffle(l);
  }
  l.out.run = l.Has("up")     ? MemberHandler<Shuffle<ShuffleMode::kUp>, &Decoded::f>
              : l.Has("down") ? MemberHandler<Shuffle<ShuffleMode::kDown>, &Decoded::f>
              : l.Has("bfly") ? MemberHandler<Shuffle<ShuffleMode::kBfly>, &Decoded::f>
                              : MemberHandler<Shuffle<ShuffleMode::kIdx>, &Decoded::f>;
}

void LowerVote(Lowering& l) {
  l.out.d = l.PredicateDest(l.operand(0));
  l.out.a = l.Predicate(l.operand(1), kNegateA);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = l.Has("all")   ? MemberHandler<Vote<VoteMode::kAll>, &Decoded::b>
              : l.Has("any") ? MemberHandler<Vote<VoteMode::kAny>, &Decoded::b>
                             : MemberHandler<Vote<VoteMode::kUni>, &Decoded::b>;
}

void LowerVoteBallot(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Predicate(l.operand(1), kNegateA);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = MemberHandler<VoteBallot, &Decoded::b>;
}

void LowerMatchAny(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Source(1, l.type());
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = l.type() == ptx::Type::kB64 ? MemberHandler<MatchAny<uint64_t>, &Decoded::b>
                                          : MemberHandler<MatchAny<uint32_t>, &Decoded::b>;
}

void LowerMatchAll(Lowering& l) {
  Destinations(l);
  l.out.a = l.Source(1, l.type());
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = l.type() == ptx::Type::kB64 ? MemberHandler<MatchAll<uint64_t>, &Decoded::b>
                                          : MemberHandler<MatchAll<uint32_t>, &Decoded::b>;
}

void LowerReduxInt(Lowering& l) {
  constexpr auto kMin = [](auto a, auto b) { return a < b ? a : b; };
  constexpr auto kMax = [](auto a, auto b) { return a > b ? a : b; };
  if (l.Has("add")) return LowerReduce<uint32_t, true>(l, [](uint32_t a, uint32_t b) { return a + b; });
  if (l.type() == ptx::Type::kS32)
    return l.Has("min") ? LowerReduce<int32_t, false>(l, kMin) : LowerReduce<int32_t, false>(l, kMax);
  return l.Has("min") ? LowerReduce<uint32_t, false>(l, kMin) : LowerReduce<uint32_t, false>(l, kMax);
}

void LowerReduxBits(Lowering& l) {
  if (l.Has("and")) return LowerReduce<uint32_t, false>(l, [](uint32_t a, uint32_t b) { return a & b; });
  if (l.Has("or")) return LowerReduce<uint32_t, false>(l, [](uint32_t a, uint32_t b) { return a | b; });
  return LowerReduce<uint32_t, true>(l, [](uint32_t a, uint32_t b) { return a ^ b; });
}

void LowerBarWarpSync(Lowering& l) {
  l.out.b = l.Source(0, ptx::Type::kB32);
  l.out.run = MemberHandler<WarpBarrier, &Decoded::b>;
}

void LowerElectSync(Lowering& l) {
  Destinations(l);
  l.out.b = l.Source(1, ptx::Type::kB32);
  l.out.run = MemberHandler<Elect, &Decoded::b>;
}

void LowerActivemask(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.run = Activemask;
}

}  // namespace gatefuzz::emulator
