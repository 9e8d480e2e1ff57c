// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A campaign's record while it runs: begins or goes on with the one on disk, and writes it from time to time.
#ifndef GATEFUZZ_CAMPAIGN_CAMPAIGN_RECORD_H_
#define GATEFUZZ_CAMPAIGN_CAMPAIGN_RECORD_H_

#include <chrono>
#include <string>

#include "campaign/campaign.h"
#include "campaign/record/member_record.h"
#include "campaign/workdir.h"

namespace gatefuzz {

class CampaignRecord {
 public:
  // `note` receives what a person should know: that an earlier campaign goes on, or that its record is damaged. A
  // campaign goes on if it was not complete and was asked for the same kernels, time and executions; otherwise another
  // begins, and the earlier one's history is kept under another name.
  CampaignRecord(const CampaignOptions& options, const Workdir& workdir, std::string* note);

  // As it was when this session began, which figures of this session add to.
  const MemberRecord& base() const { return base_; }
  // As it is; `elapsed`, `status`, `error`, `groups` and `results` are the caller's to set.
  MemberRecord* now() { return &now_; }

  // Writes the state every few seconds, and a point of history now and then. False: `error` says what could not be
  // written; what was written last is still there.
  bool WriteIfDue(std::string* error);
  bool Write(std::string* error);

 private:
  bool AppendHistory(std::string* error) const;

  using Clock = std::chrono::steady_clock;

  const Workdir& workdir_;
  MemberRecord base_;
  MemberRecord now_;
  Clock::duration history_interval_;
  Clock::time_point next_state_;
  Clock::time_point next_history_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CAMPAIGN_RECORD_H_
