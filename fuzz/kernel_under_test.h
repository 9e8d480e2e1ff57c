// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel of any kind, ready to be judged on cases of its kind: what fuzz targets and the program need to know of a
// kernel once it has been found by its name.
#ifndef GATEFUZZ_FUZZ_KERNEL_UNDER_TEST_H_
#define GATEFUZZ_FUZZ_KERNEL_UNDER_TEST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/any_case.h"
#include "harness/outcome.h"
#include "kernels/align_table.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {

enum class CaseKind { kRouting, kAlign };

CaseKind KindOf(const AnyCase& any_case);

// Names the folder in corpus/ that holds cases of this kind, and the list beside it.
std::string_view CorpusName(CaseKind kind);

// One output of a launch, bit for bit; elements are widened with zeros.
struct OutputBits {
  std::string name;  // that of the contract: "ids", "weights", ...
  std::vector<uint64_t> elements;

  bool operator==(const OutputBits&) const = default;
};

// Not thread-safe, and on the emulator one at a time may launch. Every function that takes a case requires one of the
// kernel's kind.
class KernelUnderTest {
 public:
  virtual ~KernelUnderTest() = default;

  virtual std::string_view name() const = 0;
  virtual CaseKind kind() const = 0;

  // Any bytes as a valid case of the kernel's kind.
  virtual AnyCase Decode(std::span<const uint8_t> bytes) const = 0;

  // The judgements of harness/runner.h and properties/property.h, or of their counterparts for align cases.
  virtual Outcome RunAndCheck(const AnyCase& any_case) = 0;
  virtual Outcome CheckAll(const AnyCase& any_case) = 0;
  virtual Outcome CheckForFuzzing(const AnyCase& any_case) = 0;

  // Launches once and brings back the outputs, in the same order for all kernels of a kind; nothing where the kernel
  // cannot take the case, refuses it, or the launch did not end well enough for its outputs to be judged.
  virtual std::vector<OutputBits> LaunchForBits(const AnyCase& any_case) = 0;

  // From now on launches run under this schedule of the emulator; without a seed, under that of the case.
  virtual void UseSchedule(std::optional<uint64_t> seed) = 0;
};

std::unique_ptr<KernelUnderTest> NewKernelUnderTest(const KernelInfo& kernel);
std::unique_ptr<KernelUnderTest> NewKernelUnderTest(const AlignKernelInfo& kernel);

// What a case of any kind holds: for reports, and for what differs by kind only a little.
int64_t TokensOf(const AnyCase& any_case);
int32_t ExpertsOf(const AnyCase& any_case);
int32_t ChoicesOf(const AnyCase& any_case);
uint64_t SeedOf(const AnyCase& any_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_KERNEL_UNDER_TEST_H_
