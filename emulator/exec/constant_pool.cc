// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "emulator/exec/program_internal.h"

namespace gatefuzz::emulator {

Place ConstantPool::Add(const void* data, size_t bytes) {
  std::string key(static_cast<const char*>(data), bytes);
  const auto [known, is_new] = known_.try_emplace(std::move(key), 0);
  if (is_new) {
    // Lanes are loaded as vectors: keep them within cache lines.
    const size_t alignment = bytes < 64 ? bytes : 64;
    data_.resize((data_.size() + alignment - 1) / alignment * alignment);
    known->second = MakePlace(Base::kConstants, static_cast<uint32_t>(data_.size()));
    data_.resize(data_.size() + bytes);
    std::memcpy(data_.data() + data_.size() - bytes, data, bytes);
  }
  return known->second;
}

Place ConstantPool::Splat(uint64_t value, int bytes) {
  uint8_t lanes[32 * 16] = {};
  const size_t kept = bytes < 8 ? static_cast<size_t>(bytes) : 8;
  for (int i = 0; i < 32; ++i) std::memcpy(lanes + i * bytes, &value, kept);
  return Add(lanes, 32 * static_cast<size_t>(bytes));
}

Place ConstantPool::Mask(uint32_t lanes) { return Add(&lanes, sizeof lanes); }

Place ConstantPool::Values(const uint32_t (&values)[32]) { return Add(values, sizeof values); }

const uint8_t* ConstantPool::Freeze() {
  frozen_ = std::make_unique<uint8_t[]>(data_.size() + 64);
  uint8_t* base = frozen_.get() + (-reinterpret_cast<uintptr_t>(frozen_.get()) & 63);
  std::copy(data_.begin(), data_.end(), base);
  data_ = {};
  known_.clear();
  return base;
}

}  // namespace gatefuzz::emulator
