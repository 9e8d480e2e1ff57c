// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The body of every fuzz target that runs a kernel: bytes -> case -> on disk -> launch -> outcome.
#ifndef GATEFUZZ_FUZZ_KERNEL_TARGET_H_
#define GATEFUZZ_FUZZ_KERNEL_TARGET_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "fuzz/inflight_file.h"
#include "fuzz/kernel_under_test.h"
#include "harness/any_case.h"
#include "harness/outcome.h"

namespace gatefuzz {

class KernelTarget {
 public:
  struct Counts {
    uint64_t executions = 0;  // of the target
    uint64_t cases = 0;       // judged: executions less discards
    uint64_t rows = 0;        // tokens of those cases
  };

  explicit KernelTarget(std::unique_ptr<KernelUnderTest> kernel) : kernel_(std::move(kernel)) {}

  // Opens the file that holds the case in flight. False: `error` names path and fault.
  bool Start(const std::string& inflight_path, std::string* error) { return inflight_.Open(inflight_path, error); }

  // Decodes any bytes, saves the case, judges the kernel on it (CheckForFuzzing). A HarnessError also where the
  // emulator runs kernels and yet the first case to pass showed no instruction to the feedback: fuzzing would be blind.
  // Requires: Start succeeded.
  Outcome Execute(std::span<const uint8_t> bytes);

  // Removes the file of the case in flight. Touches no CUDA runtime: safe while the process exits.
  void Finish() { inflight_.Remove(); }

  const KernelUnderTest& kernel() const { return *kernel_; }
  const AnyCase& last_case() const { return last_case_; }
  const Counts& counts() const { return counts_; }

 private:
  std::unique_ptr<KernelUnderTest> kernel_;
  InflightFile inflight_;
  AnyCase last_case_;
  Counts counts_;
  bool instructions_seen_ = false;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_KERNEL_TARGET_H_
