// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/devices.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "emulator/control.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

std::string VersionText(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }

}  // namespace

std::vector<std::string> DeviceNames(const char* visible, int count) {
  std::vector<std::string> names;
  std::string_view rest = visible == nullptr ? "" : visible;
  for (int device = 0; device < count; ++device) {
    const size_t comma = rest.find(',');
    const std::string_view name = rest.substr(0, comma);
    // The runtime drops what follows a name that it does not know, so that the first `count` are what it sees.
    names.push_back(name.empty() ? std::to_string(device) : std::string(name));
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
  }
  return names;
}

std::vector<std::string> UsableDevices() {
  int count = 0;
  if (emulator::Present() || cudaGetDeviceCount(&count) != cudaSuccess) return {};
  return DeviceNames(std::getenv("CUDA_VISIBLE_DEVICES"), count);
}

std::string LeastUsedDevice(const std::vector<std::string>& devices, const std::vector<std::string>& in_use) {
  const auto users = [&](const std::string& device) { return std::ranges::count(in_use, device); };
  const auto least = std::ranges::min_element(devices, {}, users);
  return least == devices.end() ? "" : *least;
}

int DefaultJobs() {
  if (!emulator::Present()) return std::max(1, static_cast<int>(UsableDevices().size()));
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

std::string DeviceInWords() {
  if (emulator::Present()) return "the emulator";
  cudaDeviceProp properties = {};
  if (cudaGetDeviceProperties(&properties, 0) != cudaSuccess) return "no device";
  int driver = 0;
  int runtime = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  return fmt::format("{}, driver for CUDA {}, CUDA runtime {}", properties.name, VersionText(driver),
                     VersionText(runtime));
}

}  // namespace gatefuzz
