// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/case_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr char kExtension[] = ".gfcase";

bool IsCompanion(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name == "group.json") return true;
  if (path.extension() == kExtension) return false;
  std::error_code code;
  for (size_t dot = name.find('.', 1); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (fs::exists(path.parent_path() / (name.substr(0, dot) + kExtension), code)) return true;
  }
  return false;
}

void AddFile(const std::string& path, CaseFiles* files) {
  CaseFile file = {.path = path, .test_case = {}};
  std::string error;
  if (ReadCaseFile(path, &file.test_case, &error)) {
    files->cases.push_back(std::move(file));
  } else {
    files->others.push_back(std::move(error));
  }
}

}  // namespace

bool FindCaseFiles(const std::string& path, CaseFiles* files, std::string* error) {
  std::error_code code;
  if (!fs::is_directory(path, code)) {
    if (!fs::exists(path, code)) {
      *error = fmt::format("{} is missing", path);
      return false;
    }
    AddFile(path, files);
    return true;
  }
  std::vector<std::string> paths;
  fs::recursive_directory_iterator it(path, code);
  for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored) && !IsCompanion(it->path())) paths.push_back(it->path().string());
  }
  if (code) {
    *error = fmt::format("{} cannot be read: {}", path, code.message());
    return false;
  }
  std::ranges::sort(paths);
  for (const std::string& file : paths) AddFile(file, files);
  return true;
}

}  // namespace gatefuzz
