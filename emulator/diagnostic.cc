// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a diagnostic says of itself; the same whichever runtime is linked.
#include <cinttypes>
#include <cstdio>

#include "emulator/control.h"

namespace gatefuzz::emulator {
namespace {

struct FaultRow {
  const char* name;
  FaultClass fault_class;
};

constexpr FaultRow kFaults[] = {
#define GATEFUZZ_FAULT(id, name, fault_class) {name, fault_class},
#include "emulator/fault_kinds.inc"
#undef GATEFUZZ_FAULT
};

std::string Coordinates(const Dim3& at) {
  return "(" + std::to_string(at.x) + "," + std::to_string(at.y) + "," + std::to_string(at.z) + ")";
}

std::string Place(const Dim3& block, const Dim3& thread, const std::string& file, int line, int ptx_line,
                  const std::string& ptx_text) {
  std::string text = "block " + Coordinates(block) + ", thread " + Coordinates(thread);
  if (!file.empty()) text += ", at " + file + ":" + std::to_string(line);
  if (ptx_line != 0) text += "\n  PTX line " + std::to_string(ptx_line) + ": " + ptx_text;
  return text;
}

}  // namespace

const char* FaultName(FaultKind kind) { return kFaults[static_cast<int>(kind)].name; }

FaultClass FaultClassOf(FaultKind kind) { return kFaults[static_cast<int>(kind)].fault_class; }

std::string Diagnostic::ToString() const {
  std::string text = FaultName(kind);
  if (bytes != 0) {
    char access[80];
    std::snprintf(access, sizeof access, " (%s address 0x%" PRIx64 ", %u byte%s)", space.c_str(), address, bytes,
                  bytes == 1 ? "" : "s");
    text += access;
  }
  text += ": " + message;
  if (kernel.empty()) return text;
  text += "\n  in " + kernel + ", " + Place(block, thread, source_file, source_line, ptx_line, ptx_text);
  if (other_ptx_line != 0) {
    text += "\n  after " +
            Place(other_block, other_thread, other_source_file, other_source_line, other_ptx_line, other_ptx_text);
  }
  return text;
}

}  // namespace gatefuzz::emulator
