// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What one batch of a mass verification is: a shape, options and a bias that all its rows share, drawn from a seed. So
// that a run covers every option, no two batches need be alike.
#ifndef GATEFUZZ_VERIFY_PLAN_H_
#define GATEFUZZ_VERIFY_PLAN_H_

#include <cstdint>
#include <optional>

#include "harness/routing_case.h"
#include "kernels/kernel_table.h"

namespace gatefuzz::verify {

// What a person wants all batches to have.
struct Pins {
  std::optional<int32_t> experts;
  std::optional<int32_t> k;
  std::optional<DType> dtype;
  // As engines call it: renormalised, int32 ids, rows without gaps; no window, finished rows, bias or source rows;
  // batches of full size.
  bool plain = false;

  bool operator==(const Pins&) const = default;
};

struct BatchPlan {
  // All but the rows: `tokens` of them, no logits, no finished flags.
  RoutingCase shape;
  uint64_t row_seed = 0;
  uint32_t finished_of_65536 = 0;  // 0: there are no flags
  int32_t misalignment = 0;        // elements by which the logits are off a boundary of 256 bytes
};

// The batch of this number, of at most `most_rows` rows and about kBatchBytes of logits; within what the kernel offers.
// Pure. Requires: the pins are within the contract's bounds and k <= experts where both are given; most_rows >= 1.
BatchPlan DrawBatch(uint64_t seed, uint64_t number, const KernelInfo& kernel, const Pins& pins, int64_t most_rows);

// So that a batch's rows are still in a GPU's L2 cache when they are read again.
inline constexpr int64_t kBatchBytes = 32 << 20;
inline constexpr int32_t kMostMisalignment = 64;

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_PLAN_H_
