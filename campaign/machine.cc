// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/machine.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string_view>
#include <thread>

#include "cuda_runtime_api.h"
#include "emulator/control.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

// The value after "NAME : " in a file of such lines, or `otherwise`.
std::string ValueIn(const char* path, std::string_view name, std::string otherwise) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const size_t colon = line.find(':');
    const size_t value = colon == std::string::npos ? colon : line.find_first_not_of(" \t", colon + 1);
    if (value != std::string::npos) return line.substr(value);
  }
  return otherwise;
}

}  // namespace

std::string HostName() {
  std::array<char, 256> name = {};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string MachineInWords() {
  const double pages = static_cast<double>(sysconf(_SC_PHYS_PAGES));
  const double gib = pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 30);
  return fmt::format("{}, {} cores, {:.1f} GiB", ValueIn("/proc/cpuinfo", "model name", "unknown processor"),
                     std::thread::hardware_concurrency(), gib);
}

std::string ProgramInWords() {
  return fmt::format("clang {}.{}.{}, CUDA {}.{}, {}", __clang_major__, __clang_minor__, __clang_patchlevel__,
                     CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10, emulator::Present() ? "emulator" : "GPU");
}

std::string ProgramKey() {
  struct stat file = {};
  if (stat("/proc/self/exe", &file) != 0) return "unknown";
  return fmt::format("{} bytes of {}.{:09}", file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
}

}  // namespace gatefuzz
