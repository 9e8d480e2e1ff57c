// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/report.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "campaign/progress.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/replay_command.h"
#include "harness/text_file.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kExtension = ".gfcase";

std::string_view Verb(CampaignStatus status) {
  if (status == CampaignStatus::kInterrupted) return "interrupted after";
  return status == CampaignStatus::kFailed ? "failed after" : "fuzzed";
}

std::string Headline(const KernelResult& kernel) {
  if (!kernel.error.empty() && kernel.findings.empty()) return "HARNESS ERROR";
  if (kernel.findings.empty()) return kernel.stats.executions == 0 ? "stopped before its turn" : "no finding";
  const auto fault = [](const SavedFinding& saved) {
    return saved.sample.symptom.fault + (saved.known.empty() ? "" : " (" + saved.known + ")");
  };
  if (kernel.findings.size() == 1) return "FINDING: " + fault(kernel.findings.front());
  std::vector<std::string> faults;
  std::ranges::transform(kernel.findings, std::back_inserter(faults), fault);
  return fmt::format("{} FINDINGS: {}", faults.size(), fmt::join(faults, ", "));
}

std::string KernelLines(const KernelResult& kernel, double seconds, const std::string& workdir) {
  const Stats& stats = kernel.stats;
  const double share = stats.instructions_present == 0 ? 0
                                                       : 100.0 * static_cast<double>(stats.instructions_executed) /
                                                             static_cast<double>(stats.instructions_present);
  std::string text = fmt::format("{}: {}\n", kernel.kernel, Headline(kernel));
  if (!kernel.error.empty()) text += fmt::format("  error     {}\n", kernel.error);
  text += fmt::format("  executed  {} cases of {} rows, {} cases/s; {} discarded; {} kernel launches\n",
                      GroupedCount(stats.cases), GroupedCount(stats.rows),
                      ShortCount(static_cast<double>(stats.cases) / std::max(seconds, 0.1)),
                      GroupedCount(stats.executions - stats.cases), GroupedCount(stats.launches));
  text += fmt::format("  covered   {} of {} kernel variants launched; {} of their {} PTX instructions ({:.1f} %)\n",
                      stats.kernels_launched, stats.kernels_present, GroupedCount(stats.instructions_executed),
                      GroupedCount(stats.instructions_present), share);
  text += fmt::format("  learned   {} features; {} input{} in {}/corpus/{}\n", GroupedCount(stats.features),
                      GroupedCount(kernel.corpus_files), kernel.corpus_files == 1 ? "" : "s", workdir, kernel.kernel);
  if (kernel.lost_workers > 0) text += fmt::format("  lost      {} workers, none by a case\n", kernel.lost_workers);
  if (kernel.waiting > 0) {
    text += fmt::format("  waiting   {} failing cases that look different and were not looked into for lack of time\n",
                        kernel.waiting);
  }
  return text;
}

Json FindingJson(const SavedFinding& saved) {
  const FindingSample& sample = saved.sample;
  return {
      {"group", saved.group.id},
      {"known", saved.known},
      {"fault", sample.symptom.fault},
      {"check", sample.symptom.check},
      {"source_file", sample.symptom.file},
      {"source_line", sample.symptom.line},
      {"shape", saved.group.shape},
      {"file", sample.case_path},
      {"replay", ReplayCommand(saved.group.kernel, sample.case_path)},
      {"text", sample.verdict},
      {"tokens", sample.tokens},
      {"experts", sample.experts},
      {"k", sample.k},
      {"reproduced", sample.reproduced},
      {"found_after_seconds", sample.found_after_seconds},
      {"shrink_steps", sample.shrink_steps},
      {"shrink_executions", sample.executions},
  };
}

Json KernelJson(const KernelResult& kernel) {
  Json json = {{"kernel", kernel.kernel}};
#define GATEFUZZ_STAT(name, combine) json[#name] = kernel.stats.name;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  json["corpus_files"] = kernel.corpus_files;
  json["lost_workers"] = kernel.lost_workers;
  json["waiting"] = kernel.waiting;
  json["error"] = kernel.error;
  json["findings"] = Json::array();
  for (const SavedFinding& saved : kernel.findings) json["findings"].push_back(FindingJson(saved));
  return json;
}

}  // namespace

std::string SummaryText(const CampaignResult& result, const CampaignOptions& options, const std::string& workdir) {
  std::string text;
  size_t findings = 0;
  for (const KernelResult& kernel : result.kernels) {
    for (const SavedFinding& saved : kernel.findings) {
      ++findings;
      text += TextOfFile(saved.sample.case_path.substr(0, saved.sample.case_path.size() - kExtension.size()) + ".txt");
      text += "\n";
    }
  }
  text += fmt::format("{} {:.1f} s{}, {} worker{}, seed {}: {} finding{}\n", Verb(result.status), result.seconds,
                      result.sessions > 1 ? fmt::format(" in {} sessions", result.sessions) : "", options.jobs,
                      options.jobs == 1 ? "" : "s", options.seed, findings, findings == 1 ? "" : "s");
  if (!result.error.empty()) {
    text += fmt::format("ENDED EARLY: {}\nNothing is lost: once that is mended, the same command goes on from here.\n",
                        result.error);
  }
  for (const KernelResult& kernel : result.kernels) text += KernelLines(kernel, result.seconds, workdir);
  return text;
}

std::string SummaryJson(const CampaignResult& result, const CampaignOptions& options, const std::string& workdir) {
  Json json = {
      {"exit_code", result.ExitCode()}, {"seconds", result.seconds},
      {"sessions", result.sessions},    {"status", CampaignStatusName(result.status)},
      {"error", result.error},          {"jobs", options.jobs},
      {"seed", options.seed},           {"workdir", workdir},
  };
  json["kernels"] = Json::array();
  for (const KernelResult& kernel : result.kernels) json["kernels"].push_back(KernelJson(kernel));
  // A message may quote bytes that are no UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatefuzz
