// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel's corpus made small by libFuzzer's own merge: of the inputs that show the same features, the smallest.
//
// libFuzzer's merge runs the program again with the arguments that it was started with, and through a shell. So what
// the program is to be comes by an environment variable, and paths with blanks are not taken.
#ifndef GATEFUZZ_CAMPAIGN_CORPUS_MERGE_H_
#define GATEFUZZ_CAMPAIGN_CORPUS_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "campaign/child_process.h"

namespace gatefuzz {

// In a process that is libFuzzer's merge and nothing else: KERNEL=SCRATCH.
inline constexpr char kMergeVariable[] = "GATEFUZZ_MERGE";

// The whole of such a process: `what` is the variable's value, `argv` are libFuzzer's. Returns the exit code, if
// libFuzzer returns.
int RunMerge(const std::string& what, int argc, char** argv);

class CorpusMerge {
 public:
  struct Result {
    size_t before = 0;      // files
    size_t after = 0;       // files; those that others added meanwhile are not counted
    uint64_t features = 0;  // that the corpus shows
  };

  // Starts it on `corpus`, which others may go on adding to. `scratch` is a folder that exists, on any file system, and
  // is this merge's alone. False: `error` says why not.
  bool Start(const std::string& kernel, const std::string& corpus, const std::string& scratch, std::string* error);

  // Waits for the end, then removes the files that are not needed, of those that were there at the start; with
  // `dry_run` none. False: `error` says why not, a stop signal (CatchStopSignals) among others, and no file was
  // removed.
  bool Finish(bool dry_run, Result* result, std::string* error);

 private:
  std::string corpus_;
  std::string scratch_;
  std::vector<std::string> names_;
  ChildProcess process_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CORPUS_MERGE_H_
