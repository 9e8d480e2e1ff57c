// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How an align case becomes device memory and arguments, and device memory a result. Part of the runner. How far each
// pointer is from a 256-byte boundary is drawn from the case's seed; seed 0: on one.
#ifndef GATEFUZZ_HARNESS_ALIGN_LAYOUT_H_
#define GATEFUZZ_HARNESS_ALIGN_LAYOUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/align_case.h"
#include "harness/device_arena.h"
#include "kernels/align.h"

namespace gatefuzz {

// What outputs and workspace hold before a launch.
enum class AlignMemory {
  kPoison,     // what no output may be: an element that still holds it was not written
  kPlausible,  // what might pass for slots, experts and counters, drawn from the seed
  kLeftOver,   // what the runner's previous launch left there, byte for byte from each start; poison beyond
};

class AlignLayout {
 public:
  // sorted, block_experts, total, error, workspace.
  static constexpr size_t kWritable = 5;
  using Contents = std::array<std::vector<uint8_t>, kWritable>;

  // Lays the buffers of the case out in the arena, which is cleared first, and fills them. `left_over` is looked at
  // for kLeftOver alone. Case and arena must outlive this.
  AlignLayout(const AlignCase& align_case, size_t workspace_bytes, AlignMemory memory, const Contents& left_over,
              DeviceArena* arena);

  // The arguments of the call. Requires: the arena is uploaded.
  AlignArgs Args() const;

  // The outputs as downloaded, and as they were sent.
  AlignResult Result() const;
  AlignResult Before() const;
  // What the launch left in outputs and workspace.
  Contents LeftOver() const;

 private:
  void AddWritable(size_t index, const char* name, size_t bytes, size_t misalignment);
  void Fill(AlignMemory memory, const Contents& left_over);
  template <typename BytesOf>
  AlignResult Read(const BytesOf& bytes_of) const;

  const AlignCase& case_;
  const size_t workspace_bytes_;
  DeviceArena& arena_;
  int ids_ = 0;
  std::array<int, kWritable> writable_ = {};
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ALIGN_LAYOUT_H_
