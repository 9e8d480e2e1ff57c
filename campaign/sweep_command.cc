// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/progress.h"
#include "campaign/stop_signal.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "campaign/verify_findings.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "nlohmann/json.hpp"
#include "verify/sweep.h"
#include "verify/verifier.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

struct SweepRun {
  std::string kernel;
  std::string sweep;
  std::string claim;
  uint64_t rows = 0;         // done
  uint64_t rows_wanted = 0;  // of the whole space
  double seconds = 0;
  std::optional<KeptFinding> finding;

  bool proved() const { return !finding && rows == rows_wanted; }
};

const char* Result(const SweepRun& run) { return run.finding ? "broken" : run.proved() ? "proved" : "clean so far"; }

std::string Text(const SweepRun& run) {
  std::string text = fmt::format("{} {}: {}: {} of {} rows, {:.1f} s\n  {}\n", run.kernel, run.sweep, Result(run),
                                 GroupedCount(run.rows), GroupedCount(run.rows_wanted), run.seconds, run.claim);
  if (run.finding) text += FindingText(*run.finding);
  return text;
}

Json ToJson(const SweepRun& run, const std::string& device) {
  Json findings = Json::array();
  if (run.finding) findings.push_back(FindingJson(*run.finding));
  return {{"kernel", run.kernel},
          {"gpu", device},
          {"sweep", run.sweep},
          {"claim", run.claim},
          {"result", Result(run)},
          {"rows", run.rows},
          {"rows_wanted", run.rows_wanted},
          {"seconds", run.seconds},
          {"findings", findings}};
}

SweepRun RunOne(const SweepOptions& options, const KernelInfo& kernel, const verify::Sweep& sweep,
                const std::string& folder) {
  const int64_t batch_rows = BatchRowsOr(options.batch_rows);
  verify::Verifier verifier(kernel, batch_rows);
  verify::SweepBatches batches(sweep, batch_rows, options.most_of_part != 0 ? options.most_of_part : UINT64_MAX);
  RowProgress progress(fmt::format("{} {}", kernel.name, sweep.name), sweep.rows());
  std::optional<verify::Finding> finding = verifier.Run([&] { return batches.Next(); },
                                                        [&](const verify::Totals& totals) {
                                                          progress.Show(totals.rows, 0);
                                                          return !StopRequested();
                                                        });
  progress.Erase();
  SweepRun run{std::string(kernel.name), sweep.name,  sweep.claim, verifier.totals().rows, sweep.rows(),
               progress.seconds(),       std::nullopt};
  if (finding) {
    const std::string rerun =
        fmt::format("gatefuzz sweep --kernel={} --sweep={} --batch-rows={}", kernel.name, sweep.name, batch_rows);
    run.finding =
        KeepFinding(folder, kernel.name, fmt::format("{}-batch{}-row{}", sweep.name, finding->batch, finding->row),
                    rerun, std::move(*finding));
  }
  return run;
}

// False after saying that a name is no sweep's.
bool CheckNames(const std::vector<std::string>& names, const std::vector<const RegisteredKernel*>& kernels) {
  std::vector<std::string> known;
  for (const RegisteredKernel* kernel : kernels) {
    for (const verify::Sweep& sweep : verify::SweepsOf(kernel->kernel)) {
      if (std::ranges::find(known, sweep.name) == known.end()) known.push_back(sweep.name);
    }
  }
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    BadInput(fmt::format("these kernels have no sweep '{}'; there are {}", name, fmt::join(known, ", ")));
    return false;
  }
  return true;
}

}  // namespace

int RunSweep(const SweepOptions& options) {
  std::vector<const RegisteredKernel*> kernels;
  if (!ResolveRoutingKernels(options.kernels, &kernels)) return kExitBadInput;
  if (!CheckNames(options.sweeps, kernels)) return kExitBadInput;
  const std::string folder = UserPath(options.workdir);
  if (!MakeFindingsFolder(folder)) return kExitBadInput;
  CatchStopSignals();
  const std::string device = verify::DeviceName();
  Json json = Json::array();
  int exit_code = kExitClean;
  bool lost = false;
  for (const RegisteredKernel* kernel : kernels) {
    for (const verify::Sweep& sweep : verify::SweepsOf(kernel->kernel)) {
      if (!options.sweeps.empty() && std::ranges::find(options.sweeps, sweep.name) == options.sweeps.end()) continue;
      if (lost || StopRequested()) break;
      const SweepRun run = RunOne(options, kernel->kernel, sweep, folder);
      if (options.format == Format::kJson) {
        json.push_back(ToJson(run, device));
      } else {
        fmt::print("{}", Text(run));
      }
      if (run.finding) exit_code = kExitFinding;
      lost = run.finding && !run.finding->finding.test_case;
    }
  }
  if (options.format == Format::kJson) fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  return exit_code;
}

}  // namespace gatefuzz
