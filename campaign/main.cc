// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "campaign/command_line.h"
#include "campaign/corpus_merge.h"

int main(int argc, char** argv) {
  if (const char* kernel = std::getenv(gatefuzz::kMergeVariable)) return gatefuzz::RunMerge(kernel, argc, argv);
  return gatefuzz::RunProgram(argc, argv);
}
