// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shows a campaign while it runs: on a terminal one line that is rewritten, elsewhere a line every ten seconds. Writes
// to standard error, so that standard output holds results alone.
#ifndef GATEFUZZ_CAMPAIGN_PROGRESS_H_
#define GATEFUZZ_CAMPAIGN_PROGRESS_H_

#include <cstdint>
#include <string>

#include "campaign/campaign.h"

namespace gatefuzz {

// "1:05 | 10.2k cases/s | 41.0k rows/s | 1,234 features | 0 findings | 0:55 left", at most 79 columns.
std::string ProgressLine(const CampaignProgress& progress);

// "0", "999", "10.2k", "3.4M": at most five characters below 10^15.
std::string ShortCount(double count);
// "1,234,567".
std::string GroupedCount(uint64_t count);
// "0:07", "12:34", "1:00:00".
std::string ClockTime(double seconds);

class ProgressPrinter : public CampaignListener {
 public:
  // `live`: standard error is a terminal.
  explicit ProgressPrinter(bool live) : live_(live) {}
  ~ProgressPrinter() override { EraseLine(); }

  void OnProgress(const CampaignProgress& progress) override;
  void OnConfirming(const std::string& kernel) override;
  void OnFinding(const SavedFinding& saved) override;
  void OnNote(const std::string& text) override;

  // Takes the live line away, so that other text can be printed.
  void EraseLine();

 private:
  const bool live_;
  bool line_shown_ = false;
  double next_plain_ = 10;  // seconds
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PROGRESS_H_
