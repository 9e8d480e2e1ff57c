// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The memory of a graph's allocation nodes. Its address is fixed when the node is made and belongs to the graph and its
// instances; the memory is there from the run of the allocation node to that of the free node.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_GRAPH_MEMORY_H_
#define GATEFUZZ_EMULATOR_CUDART_GRAPH_MEMORY_H_

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "emulator/checks/device_memory.h"

namespace gatefuzz::emulator {

class GraphMemory;

class GraphAllocation {
 public:
  ~GraphAllocation();
  GraphAllocation(const GraphAllocation&) = delete;
  GraphAllocation& operator=(const GraphAllocation&) = delete;

  void* address() const { return address_; }
  uint64_t bytes() const { return bytes_; }
  bool live() const { return live_; }
  // The allocation node ran. False if the memory was there already, which is then left alone.
  bool Begin();
  // The free node ran, or `function` freed it in its stead. False if it was not there.
  bool End(const char* function);

  bool freed_in_graph = false;   // some graph has a free node for it
  std::weak_ptr<void> instance;  // of its graph: at most one

 private:
  friend class GraphMemory;
  GraphAllocation(GraphMemory* owner, void* address, uint64_t bytes);

  GraphMemory* const owner_;
  void* const address_;
  const uint64_t bytes_;
  bool live_ = false;
  bool forgotten_ = false;  // the device was reset
};

class GraphMemory {
 public:
  // `memory` outlives this.
  explicit GraphMemory(DeviceMemory* memory) : memory_(memory) {}

  // An address for `bytes` > 0 where nothing may be accessed yet; null if there is no room.
  std::shared_ptr<GraphAllocation> Reserve(uint64_t bytes);
  // By its address; null if it is none of a graph's.
  std::shared_ptr<GraphAllocation> Find(const void* address) const;
  // Whether the range lies in a graph's block, there or not.
  bool Holds(const void* address, uint64_t bytes) const;
  // The device was reset: its memory is gone.
  void Forget();

  uint64_t used = 0, used_high = 0;          // bytes that are there
  uint64_t reserved = 0, reserved_high = 0;  // bytes that graphs hold

 private:
  friend class GraphAllocation;
  DeviceMemory* const memory_;
  std::unordered_map<const void*, std::weak_ptr<GraphAllocation>> blocks_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_GRAPH_MEMORY_H_
