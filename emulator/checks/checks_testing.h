// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What tests of checks share: a sink that collects, and accesses in the shapes that kernels make.
#ifndef GATEFUZZ_EMULATOR_CHECKS_CHECKS_TESTING_H_
#define GATEFUZZ_EMULATOR_CHECKS_CHECKS_TESTING_H_

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class CollectingSink : public FaultSink {
 public:
  void Report(const Fault& fault) override { faults.push_back(fault); }
  std::vector<Fault> faults;
};

inline constexpr uint32_t kAll = ~uint32_t{0};

// A global access of `bytes` a lane whose addresses a test fills in.
struct TestAccess {
  explicit TestAccess(uint32_t bytes, uint32_t lanes = kAll) {
    access.site = 7;
    access.lanes = lanes;
    access.bytes = access.alignment = bytes;
    access.space = ptx::Space::kGlobal;
    access.watched = false;
    access.address = address;
  }
  TestAccess(const TestAccess& other) : access(other.access) {
    std::copy(std::begin(other.address), std::end(other.address), address);
    access.address = address;
  }
  // Lane i at start + i * stride.
  TestAccess& Strided(uint64_t start, uint64_t stride) {
    for (uint64_t i = 0; i < 32; ++i) address[i] = start + i * stride;
    access.pattern = stride == 0 ? Pattern::kUniform : stride == access.bytes ? Pattern::kContiguous : Pattern::kAny;
    return *this;
  }

  uint64_t address[32] = {};
  Access access = {};
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_CHECKS_TESTING_H_
