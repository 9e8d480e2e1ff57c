// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/draw_seed.h"
#include "campaign/exit_code.h"
#include "campaign/progress.h"
#include "campaign/stop_signal.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "campaign/verify_findings.h"
#include "campaign/verify_state.h"
#include "emulator/control.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "reference/float_bits.h"
#include "verify/engine.h"
#include "verify/verifier.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kRowsOnGpu = 1'000'000'000;
constexpr uint64_t kRowsOnCpu = 10'000;
constexpr double kStateEvery = 3;  // seconds

// What the pins are, as flags.
std::string PinFlags(const verify::Pins& pins) {
  std::string flags;
  if (pins.experts) flags += fmt::format(" --experts={}", *pins.experts);
  if (pins.k) flags += fmt::format(" --k={}", *pins.k);
  if (pins.dtype) flags += fmt::format(" --dtype={}", DTypeName(*pins.dtype));
  if (pins.plain) flags += " --plain";
  return flags;
}

struct KernelRun {
  VerifyState state;
  bool complete = false;  // as many rows as were wanted
  std::optional<KeptFinding> finding;
};

std::string Text(const KernelRun& run) {
  const VerifyState& state = run.state;
  const double rows = static_cast<double>(state.rows);
  std::string text = fmt::format("{}: {} rows, {}; seed {}", state.kernel, GroupedCount(state.rows),
                                 run.finding    ? "then a finding"
                                 : run.complete ? "clean"
                                                : "clean, stopped early",
                                 state.seed);
  if (state.rows != 0 && state.seconds > 0) {
    text += fmt::format("\n  {:.1f} s, {} rows/s; the kernel alone {:.1f} s", state.seconds,
                        ShortCount(rows / state.seconds), state.kernel_seconds);
  }
  text += "\n";
  if (run.finding) text += FindingText(*run.finding);
  return text;
}

Json ToJson(const KernelRun& run, const std::string& device) {
  const VerifyState& state = run.state;
  const double rows = static_cast<double>(state.rows);
  Json findings = Json::array();
  if (run.finding) findings.push_back(FindingJson(*run.finding));
  return {{"kernel", state.kernel},
          {"gpu", device},
          {"options", PinFlags(state.pins)},
          {"seed", state.seed},
          {"batches", state.batches},
          {"rows", state.rows},
          {"complete", run.complete},
          {"seconds", state.seconds},
          {"rows_per_second", state.seconds > 0 ? rows / state.seconds : 0},
          {"kernel_seconds", state.kernel_seconds},
          {"kernel_share", state.seconds > 0 ? state.kernel_seconds / state.seconds : 0},
          {"findings", findings}};
}

// One kernel's run, from where its state file says.
class VerifyKernel {
 public:
  VerifyKernel(const VerifyOptions& options, const KernelInfo& kernel, std::string folder)
      : options_(options), kernel_(kernel), folder_(std::move(folder)) {}

  // False after saying why the run that the folder holds cannot go on.
  bool Prepare();
  KernelRun Run();

 private:
  bool StateMatters() const { return !options_.one_batch; }
  void Save(const verify::Totals& totals, double seconds);

  const VerifyOptions& options_;
  const KernelInfo& kernel_;
  const std::string folder_;
  VerifyState before_;  // what earlier processes did
  VerifyState state_;
};

bool VerifyKernel::Prepare() {
  VerifyState wanted;
  wanted.kernel = kernel_.name;
  wanted.seed = options_.seed;
  wanted.batch_rows = BatchRowsOr(options_.batch_rows);
  wanted.pins = options_.pins;
  if (StateMatters()) {
    const std::string path = VerifyStatePath(folder_, kernel_.name);
    VerifyState found;
    std::string error;
    const StateFile file = ReadVerifyState(path, &found, &error);
    if (file == StateFile::kBroken) {
      BadInput(error);
      return false;
    }
    if (file == StateFile::kRead) {
      const bool same = found.kernel == wanted.kernel && (wanted.seed == 0 || found.seed == wanted.seed) &&
                        found.batch_rows == wanted.batch_rows && found.pins == wanted.pins;
      if (!same) {
        BadInput(
            fmt::format("{} is a run of seed {}, {} rows a batch and options '{}'; give the same to go on, or "
                        "another --workdir",
                        path, found.seed, found.batch_rows, PinFlags(found.pins)));
        return false;
      }
      wanted = found;
    }
  }
  if (wanted.seed == 0) wanted.seed = DrawSeed();
  before_ = state_ = wanted;
  return true;
}

void VerifyKernel::Save(const verify::Totals& totals, double seconds) {
  state_.batches = before_.batches + totals.batches;
  state_.rows = before_.rows + totals.rows;
  state_.kernel_seconds = before_.kernel_seconds + totals.kernel_seconds;
  state_.seconds = before_.seconds + seconds;
  std::string error;
  if (StateMatters() && !WriteVerifyState(VerifyStatePath(folder_, kernel_.name), state_, &error)) {
    throw std::runtime_error(error);
  }
}

KernelRun VerifyKernel::Run() {
  const uint64_t wanted = options_.rows != 0 ? options_.rows : emulator::Present() ? kRowsOnCpu : kRowsOnGpu;
  verify::Verifier verifier(kernel_, state_.batch_rows);
  uint64_t number = options_.one_batch.value_or(before_.batches);
  uint64_t planned = before_.rows;
  bool stop = false;
  const auto next = [&]() -> std::optional<verify::Batch> {
    if (stop || planned >= wanted || (options_.one_batch && number != *options_.one_batch)) return std::nullopt;
    verify::Batch batch{verify::DrawBatch(state_.seed, number++, kernel_, state_.pins, state_.batch_rows), {}};
    planned += static_cast<uint64_t>(batch.plan.shape.problem.tokens);
    return batch;
  };
  RowProgress progress(state_.kernel, wanted);
  double next_save = kStateEvery;
  const auto keep_going = [&](const verify::Totals& totals) {
    const double seconds = progress.seconds();
    progress.Show(before_.rows + totals.rows, before_.rows);
    if (seconds >= next_save) {
      Save(totals, seconds);
      next_save = seconds + kStateEvery;
    }
    stop = StopRequested() || (options_.seconds > 0 && seconds >= options_.seconds);
    return !stop;
  };
  std::optional<verify::Finding> finding = verifier.Run(next, keep_going);
  progress.Erase();
  Save(verifier.totals(), progress.seconds());
  KernelRun run{state_, state_.rows >= wanted || options_.one_batch, std::nullopt};
  if (finding) {
    finding->batch += options_.one_batch.value_or(before_.batches);
    const std::string rerun =
        fmt::format("gatefuzz verify --kernel={} --seed={} --batch={} --batch-rows={}{}", kernel_.name, state_.seed,
                    finding->batch, state_.batch_rows, PinFlags(state_.pins));
    run.finding = KeepFinding(folder_, kernel_.name,
                              fmt::format("seed{}-batch{}-row{}", state_.seed, finding->batch, finding->row), rerun,
                              std::move(*finding));
  }
  return run;
}

}  // namespace

int RunVerify(const VerifyOptions& options) {
  std::vector<const RegisteredKernel*> kernels;
  if (!ResolveRoutingKernels(options.kernels, &kernels)) return kExitBadInput;
  const verify::Pins& pins = options.pins;
  if (pins.experts && pins.k && *pins.k > *pins.experts) {
    return BadInput(fmt::format("--k={} is more than --experts={}", *pins.k, *pins.experts));
  }
  if (options.one_batch && options.seed == 0)
    return BadInput("--batch is a number of a seed's batches: give --seed too");
  const std::string folder = UserPath(options.workdir);
  if (!MakeFindingsFolder(folder)) return kExitBadInput;
  std::vector<VerifyKernel> runs;
  for (const RegisteredKernel* kernel : kernels) {
    runs.emplace_back(options, kernel->kernel, folder);
    if (!runs.back().Prepare()) return kExitBadInput;
  }
  CatchStopSignals();
  const std::string device = verify::DeviceName();
  Json json = Json::array();
  int exit_code = kExitClean;
  for (VerifyKernel& kernel : runs) {
    const KernelRun run = kernel.Run();
    if (options.format == Format::kJson) {
      json.push_back(ToJson(run, device));
    } else {
      fmt::print("{}", Text(run));
    }
    if (run.finding) exit_code = kExitFinding;
    // Without the device there is nothing left to do.
    if (StopRequested() || (run.finding && !run.finding->finding.test_case)) break;
  }
  if (options.format == Format::kJson) fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  return exit_code;
}

}  // namespace gatefuzz
