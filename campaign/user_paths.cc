// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/user_paths.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string UserPath(std::string_view path) {
  const fs::path given(path);
  if (given.is_absolute()) return given.lexically_normal().string();
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  std::error_code error;
  const fs::path base = folder != nullptr ? fs::path(folder) : fs::current_path(error);
  return (base / given).lexically_normal().string();
}

std::string ProgramPath() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).string();
}

std::string SeedFolder(std::string_view name) {
  std::vector<fs::path> roots;
  // A test's runfiles hold the program's; a program that is started by itself has its own beside it.
  for (const char* variable : {"TEST_SRCDIR", "RUNFILES_DIR"}) {
    if (const char* root = std::getenv(variable)) roots.emplace_back(root);
  }
  roots.emplace_back(ProgramPath() + ".runfiles");
  for (const fs::path& root : roots) {
    std::error_code error;
    const fs::path seeds = root / "gatefuzz" / "corpus" / name;
    if (fs::is_directory(seeds, error)) return seeds.string();
  }
  return "";
}

}  // namespace gatefuzz
