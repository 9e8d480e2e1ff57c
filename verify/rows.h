// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows of logits, made on the device by number: row n of a source is the same whenever and wherever it is made. Two
// sources: rows drawn from a seed over the hostile classes of values that properties/values.h names, and all rows over
// an alphabet. Stream-ordered; nothing is allocated. The errors are the launches'.
#ifndef GATEFUZZ_VERIFY_ROWS_H_
#define GATEFUZZ_VERIFY_ROWS_H_

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/routing.h"

namespace gatefuzz::verify {

// Where rows go; device memory. Row t starts at element t * stride; what lies between its end and the next row is
// filled with garbage that must not matter.
struct RowTarget {
  void* logits = nullptr;  // rows * stride elements, aligned to the element
  DType dtype = DType::kF32;
  int64_t rows = 0;
  int32_t experts = 0;
  int64_t stride = 0;           // >= experts
  uint8_t* finished = nullptr;  // [rows] flags, or null
};

struct DrawnRows {
  uint64_t seed = 0;
  uint32_t finished_of_65536 = 0;  // share of rows that are finished
};

// A row is a pattern: one class of values throughout; two mixed element by element; a few bad values among good ones or
// the other way round; a winner at one place; values that rise or fall with the expert's number; one value throughout.
cudaError_t LaunchDrawnRows(const RowTarget& target, const DrawnRows& rows, cudaStream_t stream);

// Row n's expert e has digit e of n in this base, lowest first.
struct EnumeratedRows {
  uint64_t first = 0;
  uint64_t base = 2;                   // in [1, 2^32]
  const uint32_t* alphabet = nullptr;  // device memory, `base` bit patterns; null: a digit is its own pattern
};
cudaError_t LaunchEnumeratedRows(const RowTarget& target, const EnumeratedRows& rows, cudaStream_t stream);

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_ROWS_H_
