// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How a case becomes device memory and arguments, and device memory a result. Part of the runner.
//
// What the contract leaves open is drawn from the case's seed, so that kernels meet it: where rows are padded, what the
// gap holds (NaN, Inf, the largest number); and how far each pointer is from a 256-byte boundary (a multiple of its
// element). Seed 0: boundaries and NaN.
#ifndef GATEFUZZ_HARNESS_LAUNCH_LAYOUT_H_
#define GATEFUZZ_HARNESS_LAUNCH_LAYOUT_H_

#include <array>
#include <cstdint>
#include <vector>

#include "harness/device_arena.h"
#include "harness/routing_case.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

class LaunchLayout {
 public:
  // Lays the buffers of the case out in the arena, which is cleared first, and fills them. The arena must outlive this.
  LaunchLayout(const RoutingCase& routing_case, DeviceArena* arena);

  // The arguments of a call of this operation, which are where the case's groups end unless it is grouped. Requires:
  // the arena is uploaded.
  TopkArgs Args(Operation operation) const;

  // The outputs as downloaded, widened.
  RoutingResult Result() const;

  // weights, ids, source rows; without them the last is empty.
  static constexpr size_t kOutputs = 3;
  using Contents = std::array<std::vector<uint8_t>, kOutputs>;
  // What the launch left in the outputs.
  Contents LeftOver() const;
  // Fills the outputs, to be uploaded, with what another launch left. Requires: that launch's case had the same shape.
  void PutOutputs(const Contents& contents);
  // The first row from `from` on whose outputs the launch changed, -1: none.
  int64_t FirstChangedRow(int64_t from) const;

  struct Unwritten {
    int64_t row;
    int32_t slot;
    const char* output;
  };
  // One entry for each row with an output element that still holds poison, wholly or in one of its 4-byte halves.
  std::vector<Unwritten> UnwrittenRows() const;

 private:
  static constexpr int kNone = -1;

  void AddInputs();
  void AddOutputs();
  std::array<int, kOutputs> Outputs() const { return {weights_, ids_, source_rows_}; }
  bool HasPoison(int buffer, size_t element_bytes, size_t element) const;

  const RoutingCase& case_;
  DeviceArena& arena_;
  int64_t stride_ = 0;  // elements
  int logits_ = kNone, bias_ = kNone, finished_ = kNone;
  int weights_ = kNone, ids_ = kNone, source_rows_ = kNone;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_LAUNCH_LAYOUT_H_
