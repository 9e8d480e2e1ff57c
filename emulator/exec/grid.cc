// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A launch: its blocks, one after another, and the faults they report.
#include <cxxabi.h>

#include <bit>
#include <cstdlib>
#include <numeric>

#include "emulator/exec/block.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/program.h"

namespace gatefuzz::emulator {
namespace {

constexpr size_t kMaxDiagnostics = 16;

std::string Demangled(const std::string& name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status);
  if (text == nullptr) return name;
  std::string result(text);
  std::free(text);
  return result;
}

const char* SpaceName(ptx::Space space) {
  switch (space) {
    case ptx::Space::kConst:
      return "const";
    case ptx::Space::kGlobal:
      return "global";
    case ptx::Space::kLocal:
      return "local";
    case ptx::Space::kParam:
      return "param";
    case ptx::Space::kShared:
      return "shared";
    case ptx::Space::kGeneric:
      break;
  }
  return "";
}

// A permutation of [0, count) drawn from a seed: an affine map, which needs no memory.
struct BlockOrder {
  BlockOrder(uint64_t count_in, uint64_t seed) : count(count_in) {
    if (seed == 0 || count < 2) return;
    seed *= 0x9e3779b97f4a7c15;
    start = (seed >> 8) % count;
    stride = 1 + (seed >> 32) % (count - 1);
    while (std::gcd(stride, count) != 1) ++stride;
  }
  uint64_t operator[](uint64_t i) const {
    return static_cast<uint64_t>((start + static_cast<unsigned __int128>(i) * stride) % count);
  }
  uint64_t count, start = 0, stride = 1;
};

}  // namespace

void Launch::Report(const Fault& fault) {
  if (fault.fatal) stopped = true;
  const uint32_t index = program.SiteIndex(at);
  const Site site = SiteOf(program, index);
  for (const Diagnostic& known : outcome.diagnostics) {
    if (known.ptx_line == site.ptx_line && known.kind == fault.kind) return;
  }
  // A fatal fault is told even when the list is full: it is why the launch ended.
  if (outcome.diagnostics.size() >= kMaxDiagnostics) {
    if (!fault.fatal) return;
    outcome.diagnostics.pop_back();
  }
  Diagnostic diagnostic;
  diagnostic.kind = fault.kind;
  diagnostic.kernel = Demangled(request.kernel->name);
  diagnostic.block = block_index;
  const int lane = fault.lane & 31;
  diagnostic.thread = {at_warp->specials.tid_x[lane], at_warp->specials.tid_y[lane], at_warp->specials.tid_z[lane]};
  diagnostic.source_file = site.source_file;
  diagnostic.source_line = site.source_line;
  diagnostic.ptx_line = site.ptx_line;
  diagnostic.ptx_text = site.text;
  diagnostic.space = SpaceName(fault.space);
  diagnostic.address = fault.address;
  diagnostic.bytes = fault.bytes;
  diagnostic.message = fault.message;
  outcome.diagnostics.push_back(std::move(diagnostic));
}

LaunchOutcome RunGrid(const Program& program, const LaunchRequest& request) {
  Launch launch(program, request);
  launch.function = &program.functions[static_cast<size_t>(request.kernel->function)];
  launch.budget = request.instruction_budget;
  launch.executed = request.executed;

  Block& block = ThreadBlock();
  block.Prepare(&launch);
  const uint64_t blocks = uint64_t{request.grid.x} * request.grid.y * request.grid.z;
  const BlockOrder order(blocks, request.schedule_seed);
  for (uint64_t i = 0; i < blocks && !launch.stopped; ++i) {
    const uint64_t index = order[i];
    block.Run({static_cast<uint32_t>(index % request.grid.x),
               static_cast<uint32_t>(index / request.grid.x % request.grid.y),
               static_cast<uint32_t>(index / request.grid.x / request.grid.y)});
  }
  launch.outcome.completed = !launch.stopped;
  launch.outcome.warp_instructions = launch.instructions;
  return std::move(launch.outcome);
}

}  // namespace gatefuzz::emulator
