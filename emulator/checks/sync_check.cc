// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/sync_check.h"

#include <bit>
#include <cstdio>

namespace gatefuzz::emulator {
namespace {

std::string Hex(uint32_t mask) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", mask);
  return text;
}

bool ReportMask(int lane, std::string message, FaultSink* sink) {
  Fault fault;
  fault.kind = FaultKind::kIllegalMemberMask;
  fault.lane = lane;
  fault.message = std::move(message);
  sink->Report(fault);
  return false;
}

}  // namespace

bool SyncCheck::OnMemberMask(uint32_t, uint32_t arrived, const uint32_t* masks, FaultSink* sink) {
  if (arrived == 0) return true;
  const uint32_t mask = masks[std::countr_zero(arrived)];
  bool equal = true;
  for (uint32_t left = arrived; left != 0; left &= left - 1) equal &= masks[std::countr_zero(left)] == mask;
  if (equal && (arrived & ~mask) == 0) return true;

  for (uint32_t left = arrived; left != 0; left &= left - 1) {
    const int lane = std::countr_zero(left);
    if ((masks[lane] >> lane & 1) == 0) {
      return ReportMask(lane, "lane " + std::to_string(lane) + " is not in its own member mask " + Hex(masks[lane]),
                        sink);
    }
    // Groups with masks of their own may meet here, as tiles of a warp do, if no lane is in two of them.
    for (uint32_t others = arrived & masks[lane]; others != 0; others &= others - 1) {
      const int other = std::countr_zero(others);
      if (masks[other] != masks[lane]) {
        return ReportMask(lane,
                          "lane " + std::to_string(lane) + " names lane " + std::to_string(other) +
                              " in its member mask " + Hex(masks[lane]) + ", which itself gives " + Hex(masks[other]),
                          sink);
      }
    }
  }
  return true;
}

}  // namespace gatefuzz::emulator
