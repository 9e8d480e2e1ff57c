// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.13.15: the mbarrier object as a value. PTX leaves the 64 bits opaque; this layout is the emulator's own:
//   bits 0-19 expected arrivals, 20-39 pending arrivals, 40-60 pending transactions (two's complement), 61-62 the mark
//   of an object that was initialised, 63 the parity of the current phase
// A state, which mbarrier.arrive returns, is the object's value just before the arrival.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_MBARRIER_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_MBARRIER_H_

#include <cstdint>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

inline constexpr uint32_t kMaxMbarrierCount = (1u << 20) - 1;  // of arrivals, and of transactions either way

struct Mbarrier {
  bool valid = false;  // initialised, and not invalidated since
  bool phase = false;  // parity of the current phase; the first is 0
  uint32_t expected = 0, pending = 0;
  int32_t transactions = 0;
};

GATEFUZZ_SEMANTICS uint64_t PackMbarrier(const Mbarrier& m) {
  const uint64_t transactions = static_cast<uint64_t>(m.transactions) & 0x1fffff;
  return uint64_t{m.expected} | uint64_t{m.pending} << 20 | transactions << 40 |
         (m.valid ? uint64_t{1} << 61 : uint64_t{0}) | (m.phase ? uint64_t{1} << 63 : uint64_t{0});
}
GATEFUZZ_SEMANTICS Mbarrier UnpackMbarrier(uint64_t bits) {
  Mbarrier m;
  m.expected = static_cast<uint32_t>(bits) & kMaxMbarrierCount;
  m.pending = static_cast<uint32_t>(bits >> 20) & kMaxMbarrierCount;
  m.transactions = static_cast<int32_t>(static_cast<int64_t>(bits << 3) >> 43);
  m.valid = (bits >> 61 & 3) == 1;
  m.phase = bits >> 63 != 0;
  return m;
}

GATEFUZZ_SEMANTICS Mbarrier InitMbarrier(uint32_t count) { return {true, false, count, count, 0}; }

// The phase completes once nothing is pending; the next one expects what is expected then.
GATEFUZZ_SEMANTICS Mbarrier CompleteIfMet(Mbarrier m) {
  if (m.pending == 0 && m.transactions == 0) {
    m.phase = !m.phase;
    m.pending = m.expected;
  }
  return m;
}

// Requires: count <= m.pending; kDrop: count <= m.expected too.
template <bool kDrop>
GATEFUZZ_SEMANTICS Mbarrier ArriveAtMbarrier(Mbarrier m, uint32_t count) {
  m.pending -= count;
  if (kDrop) m.expected -= count;
  return CompleteIfMet(m);
}
GATEFUZZ_SEMANTICS Mbarrier ExpectTransactions(Mbarrier m, uint32_t count) {
  m.transactions += static_cast<int32_t>(count);
  return m;
}
GATEFUZZ_SEMANTICS Mbarrier CompleteTransactions(Mbarrier m, uint32_t count) {
  m.transactions -= static_cast<int32_t>(count);
  return CompleteIfMet(m);
}

// Whether the phase that `state` is of has completed.
GATEFUZZ_SEMANTICS bool MbarrierPhaseIsOver(const Mbarrier& m, uint64_t state) {
  return m.phase != UnpackMbarrier(state).phase;
}
// Whether the phase of that parity, the current one or the one before it, has completed.
GATEFUZZ_SEMANTICS bool MbarrierParityIsOver(const Mbarrier& m, uint32_t parity) {
  return m.phase != ((parity & 1) != 0);
}

GATEFUZZ_SEMANTICS uint32_t MbarrierPendingCount(uint64_t state) { return UnpackMbarrier(state).pending; }

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_MBARRIER_H_
