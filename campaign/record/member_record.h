// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a campaign has done so far, as it stands on disk: enough to go on after the process was killed, and to report
// from while it runs. All times in seconds are of the campaign's own clock, which stands still while no process runs
// and which no change of the wall clock moves.
#ifndef GATEFUZZ_CAMPAIGN_RECORD_MEMBER_RECORD_H_
#define GATEFUZZ_CAMPAIGN_RECORD_MEMBER_RECORD_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/record/campaign_folder.h"
#include "campaign/worker_stats.h"

namespace gatefuzz {

struct KernelRecord {
  std::string kernel;
  Stats stats;
  double worker_seconds = 0;  // of its workers, summed
  uint64_t corpus_files = 0;  // of the whole folder, when this was written
  int lost_workers = 0;       // that died of nothing which a fresh process shows
  std::string error;          // not empty: a harness error; nothing was proven of this kernel since
};

// How often a group of findings was met; the group itself is in findings/.
struct GroupCount {
  uint64_t cases = 0;
  double first_seconds = 0;
  double last_seconds = 0;
};

enum class CampaignStatus {
  kRunning,      // or killed
  kInterrupted,  // by a signal, in an orderly way
  kComplete,     // its time or its executions are used up
  kFailed,       // by a harness error of the campaign's own, such as a full disk; `error` says which
};
std::string_view CampaignStatusName(CampaignStatus status);

struct MemberRecord {
  std::string member;
  std::string host;
  std::string machine;               // "Intel(R) Xeon(R) ..., 2 cores, 23 GiB"
  std::string program;               // "gatefuzz 0.4, clang 19.1.4, CUDA 13.0, emulator"
  std::vector<std::string> kernels;  // as asked for
  double seconds = 0;                // asked for; 0: no limit
  uint64_t executions = 0;           // asked for; 0: no limit
  int jobs = 1;
  uint64_t seed = 1;
  std::string started_utc;  // "2026-11-24T19:00:00Z"
  std::string updated_utc;
  double elapsed = 0;
  int sessions = 1;  // processes that worked on it, one after the other
  CampaignStatus status = CampaignStatus::kRunning;
  std::string error;
  std::vector<KernelRecord> results;         // in the order of `kernels`
  std::map<std::string, GroupCount> groups;  // by "KERNEL/GROUP"
};

// Not found, damaged, or of another version: false, and `error` names the path and what is wrong.
bool ReadMemberRecord(const std::string& path, MemberRecord* record, std::string* error);
bool WriteMemberRecord(const std::string& path, const MemberRecord& record, std::string* error);

// Figures at one time, for curves.
struct HistoryPoint {
  struct Kernel {
    std::string kernel;
    uint64_t executions = 0;
    uint64_t cases = 0;
    uint64_t rows = 0;
    uint64_t features = 0;
    uint64_t instructions_executed = 0;
    uint64_t instructions_present = 0;
    uint64_t corpus_files = 0;
    uint64_t failing_cases = 0;
    double worker_seconds = 0;
  };
  double elapsed = 0;
  std::string utc;
  int groups = 0;  // of findings, so far
  std::vector<Kernel> kernels;
};

// Lines that are damaged, as the last one may be after a power cut, are skipped.
std::vector<HistoryPoint> ReadHistory(const std::string& path);
// One line with its end.
std::string HistoryLine(const HistoryPoint& point);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_RECORD_MEMBER_RECORD_H_
