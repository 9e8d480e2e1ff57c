// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A fuzz campaign: worker processes on one or more kernels, watched by this process, until the time is over, every
// kernel has a finding, or a signal asks to stop. It prints nothing: a listener hears of events, the result holds the
// rest.
#ifndef GATEFUZZ_CAMPAIGN_CAMPAIGN_H_
#define GATEFUZZ_CAMPAIGN_CAMPAIGN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "campaign/confirm.h"
#include "campaign/workdir.h"
#include "campaign/worker_stats.h"

namespace gatefuzz {

struct CampaignOptions {
  std::vector<std::string> kernels;  // at least one; each known to the registry
  int seconds = 60;                  // > 0
  int jobs = 1;                      // > 0: worker processes at a time
  uint64_t seed = 1;                 // draws each worker's
  std::vector<std::string> seeds;    // for each of them a folder of starting cases, or ""
  ShrinkOptions shrink;              // its `stop` is asked between any two steps of the campaign too
};

struct SavedFinding {
  ConfirmedFinding confirmed;
  std::string case_path;
  double after_seconds = 0;  // since the campaign began
};

struct KernelResult {
  std::string kernel;
  Stats stats;
  size_t corpus_files = 0;
  std::vector<SavedFinding> findings;  // the first ends the kernel's share of the campaign
  int lost_workers = 0;                // died of something that no fresh process shows
  std::string error;                   // not empty: a harness error; nothing was proven of this kernel
};

struct CampaignResult {
  double seconds = 0;
  bool interrupted = false;
  std::vector<KernelResult> kernels;  // in the order of the options

  int ExitCode() const;
};

struct CampaignProgress {
  double elapsed = 0;
  double left = 0;
  Stats stats;  // of all kernels
  int findings = 0;
};

class CampaignListener {
 public:
  virtual ~CampaignListener() = default;
  virtual void OnProgress(const CampaignProgress&) {}          // several times a second
  virtual void OnConfirming(const std::string& /*kernel*/) {}  // a case failed; it is being confirmed and shrunk
  virtual void OnFinding(const SavedFinding&) {}
  virtual void OnNote(const std::string& /*text*/) {}  // something went wrong and the campaign goes on
};

// Requires: `workdir` is open.
CampaignResult RunCampaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CAMPAIGN_H_
