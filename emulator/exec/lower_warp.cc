// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions by which the lanes of a warp see each other. Member masks: member_mask.h.
#include <bit>

#include "emulator/exec/lowering.h"
#include "emulator/exec/member_mask.h"

namespace gatefuzz::emulator {
namespace {

enum class ShuffleMode : uint8_t { kUp, kDown, kBfly, kIdx };

// d{|p} = a of another lane. c: clamp in bits 0-4, segment mask in bits 8-12. A source lane that does not take part is
// undefined in PTX; it reads as 0 here, so that runs are reproducible.
template <ShuffleMode kMode>
void Shuffle(Warp& w, const Decoded* d, uint32_t members) {
  uint32_t a[32];
  std::memcpy(a, w.At<const uint32_t>(d->a), sizeof a);
  ForLanes(~members & kAllLanes, [&](int i) { a[i] = 0; });
  const uint32_t* b = w.At<const uint32_t>(d->b);
  const uint32_t* c = w.At<const uint32_t>(d->c);
  uint32_t result[32];
  uint8_t in_range[32];
  for (int i = 0; i < 32; ++i) {
    const int lane = i;
    const int bval = static_cast<int>(b[i] & 31), cval = static_cast<int>(c[i] & 31);
    const int segment = static_cast<int>(c[i] >> 8 & 31);
    const int max_lane = (lane & segment) | (cval & ~segment);
    const int min_lane = lane & segment;
    int j = 0;
    bool good = false;
    if constexpr (kMode == ShuffleMode::kUp) {
      j = lane - bval;
      good = j >= max_lane;
    } else if constexpr (kMode == ShuffleMode::kDown) {
      j = lane + bval;
      good = j <= max_lane;
    } else if constexpr (kMode == ShuffleMode::kBfly) {
      j = lane ^ bval;
      good = j <= max_lane;
    } else {
      j = min_lane | (bval & ~segment);
      good = j <= max_lane;
    }
    if (!good) j = lane;
    result[i] = a[j & 31];
    in_range[i] = good;
  }
  if (d->d != kNoPlace) StoreLanes<uint32_t>(w, d->d, members, [&](int i) { return result[i]; });
  if (d->e != kNoPlace) w.SetPredicate(d->e, members, LaneMask([&](int i) { return in_range[i] != 0; }));
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

template <class T, class F>
void Reduce(Warp& w, const Decoded* d, uint32_t members) {
  const T* a = w.At<const T>(d->a);
  T result = a[std::countr_zero(members)];
  ForLanes(members & (members - 1), [&](int i) { result = F{}(result, a[i]); });
  StoreLanes<T>(w, d->d, members, [=](int) { return result; });
}

void WarpBarrier(Warp&, const Decoded*, uint32_t) {}

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
    l.out.d = l.Dest(operand.parts[0], 4);
    l.out.e = l.PredicateDest(operand.parts[1]);
  } else {
    l.out.d = l.Dest(operand, 4);
  }
}

template <class T, class F>
void LowerReduce(Lowering& l, F) {
  l.out.d = l.Dest(l.operand(0), 4);
  l.out.a = l.Source(1, ptx::Type::kB32);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.run = MemberHandler<Reduce<T, F>, &Decoded::b>;
}

}  // namespace

void LowerShfl(Lowering& l) {
  Destinations(l);
  l.out.a = l.Source(1, ptx::Type::kB32);
  l.out.b = l.Source(2, ptx::Type::kB32);
  l.out.c = l.Source(3, ptx::Type::kB32);
  l.out.f = l.Source(4, ptx::Type::kB32);
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
  if (l.Has("add")) return LowerReduce<uint32_t>(l, [](uint32_t a, uint32_t b) { return a + b; });
  if (l.type() == ptx::Type::kS32) return l.Has("min") ? LowerReduce<int32_t>(l, kMin) : LowerReduce<int32_t>(l, kMax);
  return l.Has("min") ? LowerReduce<uint32_t>(l, kMin) : LowerReduce<uint32_t>(l, kMax);
}

void LowerReduxBits(Lowering& l) {
  if (l.Has("and")) return LowerReduce<uint32_t>(l, [](uint32_t a, uint32_t b) { return a & b; });
  if (l.Has("or")) return LowerReduce<uint32_t>(l, [](uint32_t a, uint32_t b) { return a | b; });
  return LowerReduce<uint32_t>(l, [](uint32_t a, uint32_t b) { return a ^ b; });
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
