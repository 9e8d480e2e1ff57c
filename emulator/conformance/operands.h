// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The operand tuples that forms are swept over: the same on every machine and in every run.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_OPERANDS_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_OPERANDS_H_

#include <cstdint>
#include <vector>

#include "emulator/conformance/form.h"

namespace gatefuzz::conformance {

// columns[operand][tuple]: the operand's bits, zero-extended. A multiple of 128 tuples, at least 2,048; one operand of
// 16 bits has all of its values.
struct Tuples {
  int count = 0;
  std::vector<std::vector<uint64_t>> columns;
};
Tuples MakeTuples(const OperandKinds& kinds);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_OPERANDS_H_
