// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Spaces of rows that are small enough to be tried whole: what is clean there is proved, not sampled.
#ifndef GATEFUZZ_VERIFY_SWEEP_H_
#define GATEFUZZ_VERIFY_SWEEP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/kernel_table.h"
#include "verify/engine.h"

namespace gatefuzz::verify {

// All rows of one shape with one set of options.
struct SweepPart {
  BatchPlan plan;  // `tokens` is of no meaning
  uint64_t base = 2;
  std::vector<uint32_t> alphabet;
  uint64_t rows = 0;
};

struct Sweep {
  std::string name;   // "pairs16"
  std::string claim;  // what a clean run proves, one line
  std::vector<SweepPart> parts;

  uint64_t rows() const;
};

// The sweeps that make sense for the kernel.
std::vector<Sweep> SweepsOf(const KernelInfo& kernel);

// A sweep's batches, one after the other. Each has at most `most_rows` rows.
class SweepBatches {
 public:
  // `sweep` must outlive this. Of each part only the first `most_of_part` rows.
  SweepBatches(const Sweep& sweep, int64_t most_rows, uint64_t most_of_part)
      : sweep_(sweep), most_rows_(static_cast<uint64_t>(most_rows)), most_of_part_(most_of_part) {}
  std::optional<Batch> Next();

 private:
  const Sweep& sweep_;
  const uint64_t most_rows_;
  const uint64_t most_of_part_;
  size_t part_ = 0;
  uint64_t done_ = 0;  // rows of this part
};

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_SWEEP_H_
