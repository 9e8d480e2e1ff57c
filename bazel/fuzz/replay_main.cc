// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The main of a fuzz target's regression test: runs the target once on every file named on the command line, folders
// included, in order of name, and leaves the verdict to the target, which aborts. Needs no libFuzzer, so it works in
// every build. A test that ran nothing fails, unless --allow-empty says that the target has no corpus.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* argc, char*** argv);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> FilesBelow(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool Replay(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> bytes(std::istreambuf_iterator<char>(stream), {});
  if (!stream) {
    std::fprintf(stderr, "replay: cannot read %s\n", file.c_str());
    return false;
  }
  // Named first: if the target aborts, this line says on what.
  std::fprintf(stderr, "replay: %s, %zu bytes\n", file.c_str(), bytes.size());
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (LLVMFuzzerInitialize != nullptr) LLVMFuzzerInitialize(&argc, &argv);
  bool allow_empty = false;
  size_t count = 0;
  size_t unreadable = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--allow-empty") {
      allow_empty = true;
      continue;
    }
    for (const fs::path& file : FilesBelow(argv[i])) ++(Replay(file) ? count : unreadable);
  }
  std::fprintf(stderr, "replay: %zu files replayed, %zu unreadable\n", count, unreadable);
  if (count == 0 && !allow_empty) std::fprintf(stderr, "replay: a regression test without a file proves nothing\n");
  return unreadable == 0 && (count > 0 || allow_empty) ? 0 : 1;
}
