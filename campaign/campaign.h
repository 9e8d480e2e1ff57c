// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A fuzz campaign: worker processes on one or more kernels, watched by this process, until its time or its executions
// are used up, or a signal asks to stop. It goes on after each finding. What it knows is on disk at any time
// (record/campaign_folder.h), so that the same campaign, started again after it was stopped or killed, goes on from
// there. It prints nothing: a listener hears of events, the result holds the rest.
#ifndef GATEFUZZ_CAMPAIGN_CAMPAIGN_H_
#define GATEFUZZ_CAMPAIGN_CAMPAIGN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "campaign/confirm.h"
#include "campaign/record/finding_group.h"
#include "campaign/record/member_record.h"
#include "campaign/workdir.h"
#include "campaign/worker_stats.h"

namespace gatefuzz {

struct CampaignOptions {
  std::vector<std::string> kernels;    // at least one; each known to the registry
  double seconds = 60;                 // 0: no limit
  uint64_t executions = 0;             // of all kernels together; 0: no limit
  bool until_finding = false;          // leave a kernel alone once it has a finding
  int jobs = 1;                        // > 0: worker processes at a time
  std::vector<std::string> devices;    // GPUs, each as CUDA_VISIBLE_DEVICES names it; a process sees one; or empty
  uint64_t seed = 1;                   // draws each worker's
  std::vector<std::string> seeds;      // for each of them a folder of starting cases, or ""
  ShrinkOptions shrink;                // its `stop` is asked between any two steps of the campaign too
  std::string host, machine, program;  // as in MemberRecord
  // "known: entry 2, ISSUE, until DATE" for a finding that waits for its fix and fails no campaign; "" for a new one.
  std::function<std::string(const FindingGroup&, const FindingSample&)> known;  // may be empty: none is known
};

struct SavedFinding {
  FindingGroup group;
  FindingSample sample;  // the group's first
  std::string known;     // as the options' `known` said
};

struct KernelResult {
  std::string kernel;
  Stats stats;
  size_t corpus_files = 0;
  std::vector<SavedFinding> findings;  // one a group
  size_t waiting = 0;                  // failing cases that were not looked into: there was no time
  int lost_workers = 0;                // died of something that no fresh process shows
  std::string error;                   // not empty: a harness error; nothing was proven of this kernel since
};

struct CampaignResult {
  double seconds = 0;  // of all sessions
  int sessions = 1;
  CampaignStatus status = CampaignStatus::kComplete;
  std::string error;                  // of kFailed
  std::vector<KernelResult> kernels;  // in the order of the options

  int ExitCode() const;
};

struct CampaignProgress {
  struct Kernel {
    std::string_view kernel;
    Stats stats;
    int workers = 0;
    int groups = 0;
    bool done = false;
  };
  double elapsed = 0;
  double left = 0;  // < 0: no limit
  Stats stats;      // of all kernels
  int findings = 0;
  std::vector<Kernel> kernels;
};

class CampaignListener {
 public:
  virtual ~CampaignListener() = default;
  virtual void OnProgress(const CampaignProgress&) {}          // several times a second
  virtual void OnConfirming(const std::string& /*kernel*/) {}  // a case failed; it is being confirmed and shrunk
  virtual void OnFinding(const SavedFinding&) {}               // the first of its group
  virtual void OnNote(const std::string& /*text*/) {}          // something to know, and the campaign goes on
};

// Requires: `workdir` is open.
CampaignResult RunCampaign(const CampaignOptions& options, const Workdir& workdir, CampaignListener* listener);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CAMPAIGN_H_
