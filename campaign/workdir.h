// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The folder of a campaign, and the one class that knows the names in it:
//   corpus/KERNEL/            inputs that showed something new, libFuzzer's corpus; kept from run to run
//   findings/KERNEL/*.gfcase  findings, shrunk, each with a report in the .txt beside it
//   run/                      of the campaign that runs or ran last: per worker a log, the case in flight, figures
//   lock                      held while a campaign runs
#ifndef GATEFUZZ_CAMPAIGN_WORKDIR_H_
#define GATEFUZZ_CAMPAIGN_WORKDIR_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace gatefuzz {

// Files of one worker, below its folder.
struct WorkerFiles {
  std::string folder;

  std::string Log() const { return folder + "/log.txt"; }
  std::string Stats() const { return folder + "/stats"; }
  std::string Inflight() const { return folder + "/inflight.gfcase"; }
  std::string Failing() const { return folder + "/failing.gfcase"; }  // with its verdict beside it:
  std::string FailingVerdict() const { return folder + "/verdict.json"; }
  std::string HarnessError() const { return folder + "/harness_error.txt"; }
  std::string ArtifactPrefix() const { return folder + "/libfuzzer-"; }
};

class Workdir {
 public:
  Workdir() = default;
  ~Workdir();
  Workdir(const Workdir&) = delete;
  Workdir& operator=(const Workdir&) = delete;

  // Creates what is missing, takes the lock, empties run/. False: `error` names the path, the fault and the remedy.
  bool Open(const std::string& path, std::string* error);

  const std::string& path() const { return path_; }
  // Each exists when these return it; "" if it cannot be created.
  std::string CorpusFolder(std::string_view kernel) const;
  std::string FindingsFolder(std::string_view kernel) const;
  WorkerFiles Worker(int number) const;

  std::string FeatureMap(std::string_view kernel) const;
  size_t CorpusFiles(std::string_view kernel) const;

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKDIR_H_
