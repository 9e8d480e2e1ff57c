// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/blocked.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <map>
#include <set>

namespace gatefuzz::emulator {
namespace {

// Ascending numbers as ranges.
std::string Ranges(const std::vector<uint32_t>& numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size();) {
    size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (!text.empty()) text += ", ";
    text += std::to_string(numbers[i]);
    if (end - i > 1) text += "-" + std::to_string(numbers[end - 1]);
    i = end;
  }
  return text;
}

// Where each waiting lane of the block waits: "threads 0-31 at a.cu:7; threads 32-63 at a.cu:9".
std::string WhoWaitsWhere(const Block& block) {
  std::map<std::pair<uint32_t, int>, std::vector<uint32_t>> waiting;  // (site, barrier or -1) -> threads
  for (uint32_t i = 0; i < block.warp_count; ++i) {
    const Warp& warp = *block.warps[i];
    for (uint32_t rest = warp.live; rest != 0; rest &= rest - 1) {
      const int lane = std::countr_zero(rest);
      const bool at_barrier = (warp.waits_barrier >> lane & 1) != 0;
      waiting[{block.launch->program.SiteIndex(warp.pc[lane]), at_barrier ? warp.barrier_id[lane] : -1}].push_back(
          i * 32 + static_cast<uint32_t>(lane));
    }
  }
  std::string text;
  for (const auto& [where, threads] : waiting) {
    if (!text.empty()) text += "; ";
    text += "threads " + Ranges(threads) + " wait at " + PlaceName(block.launch->program, where.first);
    text += where.second < 0 ? " for the members of their mask" : " (barrier " + std::to_string(where.second) + ")";
  }
  const uint32_t exited = block.thread_count - block.live_threads;
  if (exited != 0) text += "; " + std::to_string(exited) + " threads have exited";
  return text;
}

}  // namespace

std::string Hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string LaneList(uint32_t lanes) {
  std::vector<uint32_t> numbers;
  for (; lanes != 0; lanes &= lanes - 1) numbers.push_back(static_cast<uint32_t>(std::countr_zero(lanes)));
  return Ranges(numbers);
}

std::string PlaceName(const Program& program, uint32_t site) {
  const Site place = SiteOf(program, site);
  if (place.source_line == 0) return "PTX line " + std::to_string(place.ptx_line);
  return std::string(place.source_file.substr(place.source_file.rfind('/') + 1)) + ":" +
         std::to_string(place.source_line);
}

void ReportDeadlock(Block& block) {
  Warp* culprit = nullptr;
  for (uint32_t i = 0; i < block.warp_count && (culprit == nullptr || culprit->waits_member == 0); ++i) {
    Warp* warp = block.warps[i].get();
    if (warp->waits_member != 0 || (culprit == nullptr && warp->live != 0)) culprit = warp;
  }
  Fault fault;
  if (culprit->waits_member != 0) {
    const int lane = std::countr_zero(culprit->waits_member);
    const uint32_t missing = culprit->member_mask[lane] & culprit->live & ~culprit->waits_member;
    fault.kind = FaultKind::kMemberMaskNeverMet;
    fault.lane = lane;
    fault.message = "lane " + std::to_string(lane) + " waits with member mask " + Hex(culprit->member_mask[lane]);
    if (missing != 0) fault.message += " for lanes " + LaneList(missing) + ", which wait elsewhere";
    fault.message += ": " + WhoWaitsWhere(block);
  } else {
    fault.kind = FaultKind::kBarrierDivergence;
    fault.lane = std::countr_zero(culprit->live);
    fault.message = "no barrier can be met: " + WhoWaitsWhere(block);
  }
  culprit->Report(culprit->pc[fault.lane], fault);
}

void ReportHang(Launch& launch, Warp* warp) {
  std::set<std::pair<int, int>> lines;
  int first_ptx = 0, last_ptx = 0;
  for (uint32_t site = 0; site < launch.trace.size(); ++site) {
    if (launch.trace[site] == 0) continue;
    if (launch.executed_before_trace != nullptr) launch.executed_before_trace[site] = 1;
    const Program::SiteText& text = launch.program.sites[site];
    if (first_ptx == 0) first_ptx = text.ptx_line;
    last_ptx = text.ptx_line;
    if (text.source.line > 0) lines.insert({text.source.file, text.source.line});
  }
  launch.executed = launch.executed_before_trace;
  Fault fault;
  fault.kind = FaultKind::kHang;
  const uint32_t runnable = warp->live & ~(warp->waits_member | warp->waits_barrier);
  fault.lane = std::countr_zero(runnable != 0 ? runnable : warp->live);
  fault.message =
      "still running after " + std::to_string(launch.request.instruction_budget) + " warp instructions; it loops over ";
  if (lines.empty()) {
    fault.message += "PTX lines " + std::to_string(first_ptx) + " to " + std::to_string(last_ptx);
  } else {
    std::map<int, std::vector<uint32_t>> by_file;
    for (const auto& [file, line] : lines) by_file[file].push_back(static_cast<uint32_t>(line));
    bool first = true;
    for (const auto& [file, numbers] : by_file) {
      const std::string& path = launch.program.files[static_cast<size_t>(file)];
      fault.message += (first ? "" : "; ") + path.substr(path.rfind('/') + 1) + ":" + Ranges(numbers);
      first = false;
    }
  }
  warp->Report(warp->pc[fault.lane], fault);
}

}  // namespace gatefuzz::emulator
