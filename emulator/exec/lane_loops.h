// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The loops over lanes, written once: a handler is one of these around a pure function on values. Where every live lane
// takes part, all 32 results are written (those of dead lanes are never seen); else results are blended. Functions must
// therefore be defined on every bit pattern, which PTX semantics are.
#ifndef GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_
#define GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "emulator/exec/warp.h"

// Iterations are independent: a register that is both source and destination is read and written at the same lane.
// Without unroll(disable) the loop is unrolled before it can be vectorised; with four vectors at a time 32 lanes of 32
// bits need no loop at all, nor does half a warp of 64 bits.
#define GATEFUZZ_LANE_LOOP \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(4) unroll(disable)") for (int i = 0; i < 32; ++i)
#define GATEFUZZ_HALF_LANE_LOOP \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(4) unroll(disable)") for (int i = 0; i < 16; ++i)

namespace gatefuzz::emulator {

inline constexpr size_t kVectorBytes = 32;

// Ends a handler whose instruction falls through: runs the next one, unless the loop in Warp::Run must see it first. A
// handler may as well return d + 1; going on by itself saves the way back to the loop, and the processor predicts each
// handler's successor apart from the others'. Call as [[clang::musttail]] return RunNext(w, d, lanes).
[[gnu::always_inline]] inline const Decoded* RunNext(Warp& w, const Decoded* d, uint32_t) {
  const Decoded* next = d + 1;
  if (next >= w.chain_end) [[unlikely]]
    return next;
  [[clang::musttail]] return next->run(w, next, w.active);
}
// The same where control goes to `next`. Null: the group has ended.
[[gnu::always_inline]] inline const Decoded* RunAt(Warp& w, const Decoded* next, uint32_t) {
  if (next == nullptr || next >= w.chain_end) [[unlikely]]
    return next;
  [[clang::musttail]] return next->run(w, next, w.active);
}

// d[i] = value(i) for kCount lanes from kFirst on. The results stand in an array of their own, which becomes vector
// registers: stored where they are computed, they would have to be proven apart from the sources, and a destination
// that is a source as well would be computed lane by lane.
template <class D, size_t kBytes, int kFirst, int kCount, class F>
inline void StoreSomeLanes(Warp& w, D* d, uint32_t lanes, const F& value) {
  constexpr int kVectors = std::max<int>(kCount * kBytes / kVectorBytes, 1);
  D result[kCount];
#pragma clang loop vectorize(assume_safety) interleave_count(kVectors) unroll(disable)
  for (int i = 0; i < kCount; ++i) result[i] = value(kFirst + i);
  if (!w.Covers(lanes)) [[unlikely]] {
#pragma clang loop vectorize(assume_safety) interleave_count(kVectors) unroll(disable)
    for (int i = 0; i < kCount; ++i) {
      const D keep = d[kFirst + i], mine = result[i];
      result[i] = (lanes >> (kFirst + i) & 1) != 0 ? mine : keep;
    }
  }
  std::memcpy(d + kFirst, result, sizeof result);
}

// d[i] = value(i) for the lanes in `lanes`; other lanes keep theirs, if they are alive. value(i) may read lane i of any
// register, also of the destination, but no other lane of the destination. kBytes: of the widest value it reads.
template <class D, size_t kBytes = sizeof(D), class F>
inline void StoreLanes(Warp& w, Place place, uint32_t lanes, F value) {
  D* d = w.At<D>(place);
  if constexpr (kBytes <= 4) {
    StoreSomeLanes<D, kBytes, 0, 32>(w, d, lanes, value);
  } else {
    StoreSomeLanes<D, kBytes, 0, 16>(w, d, lanes, value);
    StoreSomeLanes<D, kBytes, 16, 16>(w, d, lanes, value);
  }
}

template <class... T>
inline constexpr size_t kWidest = std::max({sizeof(T)...});

// The lanes where value(i) is true. kBytes: of the widest value it reads.
template <size_t kBytes = 4, class F>
inline uint32_t LaneMask(F value) {
  alignas(32) int8_t bytes[32];
  if constexpr (kBytes <= 4) {
    GATEFUZZ_LANE_LOOP bytes[i] = value(i) ? -1 : 0;
  } else {
    GATEFUZZ_HALF_LANE_LOOP bytes[i] = value(i) ? -1 : 0;
    GATEFUZZ_HALF_LANE_LOOP bytes[16 + i] = value(16 + i) ? -1 : 0;
  }
  return static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_load_si256(reinterpret_cast<const __m256i*>(bytes))));
}

// Calls f(lane) for each lane in `lanes`, ascending.
template <class F>
inline void ForLanes(uint32_t lanes, F f) {
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) f(std::countr_zero(rest));
}

template <class F, class D, class A>
const Decoded* UnaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  StoreLanes<D, kWidest<D, A>>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i])); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F, class D, class A, class B>
const Decoded* BinaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  StoreLanes<D, kWidest<D, A, B>>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i], b[i])); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F, class D, class A, class B, class C>
const Decoded* TernaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  const C* c = w.At<const C>(d->c);
  StoreLanes<D, kWidest<D, A, B, C>>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i], b[i], c[i])); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

template <class F, class D, class A, class B, class C, class E>
const Decoded* QuaternaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  const C* c = w.At<const C>(d->c);
  const E* e = w.At<const E>(d->e);
  StoreLanes<D, kWidest<D, A, B, C, E>>(w, d->d, lanes,
                                        [=](int i) { return static_cast<D>(F{}(a[i], b[i], c[i], e[i])); });
  [[clang::musttail]] return RunNext(w, d, lanes);
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_
