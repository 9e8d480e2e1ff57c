// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/inflight_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gatefuzz {

void InflightFile::Remove() {
  if (file_ < 0) return;
  close(file_);
  unlink(path_.c_str());
  file_ = -1;
}

bool InflightFile::Open(const std::string& path, std::string* error) {
  path_ = path;
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file_ >= 0) return true;
  *error = path + ": cannot be opened for the case in flight: " + std::strerror(errno);
  return false;
}

bool InflightFile::Write(std::span<const uint8_t> bytes, std::string* error) {
  const ssize_t written = pwrite(file_, bytes.data(), bytes.size(), 0);
  if (written == static_cast<ssize_t>(bytes.size()) &&
      (bytes.size() == size_ || ftruncate(file_, static_cast<off_t>(bytes.size())) == 0)) {
    size_ = bytes.size();
    return true;
  }
  *error = path_ + ": the case in flight cannot be written: " + std::strerror(written >= 0 ? ENOSPC : errno);
  return false;
}

}  // namespace gatefuzz
