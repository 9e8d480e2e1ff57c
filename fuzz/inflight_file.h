// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The case that is being executed, as a case file on disk: whatever ends the process (a crash, SIGKILL, a lost GPU),
// the case that it died on is there to be replayed. Not flushed to the disk: it outlives the process, not the machine.
#ifndef GATEFUZZ_FUZZ_INFLIGHT_FILE_H_
#define GATEFUZZ_FUZZ_INFLIGHT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gatefuzz {

class InflightFile {
 public:
  InflightFile() = default;
  ~InflightFile() { Remove(); }
  InflightFile(const InflightFile&) = delete;
  InflightFile& operator=(const InflightFile&) = delete;

  // Creates or empties the file. False: `error` names the path and the fault.
  bool Open(const std::string& path, std::string* error);
  // Replaces the contents, by one or two system calls. False: as Open. Requires: Open succeeded.
  bool Write(std::span<const uint8_t> bytes, std::string* error);

  // Closes and removes the file: a process that ends in order has nothing in flight.
  void Remove();

 private:
  std::string path_;
  int file_ = -1;
  size_t size_ = 0;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_INFLIGHT_FILE_H_
