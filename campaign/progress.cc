// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

constexpr double kPlainInterval = 10;  // seconds
constexpr size_t kColumns = 79;        // the eightieth would wrap on some terminals
constexpr size_t kNameColumns = 24;

std::string Percent(const Stats& stats) {
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(stats.instructions_executed) /
                                     static_cast<double>(stats.instructions_present));
}

std::string Findings(int groups) { return fmt::format("{} finding{}", groups, groups == 1 ? "" : "s"); }

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
      fmt::format("{} | {} cases/s | {} rows/s | {} features | {} finding{} | {}", ClockTime(progress.elapsed),
                  ShortCount(static_cast<double>(progress.stats.cases) / elapsed),
                  ShortCount(static_cast<double>(progress.stats.rows) / elapsed), GroupedCount(progress.stats.features),
                  progress.findings, progress.findings == 1 ? "" : "s",
                  progress.left < 0 ? "no limit" : ClockTime(progress.left) + " left");
  return line.substr(0, kColumns);
}

std::vector<std::string> ProgressView(const CampaignProgress& progress, size_t rows) {
  std::vector<std::string> lines = {ProgressLine(progress)};
  std::vector<CampaignProgress::Kernel> kernels;
  for (const bool with_workers : {true, false}) {
    std::ranges::copy_if(progress.kernels, std::back_inserter(kernels),
                         [&](const auto& kernel) { return (kernel.workers > 0) == with_workers; });
  }
  for (const CampaignProgress::Kernel& kernel : kernels) {
    const size_t left = kernels.size() + 1 - lines.size();
    if (lines.size() + 1 >= rows && left > 1) {
      if (lines.size() < rows) lines.push_back(fmt::format("  and {} more kernels", left));
      break;
    }
    const Stats& stats = kernel.stats;
    std::string name(kernel.kernel);
    if (name.size() > kNameColumns) name = name.substr(0, kNameColumns - 1) + "~";
    lines.push_back(fmt::format("{} {:<{}} {:>6} cases {:>7} features {:>7} {}", kernel.workers > 0 ? '>' : ' ', name,
                                kNameColumns, ShortCount(static_cast<double>(stats.cases)),
                                GroupedCount(stats.features), stats.instructions_present == 0 ? "" : Percent(stats),
                                kernel.groups == 0 ? (kernel.done ? "ended" : "") : Findings(kernel.groups))
                        .substr(0, kColumns));
  }
  return lines;
}

void ProgressPrinter::OnProgress(const CampaignProgress& progress) {
  if (live_) {
    winsize window = {};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0;
    // The cursor's own line stays free.
    const size_t rows = known ? std::max(2, window.ws_row - 1) : 24;
    Erase();
    // In one piece, so that a slow connection shows no half view.
    std::string text;
    const std::vector<std::string> lines = ProgressView(progress, rows);
    for (const std::string& line : lines) text += line + "\x1b[K\n";
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
    lines_shown_ = lines.size();
  } else if (progress.elapsed >= next_plain_) {
    next_plain_ = progress.elapsed + kPlainInterval;
    std::fprintf(stderr, "%s\n", ProgressLine(progress).c_str());
  }
}

void ProgressPrinter::OnConfirming(const std::string& kernel) {
  Erase();
  std::fprintf(stderr, "%s: a case fails; confirming and shrinking it ...\n", kernel.c_str());
}

void ProgressPrinter::OnFinding(const SavedFinding& saved) {
  Erase();
  const FindingSample& sample = saved.sample;
  std::fprintf(stderr, "%s: %s, found after %.1f s, shrunk in %d steps (%d executions): %s\n",
               saved.group.kernel.c_str(), sample.symptom.fault.c_str(), sample.found_after_seconds,
               sample.shrink_steps, sample.executions, sample.case_path.c_str());
}

void ProgressPrinter::OnNote(const std::string& text) {
  Erase();
  std::fprintf(stderr, "%s\n", text.c_str());
}

void ProgressPrinter::Erase() {
  if (lines_shown_ > 0) std::fprintf(stderr, "\x1b[%zuA\r\x1b[J", lines_shown_);
  lines_shown_ = 0;
}

}  // namespace gatefuzz
