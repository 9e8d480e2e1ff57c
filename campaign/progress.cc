// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/progress.h"

#include <algorithm>
#include <cstdio>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr double kPlainInterval = 10;  // seconds
constexpr size_t kColumns = 79;        // the eightieth would wrap on some terminals

}  // namespace

std::string ShortCount(double count) {
  const char* unit = "";
  for (const char* larger : {"k", "M", "G", "T"}) {
    if (count < 999.5) break;
    count /= 1000;
    unit = larger;
  }
  if (*unit == '\0') return fmt::format("{:.0f}", count);
  return fmt::format("{:.{}f}{}", count, count < 99.95 ? 1 : 0, unit);
}

std::string GroupedCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<size_t>(at), ",");
  return digits;
}

std::string ClockTime(double seconds) {
  const auto all = static_cast<int64_t>(seconds);
  const int64_t hours = all / 3600;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, all / 60 % 60, all % 60);
  return fmt::format("{}:{:02}", all / 60, all % 60);
}

std::string ProgressLine(const CampaignProgress& progress) {
  const double elapsed = std::max(progress.elapsed, 0.1);
  std::string line =
      fmt::format("{} | {} cases/s | {} rows/s | {} features | {} finding{} | {} left", ClockTime(progress.elapsed),
                  ShortCount(static_cast<double>(progress.stats.cases) / elapsed),
                  ShortCount(static_cast<double>(progress.stats.rows) / elapsed), GroupedCount(progress.stats.features),
                  progress.findings, progress.findings == 1 ? "" : "s", ClockTime(progress.left));
  return line.substr(0, kColumns);
}

void ProgressPrinter::OnProgress(const CampaignProgress& progress) {
  if (live_) {
    std::fprintf(stderr, "\r%s\x1b[K", ProgressLine(progress).c_str());
    std::fflush(stderr);
    line_shown_ = true;
  } else if (progress.elapsed >= next_plain_) {
    next_plain_ = progress.elapsed + kPlainInterval;
    std::fprintf(stderr, "%s\n", ProgressLine(progress).c_str());
  }
}

void ProgressPrinter::OnConfirming(const std::string& kernel) {
  EraseLine();
  std::fprintf(stderr, "%s: a case fails; confirming and shrinking it ...\n", kernel.c_str());
}

void ProgressPrinter::OnFinding(const SavedFinding& saved) {
  EraseLine();
  const KernelFinding& finding = saved.confirmed.finding;
  std::fprintf(stderr, "%s: %s, found after %.1f s, shrunk in %d steps (%d executions)\n", finding.kernel.c_str(),
               finding.fault.c_str(), saved.after_seconds, saved.confirmed.shrink_steps, saved.confirmed.executions);
}

void ProgressPrinter::OnNote(const std::string& text) {
  EraseLine();
  std::fprintf(stderr, "%s\n", text.c_str());
}

void ProgressPrinter::EraseLine() {
  if (line_shown_) std::fputs("\r\x1b[K", stderr);
  line_shown_ = false;
}

}  // namespace gatefuzz
