// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A member's place in the folder of a campaign (record/campaign_folder.h has the layout): held while it runs.
#ifndef GATEFUZZ_CAMPAIGN_WORKDIR_H_
#define GATEFUZZ_CAMPAIGN_WORKDIR_H_

#include <string>
#include <string_view>

#include "campaign/record/campaign_folder.h"

namespace gatefuzz {

// Files of one process that the supervisor starts, below its folder.
struct WorkerFiles {
  std::string folder;

  std::string Log() const { return folder + "/log.txt"; }
  std::string Stats() const { return folder + "/stats"; }
  std::string Inflight() const { return folder + "/inflight.gfcase"; }
  std::string Corpus() const { return folder + "/corpus"; }  // libFuzzer's
  std::string HarnessError() const { return folder + "/harness_error.txt"; }
  std::string ArtifactPrefix() const { return folder + "/libfuzzer-"; }
};

class Workdir {
 public:
  Workdir() = default;
  ~Workdir();
  Workdir(const Workdir&) = delete;
  Workdir& operator=(const Workdir&) = delete;

  // Creates what is missing, takes the member's lock, empties its run/, and forgets what was kept for another program
  // than `program_key` names (which features were seen, which failing cases were looked into). False: `error` names the
  // path, the fault and the remedy.
  bool Open(const std::string& path, const std::string& member, const std::string& program_key, std::string* error);

  const CampaignFolder& folder() const { return folder_; }
  const std::string& path() const { return folder_.path; }
  const std::string& member() const { return member_; }
  // True if Open found that another program had been here.
  bool program_changed() const { return program_changed_; }

  // Each exists when these return it; "" if it cannot be created.
  std::string CorpusFolder(std::string_view kernel) const;
  std::string FailingCases(std::string_view kernel) const;
  std::string Features(std::string_view kernel) const;
  WorkerFiles Worker(int number) const;

 private:
  CampaignFolder folder_;
  std::string member_;
  bool program_changed_ = false;
  int lock_ = -1;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_WORKDIR_H_
