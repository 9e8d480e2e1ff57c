// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/kernel_testing.h"

#include <algorithm>

#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {
namespace {

uint64_t g_used = 4096;  // bytes of the arena

uint64_t Bump(size_t bytes) {
  const uint64_t address = reinterpret_cast<uint64_t>(DeviceArena().base) + g_used;
  std::memset(reinterpret_cast<void*>(address), 0, bytes);
  g_used += (bytes + 255) / 256 * 256;
  return address;
}

}  // namespace

KernelRun::KernelRun(const std::string& ptx) {
  g_used = 4096;
  const std::string text =
      ptx.find(".version") == std::string::npos ? ".version 9.0\n.target sm_90\n.address_size 64\n" + ptx : ptx;
  ptx::Module module;
  ptx::ParseError parse_error;
  if (!ptx::Parse(text, &module, &parse_error)) {
    error_ = "line " + std::to_string(parse_error.line) + ": " + parse_error.message;
    return;
  }
  program_ = LoadProgram(
      module,
      [](const ptx::Variable& variable) {
        const uint64_t address = Bump(variable.bytes);
        if (!variable.initial.empty()) {
          std::memcpy(reinterpret_cast<void*>(address), variable.initial.data(), variable.initial.size());
        }
        return address;
      },
      &error_);
  request.grid = {1, 1, 1};
  request.block = {32, 1, 1};
  request.instruction_budget = 10'000'000;
}

uint64_t KernelRun::Allocate(size_t bytes) { return Bump(bytes); }

const KernelEntry* KernelRun::Find(const std::string& name) const {
  for (const KernelEntry& kernel : KernelEntries(*program_)) {
    if (name.empty() || kernel.name == name) return &kernel;
  }
  return nullptr;
}

}  // namespace gatefuzz::emulator
