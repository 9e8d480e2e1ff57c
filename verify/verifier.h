// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs batches until there are no more or one is bad, and turns the first bad row into a case that the CPU's tools
// reproduce. Nothing is a finding on the GPU judge's word alone: the row that it does not pass is judged again by
// reference/checker.h, whose word counts. Where the two disagree, the judge has a
// bug, and the run ends as a harness error.
#ifndef GATEFUZZ_VERIFY_VERIFIER_H_
#define GATEFUZZ_VERIFY_VERIFIER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/routing_case.h"
#include "kernels/kernel_table.h"
#include "reference/clause.h"
#include "verify/engine.h"

namespace gatefuzz::verify {

struct Totals {
  uint64_t batches = 0;
  uint64_t rows = 0;
  double kernel_seconds = 0;  // of the kernel under test alone
};

struct Finding {
  Clause clause = Clause::kRange;
  std::string text;                      // what is wrong, with values; several lines
  uint64_t batch = 0;                    // in the order of Run's `next`
  int64_t row = -1;                      // in that batch; -1: the whole launch
  std::optional<RoutingCase> test_case;  // none: the device was lost with the batch
  bool reproduced = false;               // the case alone, through harness/runner.h, breaks the contract too
};

class Verifier {
 public:
  // Throws DeviceError.
  Verifier(const KernelInfo& kernel, int64_t most_rows);

  // `next` gives batches until it gives none; `keep_going` is asked after each, and ends the run by false. Returns the
  // first finding. Throws DeviceError, and std::logic_error where judge and reference disagree.
  std::optional<Finding> Run(const std::function<std::optional<Batch>()>& next,
                             const std::function<bool(const Totals&)>& keep_going);

  const Totals& totals() const { return totals_; }
  Engine& engine() { return engine_; }

 private:
  Finding Resolve(const Batch& batch, const BatchReport& report);
  Finding JudgeAgain(int64_t row, Verdict verdict);
  void Reproduce(int64_t row, int64_t tokens, Finding* finding);

  const KernelInfo kernel_;
  Engine engine_;
  Totals totals_;
};

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_VERIFIER_H_
