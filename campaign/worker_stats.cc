// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/worker_stats.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatefuzz {
namespace {

void Sum(uint64_t* into, uint64_t value) { *into += value; }
void Max(uint64_t* into, uint64_t value) { *into = std::max(*into, value); }

}  // namespace

void Stats::Combine(const Stats& other) {
#define GATEFUZZ_STAT(name, combine) combine(&name, other.name);
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
}

void SharedStats::Store(const Stats& stats) {
#define GATEFUZZ_STAT(name, combine) name.store(stats.name, std::memory_order_relaxed);
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
}

Stats SharedStats::Load() const {
  Stats stats;
#define GATEFUZZ_STAT(name, combine) stats.name = name.load(std::memory_order_relaxed);
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  return stats;
}

SharedFile::~SharedFile() {
  if (data_ != nullptr) munmap(data_, size_);
}

bool SharedFile::Map(const std::string& path, size_t size, std::string* error) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  // Its blocks are taken now: on a disk that is full, writing through the mapping would be a SIGBUS.
  const int fault = file < 0 ? errno : posix_fallocate(file, 0, static_cast<off_t>(size));
  if (fault == 0) {
    void* data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (data != MAP_FAILED) {
      data_ = data;
      size_ = size;
    }
  }
  if (data_ == nullptr) *error = path + ": cannot be mapped: " + std::strerror(fault != 0 ? fault : errno);
  if (file >= 0) close(file);
  return data_ != nullptr;
}

}  // namespace gatefuzz
