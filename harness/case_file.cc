// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Case files on disk. A reader looks at the kind and size of what the path names before it opens anything: a device
// node may block, and a sparse file of a gigabyte must not be read.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return fd_; }
  // Closes now; an error of a delayed write shows here.
  bool Close() { return close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

std::string Reason() { return std::strerror(errno); }

bool ReadAll(int fd, size_t size, std::vector<uint8_t>* bytes) {
  bytes->resize(size);
  size_t done = 0;
  while (done < size) {
    const ssize_t got = read(fd, bytes->data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  bytes->resize(done);
  return true;
}

bool WriteAll(int fd, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(put));
  }
  return true;
}

// mkstemp's mode is 0600; a file by any other program would have this.
mode_t OrdinaryMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

bool ReadCaseBytes(const std::string& path, std::vector<uint8_t>* bytes, std::string* error) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    *error = errno == ENOENT ? fmt::format("{}: there is no such file", path)
                             : fmt::format("{}: cannot be read: {}", path, Reason());
    return false;
  }
  if (S_ISDIR(status.st_mode)) {
    *error = fmt::format("{}: this is a directory; name a case file in it", path);
    return false;
  }
  if (!S_ISREG(status.st_mode)) {
    *error = fmt::format("{}: this is not a regular file; name a case file", path);
    return false;
  }
  if (static_cast<uint64_t>(status.st_size) > kMaxCaseFileBytes) {
    *error = fmt::format("{}: {} bytes is too large for a case file, which has at most {}", path, status.st_size,
                         kMaxCaseFileBytes);
    return false;
  }
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || !ReadAll(file.get(), static_cast<size_t>(status.st_size), bytes)) {
    *error = fmt::format("{}: cannot be read: {}", path, Reason());
    return false;
  }
  return true;
}

bool ReadCaseFile(const std::string& path, RoutingCase* routing_case, std::string* error) {
  std::vector<uint8_t> bytes;
  if (!ReadCaseBytes(path, &bytes, error)) return false;
  if (DecodeCaseFile(bytes, routing_case, error)) return true;
  *error = fmt::format("{}: {}", path, *error);
  return false;
}

bool WriteCaseFile(const std::string& path, const RoutingCase& routing_case, std::string* error) {
  return WriteFileAtomically(path, EncodeCase(routing_case), error);
}

bool WriteFileAtomically(const std::string& path, std::span<const uint8_t> bytes, std::string* error) {
  std::string temporary = path + ".tmp.XXXXXX";
  FileDescriptor file(mkstemp(temporary.data()));
  if (file.get() < 0) {
    *error = fmt::format("{}: cannot be written: {}", path, Reason());
    return false;
  }
  const bool written = WriteAll(file.get(), bytes) && fchmod(file.get(), OrdinaryMode()) == 0 &&
                       fsync(file.get()) == 0 && file.Close() && std::rename(temporary.c_str(), path.c_str()) == 0;
  if (!written) {
    *error = fmt::format("{}: cannot be written: {}", path, Reason());
    unlink(temporary.c_str());
  }
  return written;
}

}  // namespace gatefuzz
