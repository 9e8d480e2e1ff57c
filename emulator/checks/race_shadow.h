// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the race check remembers of memory: for every four bytes the last write and the last reads. Four bytes that are
// also accessed in parts are split into single ones. Nothing is ever cleared: a record of an earlier launch is told by
// its time.
#ifndef GATEFUZZ_EMULATOR_CHECKS_RACE_SHADOW_H_
#define GATEFUZZ_EMULATOR_CHECKS_RACE_SHADOW_H_

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "emulator/checks/race_clock.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

// An access of one warp; `lanes` are those that made it.
struct AccessRecord {
  uint32_t warp = 0;  // counted through the grid
  uint32_t lanes = 0;
  Time time = 0;  // 0: none
  uint32_t site : 22 = 0;
  uint32_t strong : 1 = 0;
  uint32_t is_volatile : 1 = 0;
  uint32_t device_scope : 1 = 0;  // of a strong access: its scope is wider than the block
  uint32_t atomic : 1 = 0;
};
static_assert(sizeof(AccessRecord) == 16);

// One or four bytes.
struct Cell {
  AccessRecord write;
  AccessRecord read;   // the last ones of one warp
  uint32_t more = 0;   // 1 + index into RaceShadow::more: other reads and atomics that nothing orders
  uint32_t split = 0;  // 1 + index into RaceShadow::parts: the rest of the cell means nothing
};

class RaceShadow {
 public:
  static constexpr uint64_t kPageBytes = 4096;
  static constexpr uint64_t kCellsPerPage = kPageBytes / 4;
  static constexpr size_t kMostPages = 1 << 15;  // 128 MiB of data, about 1.3 GiB of cells

  // The cell of the four bytes at this offset into the arena; null: there is too much memory to remember it all.
  Cell* Global(uint64_t offset) {
    const uint64_t number = offset / kPageBytes;
    if (number != last_number_) {
      Cell* const page = Page(number);
      if (page == nullptr) return nullptr;
      last_number_ = number;
      last_page_ = page;
    }
    return last_page_ + offset % kPageBytes / 4;
  }

  // The cell of each byte, where `cell` is split; splits it if it is not.
  Cell* Parts(Cell* cell);
  // Makes one of a split cell again. Its records are lost.
  void Unite(Cell* cell);

  // Further records of a cell: never more than a few.
  static constexpr size_t kMostRecords = 6;
  std::vector<AccessRecord>* More(Cell* cell) { return cell->more == 0 ? nullptr : &more_[cell->more - 1]; }
  void Remember(Cell* cell, const AccessRecord& record);
  void ForgetMore(Cell* cell);

  // Forgets everything.
  void Reset();

 private:
  Cell* Page(uint64_t number);

  uint64_t last_number_ = ~uint64_t{0};
  Cell* last_page_ = nullptr;
  std::unordered_map<uint64_t, std::unique_ptr<Cell[]>> pages_;
  std::deque<std::array<Cell, 4>> parts_;
  std::vector<uint32_t> free_parts_;
  std::deque<std::vector<AccessRecord>> more_;
  std::vector<uint32_t> free_more_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_RACE_SHADOW_H_
