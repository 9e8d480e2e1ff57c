// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Files that a worker process and its supervisor both map: figures, and the map of features that all workers of one
// kernel share.
#ifndef GATEFUZZ_CAMPAIGN_WORKER_STATS_H_
#define GATEFUZZ_CAMPAIGN_WORKER_STATS_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gatefuzz {

// Plain figures, worker_stats.inc.
struct Stats {
#define GATEFUZZ_STAT(name, combine) uint64_t name = 0;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT

  // Adds another worker's.
  void Combine(const Stats& other);
};

// The same in shared memory. Written by one process, read by others at any time.
struct SharedStats {
#define GATEFUZZ_STAT(name, combine) std::atomic<uint64_t> name;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT

  void Store(const Stats& stats);
  Stats Load() const;
};

// A file of fixed size in memory, shared by all processes that map it; new bytes are 0.
class SharedFile {
 public:
  SharedFile() = default;
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  // Creates the file or maps the one that is there, at `size` > 0 bytes. False: `error` names the path and the fault.
  bool Map(const std::string& path, size_t size, std::string* error);
  std::span<uint8_t> bytes() const { return {static_cast<uint8_t*>(data_), size_}; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKER_STATS_H_
