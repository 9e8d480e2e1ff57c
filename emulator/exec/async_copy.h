// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The copies that the lanes of a warp have started with cp.async and not yet waited for. Hardware may write the
// destination at any time until then; here it is written at the last moment, so that a kernel which reads too early
// reads what was there before, at every run.
#ifndef GATEFUZZ_EMULATOR_EXEC_ASYNC_COPY_H_
#define GATEFUZZ_EMULATOR_EXEC_ASYNC_COPY_H_

#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

namespace gatefuzz::emulator {

struct Decoded;
struct Warp;

struct AsyncCopy {
  const Decoded* instruction = nullptr;  // its cp.async
  uint32_t lane = 0;
  uint32_t group = 0;  // groups that the lane had committed before
  uint32_t bytes = 0;
  uint64_t destination = 0;  // in shared memory
  uint8_t data[16] = {};     // what the source held when the copy was started
};

struct AsyncCopies {
  std::vector<AsyncCopy> pending;  // in the order in which they were started
  uint32_t committed[32] = {};     // groups, by lane

  void Clear() {
    pending.clear();
    std::memset(committed, 0, sizeof committed);
  }
};

// Carries out the pending copies of `lanes` that are due. False: a fault stopped the launch. (lower_async_copy.cc)
bool FinishCopies(Warp& w, uint32_t lanes, const std::function<bool(const AsyncCopy&)>& is_due);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_ASYNC_COPY_H_
