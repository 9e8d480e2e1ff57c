// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies to the host that take along what nobody wrote. Holes shorter than 16 bytes stay silent: they are what padding
// of structs looks like.
#ifndef GATEFUZZ_EMULATOR_CUDART_COPY_CHECK_H_
#define GATEFUZZ_EMULATOR_CUDART_COPY_CHECK_H_

#include <cstdint>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

class CopyCheck {
 public:
  explicit CopyCheck(Runtime* runtime) : runtime_(*runtime) {}
  // A row of the source. Requires: it lies in one live block.
  void Add(const void* from, uint64_t bytes);
  // Notes what was found in all rows, if anything; `function` names the API call.
  void Tell(const char* function) const;

 private:
  Runtime& runtime_;
  uint64_t copied_ = 0;
  uint64_t undefined_ = 0;
  uint64_t first_ = 0;  // address
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_COPY_CHECK_H_
