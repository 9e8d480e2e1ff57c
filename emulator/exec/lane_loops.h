// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The loops over lanes, written once: a handler is one of these around a pure function on values. Where every live lane
// takes part, all 32 results are written (those of dead lanes are never seen); else results are blended. Functions must
// therefore be defined on every bit pattern, which PTX semantics are.
#ifndef GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_
#define GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_

#include <immintrin.h>

#include <bit>
#include <cstdint>
#include <cstring>

#include "emulator/exec/warp.h"

// A register that is both source and destination is read and written at the same lane, so iterations are independent.
// Without unroll(disable) the loop is unrolled before it can be vectorised; with four vectors at a time 32 lanes of 32
// bits need no loop at all.
#define GATEFUZZ_LANE_LOOP \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(4) unroll(disable)") for (int i = 0; i < 32; ++i)

namespace gatefuzz::emulator {

// d[i] = value(i) for the lanes in `lanes`; other lanes keep theirs, if they are alive.
template <class D, class F>
inline void StoreLanes(Warp& w, Place place, uint32_t lanes, F value) {
  D* d = w.At<D>(place);
  if (w.Covers(lanes)) [[likely]] {
    GATEFUZZ_LANE_LOOP d[i] = value(i);
  } else {
    GATEFUZZ_LANE_LOOP {
      const D keep = d[i];
      const D result = value(i);
      d[i] = (lanes >> i & 1) != 0 ? result : keep;
    }
  }
}

// The lanes where value(i) is true.
template <class F>
inline uint32_t LaneMask(F value) {
  alignas(32) int8_t bytes[32];
  GATEFUZZ_LANE_LOOP bytes[i] = value(i) ? -1 : 0;
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
  StoreLanes<D>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i])); });
  return d + 1;
}

template <class F, class D, class A, class B>
const Decoded* BinaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  StoreLanes<D>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i], b[i])); });
  return d + 1;
}

template <class F, class D, class A, class B, class C>
const Decoded* TernaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  const C* c = w.At<const C>(d->c);
  StoreLanes<D>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i], b[i], c[i])); });
  return d + 1;
}

template <class F, class D, class A, class B, class C, class E>
const Decoded* QuaternaryHandler(Warp& w, const Decoded* d, uint32_t lanes) {
  const A* a = w.At<const A>(d->a);
  const B* b = w.At<const B>(d->b);
  const C* c = w.At<const C>(d->c);
  const E* e = w.At<const E>(d->e);
  StoreLanes<D>(w, d->d, lanes, [=](int i) { return static_cast<D>(F{}(a[i], b[i], c[i], e[i])); });
  return d + 1;
}

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_LANE_LOOPS_H_
