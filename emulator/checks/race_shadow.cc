// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/race_shadow.h"

namespace gatefuzz::emulator {

Cell* RaceShadow::Page(uint64_t number) {
  const auto found = pages_.find(number);
  if (found != pages_.end()) return found->second.get();
  if (pages_.size() >= kMostPages) return nullptr;
  return pages_.emplace(number, std::make_unique<Cell[]>(kCellsPerPage)).first->second.get();
}

Cell* RaceShadow::Parts(Cell* cell) {
  if (cell->split == 0) {
    uint32_t index;
    if (free_parts_.empty()) {
      index = static_cast<uint32_t>(parts_.size());
      parts_.emplace_back();
    } else {
      index = free_parts_.back();
      free_parts_.pop_back();
    }
    for (Cell& part : parts_[index]) {
      part = Cell{cell->write, cell->read, 0, 0};
      if (const std::vector<AccessRecord>* more = More(cell)) {
        for (const AccessRecord& record : *more) Remember(&part, record);
      }
    }
    ForgetMore(cell);
    cell->split = index + 1;
  }
  return parts_[cell->split - 1].data();
}

void RaceShadow::Unite(Cell* cell) {
  for (Cell& part : parts_[cell->split - 1]) ForgetMore(&part);
  free_parts_.push_back(cell->split - 1);
  *cell = Cell{};
}

void RaceShadow::Remember(Cell* cell, const AccessRecord& record) {
  if (cell->more == 0) {
    if (free_more_.empty()) {
      more_.emplace_back();
      cell->more = static_cast<uint32_t>(more_.size());
    } else {
      cell->more = free_more_.back() + 1;
      free_more_.pop_back();
    }
  }
  std::vector<AccessRecord>& records = more_[cell->more - 1];
  if (records.size() >= kMostRecords) records.erase(records.begin());
  records.push_back(record);
}

void RaceShadow::ForgetMore(Cell* cell) {
  if (cell->more == 0) return;
  more_[cell->more - 1].clear();
  free_more_.push_back(cell->more - 1);
  cell->more = 0;
}

void RaceShadow::Reset() { *this = RaceShadow(); }

}  // namespace gatefuzz::emulator
