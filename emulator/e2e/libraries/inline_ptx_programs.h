// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX that CUDA programs write by hand. Each function launches one kernel and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_LIBRARIES_INLINE_PTX_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_LIBRARIES_INLINE_PTX_PROGRAMS_H_

#include <cstdint>
#include <vector>

struct ScalarResults {
  uint32_t top_bit;     // bfind of a
  uint32_t permuted;    // prmt of a, b, 0x6240
  uint32_t majority;    // lop3 of a, b, c, 0xe8
  uint64_t product;     // mad.wide of a, b plus c
  uint32_t carried;     // the upper half of the 64-bit sum a:b + b:c, by add.cc and addc
  uint32_t funnel;      // shf.l.wrap of a, b by c
  uint32_t difference;  // vabsdiff4 with .add of a, b, c
  uint32_t lane_mask;   // %lanemask_lt of lane 9
  uint32_t selected;    // by a predicate, with a branch around
};
ScalarResults Scalars(uint32_t a, uint32_t b, uint32_t c);

// mbarrier by hand: 32 threads arrive, two of them once more when their cp.async of values[0..127] are through.
struct MbarrierResults {
  std::vector<int> copied;              // reversed by threads that waited for the copies
  uint32_t pending;                     // of the state that the first of 34 arrivals got
  uint32_t early, late;                 // test_wait after the first arrival, and after the last
  uint32_t parity_of_the_next, parity;  // test_wait.parity of phases 1 and 0 once phase 0 is over
};
MbarrierResults Mbarrier(const std::vector<int>& values);

// Four f32 sums by red.global.add.v4.f32 over 64 threads; empty where the Toolkit's PTX has none.
std::vector<float> VectorSums(const std::vector<float>& values);

// A device function's address, a recursive one, a switch with a jump table, alloca, malloc and a virtual call: for each
// of 0 to 9, f(n) = table[n % 2](n) + fibonacci(n) + (a case of the switch) + (sum of 0 to n by alloca and by malloc) +
// virtual(n).
std::vector<int> Calls();

#endif  // GATEFUZZ_EMULATOR_E2E_LIBRARIES_INLINE_PTX_PROGRAMS_H_
