// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs one of the planted faults and prints the error that the device reported:
//   planted_faults_main NAME    `planted_faults_main` alone lists the names
// Built by default it runs on the emulator, whose diagnostics go to stderr; with --config=gpu it is a program for
// compute-sanitizer. Exit code 0 whatever the fault does, 2 for a wrong name.
#include <cstdio>
#include <string_view>

#include "emulator/e2e/planted_faults.h"

namespace {

struct Row {
  std::string_view name;
  const char* text;
  cudaError_t (*run)();
};

constexpr Row kFaults[] = {
#define PLANTED_FAULT(id, kind, text) {#id, text, id},
#include "emulator/e2e/planted_faults.inc"
#undef PLANTED_FAULT
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    for (const Row& row : kFaults) std::printf("%s: %s\n", row.name.data(), row.text);
    return 0;
  }
  for (const Row& row : kFaults) {
    if (row.name != argv[1]) continue;
    std::printf("%s: %s\n", row.name.data(), cudaGetErrorName(row.run()));
    return 0;
  }
  std::fprintf(stderr, "planted_faults_main: no fault %s; without an argument it lists them\n", argv[1]);
  return 2;
}
