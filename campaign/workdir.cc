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

#include "harness/case_codec.h"
#include "harness/text_file.h"

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

bool Workdir::Open(const std::string& path, const std::string& member, const std::string& program_key,
                   std::string* error) {
  folder_.path = path;
  member_ = member;
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_directory(path, code)) {
    *error = path + " is not a folder; name another with --workdir";
    return false;
  }
  fs::create_directories(folder_.Member(member), code);
  if (!code) lock_ = open(folder_.Lock(member).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    *error = path + " cannot be used as the work folder: " + (code ? code.message() : std::strerror(errno)) +
             "; name another with --workdir";
    return false;
  }
  if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    *error = path + " is in use by another campaign; wait for it, or name another folder with --workdir";
    return false;
  }
  fs::remove_all(folder_.Run(member), code);
  if (code || Created(folder_.Run(member)).empty()) {
    *error = folder_.Run(member) + " cannot be emptied: " + code.message();
    return false;
  }
  const std::string key_path = folder_.Features(member) + "/program";
  program_changed_ = TextOfFile(key_path) != program_key;
  if (!program_changed_) return true;
  fs::remove_all(folder_.Features(member), code);
  if (!code) fs::remove_all(folder_.Failing(member, ""), code);
  if (!code) fs::create_directories(folder_.Features(member), code);
  if (code) {
    *error = folder_.Member(member) + " cannot be cleared: " + code.message();
    return false;
  }
  return WriteFileAtomically(key_path, program_key, error);
}

std::string Workdir::CorpusFolder(std::string_view kernel) const { return Created(folder_.Corpus(kernel)); }

std::string Workdir::FailingCases(std::string_view kernel) const { return Created(folder_.Failing(member_, kernel)); }

std::string Workdir::Features(std::string_view kernel) const {
  std::string name(kernel);
  std::ranges::replace(name, '/', '.');
  const std::string folder = Created(folder_.Features(member_));
  return folder.empty() ? "" : folder + "/" + name;
}

WorkerFiles Workdir::Worker(int number) const {
  const WorkerFiles files = {folder_.Run(member_) + "/worker-" + std::to_string(number)};
  return Created(files.Corpus()).empty() ? WorkerFiles() : files;
}

}  // namespace gatefuzz
