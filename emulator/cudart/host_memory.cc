// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/host_memory.h"

#include <iterator>

namespace gatefuzz::emulator {

const HostMemory::Range* HostMemory::Find(const void* address, uint64_t bytes) const {
  const uint64_t at = reinterpret_cast<uint64_t>(address);
  const auto after = ranges_.upper_bound(at);
  if (after == ranges_.begin()) return nullptr;
  const auto& [begin, range] = *std::prev(after);
  return at - begin < range.bytes && bytes <= range.bytes - (at - begin) ? &range : nullptr;
}

cudaError_t HostMemory::Register(const void* address, uint64_t bytes, unsigned flags) {
  const uint64_t begin = reinterpret_cast<uint64_t>(address);
  const auto next = ranges_.lower_bound(begin);
  if (Find(address) != nullptr || (next != ranges_.end() && next->first - begin < bytes)) {
    return cudaErrorHostMemoryAlreadyRegistered;
  }
  ranges_[begin] = {bytes, Kind::kRegistered, flags};
  return cudaSuccess;
}

cudaError_t HostMemory::Unregister(const void* address) {
  const auto found = ranges_.find(reinterpret_cast<uint64_t>(address));
  if (found == ranges_.end() || found->second.kind != Kind::kRegistered) return cudaErrorHostMemoryNotRegistered;
  ranges_.erase(found);
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
