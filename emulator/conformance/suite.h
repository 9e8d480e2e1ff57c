// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The suite as PTX modules: one module a row of the opcode table, in it a kernel for every batch of forms that take
// the same operands.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_SUITE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_SUITE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "emulator/conformance/form.h"
#include "emulator/conformance/operands.h"

namespace gatefuzz::conformance {

inline constexpr int kBlockThreads = 128;
inline constexpr int kSlotBytes = 32;  // of memory that a thread has for itself
inline constexpr int kBlobBytes = 64;  // of the kernel parameter that ld.param reads

// Forms that one kernel applies to the same tuples. Parameters of the kernel: the operands, row by row, each in 64
// bits; the results, form by form, then tuple by tuple; kSlotBytes of scratch a tuple; and a blob.
struct Batch {
  std::string kernel;
  std::vector<const Form*> forms;

  const OperandKinds& operands() const { return forms[0]->operands; }
  int result_stride() const { return forms[0]->result_bytes * forms[0]->result_count; }  // bytes a tuple
};

struct SuiteModule {
  std::string ptx;
  std::vector<Batch> batches;
};
const std::vector<SuiteModule>& Modules();

// The operands as a kernel takes them.
std::vector<uint64_t> PackOperands(const Tuples& tuples);
// The blob: any bytes, the same everywhere.
const uint8_t* Blob();

// A machine to run kernels on. Fills `results` (bytes: forms * tuples * stride); false, with the reason, if it cannot.
class Machine {
 public:
  virtual ~Machine() = default;
  virtual bool Load(const SuiteModule& module, std::string* error) = 0;
  // Of the module loaded last.
  virtual bool Run(const Batch& batch, int tuples, const std::vector<uint64_t>& operands, std::vector<uint8_t>* results,
                   std::string* error) = 0;
};

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_SUITE_H_
