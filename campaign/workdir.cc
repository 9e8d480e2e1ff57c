// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/workdir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

std::string Created(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return error ? "" : folder;
}

}  // namespace

Workdir::~Workdir() {
  if (lock_ >= 0) close(lock_);
}

bool Workdir::Open(const std::string& path, std::string* error) {
  path_ = path;
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_directory(path, code)) {
    *error = path + " is not a folder; name another with --workdir";
    return false;
  }
  fs::create_directories(path, code);
  if (!code) lock_ = open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    *error = path + " cannot be used as the work folder: " + (code ? code.message() : std::strerror(errno)) +
             "; name another with --workdir";
    return false;
  }
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    *error = path + " is in use by another campaign; wait for it, or name another folder with --workdir";
    return false;
  }
  fs::remove_all(path + "/run", code);
  if (!code && !Created(path + "/run").empty()) return true;
  *error = path + "/run cannot be emptied: " + code.message();
  return false;
}

std::string Workdir::CorpusFolder(std::string_view kernel) const {
  return Created(path_ + "/corpus/" + std::string(kernel));
}

std::string Workdir::FindingsFolder(std::string_view kernel) const {
  return Created(path_ + "/findings/" + std::string(kernel));
}

WorkerFiles Workdir::Worker(int number) const { return {Created(path_ + "/run/worker-" + std::to_string(number))}; }

std::string Workdir::FeatureMap(std::string_view kernel) const {
  std::string name(kernel);
  std::ranges::replace(name, '/', '.');
  return path_ + "/run/features-" + name;
}

size_t Workdir::CorpusFiles(std::string_view kernel) const {
  std::error_code error;
  const fs::directory_iterator files(path_ + "/corpus/" + std::string(kernel), error);
  return error ? 0 : static_cast<size_t>(std::distance(begin(files), end(files)));
}

}  // namespace gatefuzz
