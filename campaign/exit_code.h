// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the program `gatefuzz` exits with, in every subcommand.
#ifndef GATEFUZZ_CAMPAIGN_EXIT_CODE_H_
#define GATEFUZZ_CAMPAIGN_EXIT_CODE_H_

namespace gatefuzz {

enum ExitCode : int {
  kExitClean = 0,         // done, and no kernel broke its contract
  kExitFinding = 1,       // a kernel broke its contract
  kExitBadInput = 2,      // usage, a file or a folder; nothing was half-written
  kExitHarnessError = 3,  // ours or the machine's fault: no verdict
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_EXIT_CODE_H_
