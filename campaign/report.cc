// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/report.h"

#include <algorithm>

#include "campaign/progress.h"
#include "fmt/format.h"
#include "fuzz/kernel_under_test.h"
#include "harness/replay_command.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

std::string Headline(const KernelResult& kernel) {
  if (!kernel.error.empty() && kernel.findings.empty()) return "HARNESS ERROR";
  if (kernel.findings.empty()) return kernel.stats.executions == 0 ? "interrupted before its turn" : "no finding";
  return "FINDING: " + kernel.findings.front().confirmed.finding.fault;
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
  return text;
}

Json FindingJson(const SavedFinding& saved) {
  const KernelFinding& finding = saved.confirmed.finding;
  return {
      {"fault", finding.fault},
      {"file", saved.case_path},
      {"replay", ReplayCommand(finding.kernel, saved.case_path)},
      {"text", finding.verdict},
      {"tokens", TokensOf(finding.test_case)},
      {"experts", ExpertsOf(finding.test_case)},
      {"k", ChoicesOf(finding.test_case)},
      {"reproduced", saved.confirmed.reproduced},
      {"found_after_seconds", saved.after_seconds},
      {"shrink_steps", saved.confirmed.shrink_steps},
      {"shrink_executions", saved.confirmed.executions},
  };
}

Json KernelJson(const KernelResult& kernel) {
  Json json = {{"kernel", kernel.kernel}};
#define GATEFUZZ_STAT(name, combine) json[#name] = kernel.stats.name;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  json["corpus_files"] = kernel.corpus_files;
  json["lost_workers"] = kernel.lost_workers;
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
      text += FindingReport(saved.confirmed.finding, saved.case_path) + "\n";
    }
  }
  text += fmt::format("{} {:.1f} s, {} worker{}, seed {}: {} finding{}\n",
                      result.interrupted ? "interrupted after" : "fuzzed", result.seconds, options.jobs,
                      options.jobs == 1 ? "" : "s", options.seed, findings, findings == 1 ? "" : "s");
  for (const KernelResult& kernel : result.kernels) text += KernelLines(kernel, result.seconds, workdir);
  return text;
}

std::string SummaryJson(const CampaignResult& result, const CampaignOptions& options, const std::string& workdir) {
  Json json = {
      {"exit_code", result.ExitCode()}, {"seconds", result.seconds}, {"interrupted", result.interrupted},
      {"jobs", options.jobs},           {"seed", options.seed},      {"workdir", workdir},
  };
  json["kernels"] = Json::array();
  for (const KernelResult& kernel : result.kernels) json["kernels"].push_back(KernelJson(kernel));
  // A message may quote bytes that are no UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatefuzz
