// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/verify_findings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "campaign/progress.h"
#include "campaign/user_input.h"
#include "campaign/verify_state.h"
#include "emulator/control.h"
#include "fmt/format.h"
#include "harness/case_codec.h"
#include "harness/replay_command.h"
#include "nlohmann/json.hpp"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

constexpr int64_t kBatchRowsOnGpu = 1 << 18;
constexpr int64_t kBatchRowsOnCpu = 1 << 10;
constexpr double kLineEvery = 10;  // seconds

}  // namespace

bool ResolveRoutingKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels) {
  for (const std::string& name : names) {
    const RegisteredKernel* const kernel = FindKernel(name);
    const auto has_name = [&name](const RegisteredAlignKernel& align) { return align.kernel.name == name; };
    if (kernel == nullptr && std::ranges::any_of(AlignKernels(), has_name)) {
      BadInput(fmt::format("'{}' routes no rows; name a routing kernel", name));
      return false;
    }
    if (kernel == nullptr) return FindKernelOrSay(name) != nullptr;
    if (std::ranges::find(*kernels, kernel) == kernels->end()) kernels->push_back(kernel);
  }
  if (!names.empty()) return true;
  for (const RegisteredKernel& registered : AllKernels()) {
    if (registered.production) kernels->push_back(&registered);
  }
  return true;
}

int64_t BatchRowsOr(int64_t chosen) {
  if (chosen != 0) return chosen;
  return emulator::Present() ? kBatchRowsOnCpu : kBatchRowsOnGpu;
}

bool MakeFindingsFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return true;
  BadInput(fmt::format("{} cannot be made: {}; name another folder with --workdir", folder, error.message()));
  return false;
}

KeptFinding KeepFinding(const std::string& folder, std::string_view kernel, const std::string& where,
                        const std::string& rerun, verify::Finding finding) {
  KeptFinding kept{std::string(kernel), std::move(finding), "", rerun};
  if (!kept.finding.test_case) return kept;
  kept.file = fmt::format("{}/{}-{}.gfcase", folder, FileNameOf(kernel), where);
  std::string error;
  if (!WriteCaseFile(kept.file, *kept.finding.test_case, &error)) throw std::runtime_error(error);
  if (kept.finding.reproduced) kept.replay = ReplayCommand(kernel, kept.file);
  return kept;
}

std::string FindingText(const KeptFinding& kept) {
  const verify::Finding& finding = kept.finding;
  std::string text = fmt::format("{} breaks '{}': batch {}, row {}\n{}", kept.kernel, ClauseName(finding.clause),
                                 finding.batch, finding.row, finding.text);
  if (!text.ends_with('\n')) text += '\n';
  if (!kept.file.empty()) text += fmt::format("case: {}\n", kept.file);
  if (!finding.reproduced) text += "The case alone does not show it; this does.\n";
  return text + fmt::format("replay: {}\n", kept.replay);
}

nlohmann::ordered_json FindingJson(const KeptFinding& kept) {
  return {{"clause", ClauseName(kept.finding.clause)},
          {"batch", kept.finding.batch},
          {"row", kept.finding.row},
          {"text", kept.finding.text},
          {"case", kept.file},
          {"reproduced", kept.finding.reproduced},
          {"replay", kept.replay}};
}

RowProgress::RowProgress(std::string what, uint64_t rows_wanted)
    : what_(std::move(what)), wanted_(rows_wanted), live_(isatty(STDERR_FILENO) != 0) {
  if (!live_) next_ = kLineEvery;
}

double RowProgress::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void RowProgress::Show(uint64_t rows, uint64_t rows_before) {
  const double now = seconds();
  if (now < next_) return;
  next_ = now + (live_ ? 0.2 : kLineEvery);
  const double speed = static_cast<double>(rows - rows_before) / now;
  const double left = speed > 0 && rows < wanted_ ? static_cast<double>(wanted_ - rows) / speed : 0;
  fmt::print(stderr, "{}{} | {} of {} rows | {} rows/s | {} left{}", live_ ? "\r\x1b[K" : "", what_,
             ShortCount(static_cast<double>(rows)), ShortCount(static_cast<double>(wanted_)), ShortCount(speed),
             ClockTime(left), live_ ? "" : "\n");
  std::fflush(stderr);
  shown_ = true;
}

void RowProgress::Erase() {
  if (live_ && shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

}  // namespace gatefuzz
