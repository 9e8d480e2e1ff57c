// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "campaign/commands.h"
#include "campaign/corpus_merge.h"
#include "campaign/exit_code.h"
#include "campaign/record/campaign_folder.h"
#include "campaign/stop_signal.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "fuzz/kernel_registry.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// A folder for one merge, which goes when the merge was right; else its log is wanted.
std::string NewScratch(const CampaignFolder& folder) {
  std::string name = folder.path + "/minimise-XXXXXX";
  return mkdtemp(name.data()) == nullptr ? "" : name;
}

}  // namespace

int RunMinimise(const MinimiseOptions& options) {
  const CampaignFolder folder = {UserPath(options.workdir)};
  std::error_code code;
  if (!fs::is_directory(folder.Corpora(), code)) {
    return BadInput(fmt::format("{} holds no corpus: name the folder of a campaign (fuzz --workdir)", folder.path));
  }
  std::vector<std::string> kernels;
  if (options.kernels.empty()) {
    for (const RegisteredKernel& one : AllKernels()) kernels.emplace_back(one.kernel.name);
    for (const RegisteredAlignKernel& one : AlignKernels()) kernels.emplace_back(one.kernel.name);
    std::erase_if(kernels, [&](const std::string& name) { return !fs::is_directory(folder.Corpus(name), code); });
  } else {
    std::vector<ChosenKernel> chosen;
    if (!ResolveKernels(options.kernels, &chosen)) return kExitBadInput;
    for (const ChosenKernel& kernel : chosen) kernels.emplace_back(kernel.name);
  }
  CatchStopSignals();
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const std::string& kernel : kernels) {
    const std::string scratch = NewScratch(folder);
    std::string error = scratch.empty() ? folder.path + ": a folder cannot be made in it" : "";
    CorpusMerge merge;
    CorpusMerge::Result result;
    if (scratch.empty() || !merge.Start(kernel, folder.Corpus(kernel), scratch, &error)) {
      if (!scratch.empty()) fs::remove_all(scratch, code);
      return BadInput(error);
    }
    if (!merge.Finish(options.dry_run, &result, &error)) {
      BadInput(error);
      return kExitHarnessError;
    }
    fs::remove_all(scratch, code);
    if (options.format == Format::kJson) {
      rows.push_back(
          {{"kernel", kernel}, {"before", result.before}, {"after", result.after}, {"features", result.features}});
    } else {
      fmt::print("{}: {} of {} inputs {}, {} features\n", kernel, result.after, result.before,
                 options.dry_run ? "would be kept" : "kept", result.features);
    }
  }
  if (options.format == Format::kJson) fmt::print("{}\n", rows.dump(2));
  return kExitClean;
}

}  // namespace gatefuzz
