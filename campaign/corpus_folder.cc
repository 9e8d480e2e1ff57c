// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/corpus_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "fmt/format.h"
#include "harness/any_case.h"
#include "harness/case_codec.h"
#include "harness/content_hash.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string CorpusFileName(std::span<const uint8_t> bytes) { return fmt::format("{:016x}.gfcase", ContentHash(bytes)); }

bool AddToCorpus(const std::string& folder, const std::string& scratch, std::span<const uint8_t> bytes,
                 std::string* error) {
  const std::string name = CorpusFileName(bytes);
  const std::string path = folder + "/" + name;
  if (access(path.c_str(), F_OK) == 0) return true;
  const std::string written = scratch + "/" + name;
  std::FILE* const file = std::fopen(written.c_str(), "wbe");
  bool good = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file != nullptr && std::fclose(file) != 0) good = false;
  if (!good) {
    *error = written + ": cannot be written: " + std::strerror(errno);
    unlink(written.c_str());
    return false;
  }
  std::error_code code;
  fs::rename(written, path, code);
  if (code) *error = path + ": cannot be written: " + code.message();
  return !code;
}

std::vector<std::string> CorpusFiles(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".gfcase") names.push_back(entry.path().filename().string());
  }
  return names;
}

int RejectForeignFiles(const std::string& folder, const std::string& rejected, std::string* error) {
  std::vector<fs::path> foreign;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    AnyCase ignored;
    std::string why;
    const bool good = entry.path().extension() == ".gfcase" && ReadCaseFile(entry.path().string(), &ignored, &why);
    if (!good) foreign.push_back(entry.path());
  }
  if (foreign.empty()) return 0;
  fs::create_directories(rejected, code);
  for (const fs::path& path : foreign) {
    if (!code) fs::rename(path, rejected / path.filename(), code);
    if (!code) continue;
    *error = path.string() + ": is no case file and cannot be moved to " + rejected + ": " + code.message();
    return -1;
  }
  return static_cast<int>(foreign.size());
}

}  // namespace gatefuzz
