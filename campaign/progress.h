// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shows a campaign while it runs: on a terminal a line for all and one a kernel, rewritten; elsewhere a line every ten
// seconds. Writes to standard error, so that standard output holds results alone.
#ifndef GATEFUZZ_CAMPAIGN_PROGRESS_H_
#define GATEFUZZ_CAMPAIGN_PROGRESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "campaign/campaign.h"

namespace gatefuzz {

// "1:05 | 10.2k cases/s | 41.0k rows/s | 1,234 features | 0 findings | 0:55 left", at most 79 columns.
std::string ProgressLine(const CampaignProgress& progress);

// ProgressLine and, below, a line a kernel, of at most `rows` lines in all, each of at most 79 columns. What does not
// fit is counted in the last line; kernels with a worker are shown first.
std::vector<std::string> ProgressView(const CampaignProgress& progress, size_t rows);

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
  ~ProgressPrinter() override { Erase(); }

  void OnProgress(const CampaignProgress& progress) override;
  void OnConfirming(const std::string& kernel) override;
  void OnFinding(const SavedFinding& saved) override;
  void OnNote(const std::string& text) override;

  // Takes the live view away, so that other text can be printed.
  void Erase();

 private:
  const bool live_;
  size_t lines_shown_ = 0;
  double next_plain_ = 10;  // seconds
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PROGRESS_H_
