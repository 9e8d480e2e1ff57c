// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/corpus_merge.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <regex>
#include <set>
#include <span>
#include <system_error>

#include "campaign/corpus_folder.h"
#include "campaign/exit_code.h"
#include "campaign/stop_signal.h"
#include "fuzz/custom_mutator.h"
#include "fuzz/kernel_registry.h"
#include "fuzz/kernel_target.h"
#include "harness/text_file.h"

extern "C" int LLVMFuzzerRunDriver(int* argc, char*** argv, int (*callback)(const uint8_t* data, size_t size));

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// libFuzzer's callback is a plain function. Never destroyed: at exit the runtime may be gone already.
KernelTarget* target = nullptr;

int ExecuteOne(const uint8_t* data, size_t size) {
  const Outcome outcome = target->Execute({data, size});
  const auto* error = std::get_if<HarnessError>(&outcome);
  if (error == nullptr) return 0;
  std::fprintf(stderr, "gatefuzz: %s\n", error->message.c_str());
  std::_Exit(kExitHarnessError);
}

std::string Kept(const std::string& scratch) { return scratch + "/kept"; }
std::string Log(const std::string& scratch) { return scratch + "/log.txt"; }

bool HasBlank(const std::string& path) { return path.find_first_of(" \t\n\"'\\\\$`") != std::string::npos; }

}  // namespace

int RunMerge(const std::string& what, int argc, char** argv) {
  const size_t end = std::min(what.find('='), what.size() - 1);
  const std::string kernel = what.substr(0, end);
  std::unique_ptr<KernelUnderTest> under_test = NewKernelUnderTest(kernel);
  std::string error;
  if (under_test != nullptr) {
    MutateCasesOf(under_test->kind());
    target = new KernelTarget(std::move(under_test));
    if (target->Start(what.substr(end + 1) + "/inflight", &error)) {
      return LLVMFuzzerRunDriver(&argc, &argv, ExecuteOne);
    }
  } else {
    error = UnknownKernelMessage(kernel);
  }
  std::fprintf(stderr, "gatefuzz: %s\n", error.c_str());
  return kExitHarnessError;
}

bool CorpusMerge::Start(const std::string& kernel, const std::string& corpus, const std::string& scratch,
                        std::string* error) {
  for (const std::string& path : {corpus, scratch}) {
    if (!HasBlank(path)) continue;
    *error = path + ": libFuzzer's merge takes no path with blanks or quotes; use a link without";
    return false;
  }
  corpus_ = corpus;
  scratch_ = scratch;
  names_ = CorpusFiles(corpus);
  std::error_code code;
  fs::create_directories(Kept(scratch), code);
  if (code) {
    *error = Kept(scratch) + ": cannot be made: " + code.message();
    return false;
  }
  ChildProcess::Options options;
  options.arguments = {"-merge=1",    kMaxLengthFlag, "-rss_limit_mb=4096", "-artifact_prefix=" + scratch + "/",
                       Kept(scratch), corpus};
  options.log_path = Log(scratch);
  setenv(kMergeVariable, (kernel + "=" + scratch).c_str(), 1);
  const bool started = process_.Start(options, error);
  unsetenv(kMergeVariable);
  return started;
}

bool CorpusMerge::Finish(bool dry_run, Result* result, std::string* error) {
  std::optional<ExitStatus> ended;
  while (!ended && !StopRequested()) ended = process_.WaitAtMost(std::chrono::milliseconds(200));
  if (!ended) {
    process_.Signal(SIGKILL);
    *error = corpus_ + ": stopped; nothing was removed from it";
    return false;
  }
  const ExitStatus status = *ended;
  const std::string log = TextOfFile(Log(scratch_));
  std::smatch match;
  // "MERGE-OUTER: 503 new files with 7094 new features added; ..."
  const bool told =
      std::regex_search(log, match, std::regex("MERGE-OUTER: [0-9]+ new files with ([0-9]+) new features"));
  if (status.signal != 0 || status.code != kExitClean || (!told && !names_.empty())) {
    *error = "libFuzzer's merge ended with " + status.ToString() + "; its log: " + Log(scratch_);
    return false;
  }
  std::set<std::string> kept;
  for (const auto& entry : fs::directory_iterator(Kept(scratch_))) {
    const std::string text = TextOfFile(entry.path().string());
    kept.insert(CorpusFileName(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size())));
  }
  *result = {.before = names_.size(), .after = 0, .features = told ? std::stoull(match[1]) : 0};
  result->after =
      static_cast<size_t>(std::ranges::count_if(names_, [&](const auto& name) { return kept.contains(name); }));
  if (result->after == 0 && !names_.empty()) {
    *error = corpus_ + ": libFuzzer's merge kept none of its files, which cannot be right; its log: " + Log(scratch_);
    return false;
  }
  for (const std::string& name : names_) {
    if (!dry_run && !kept.contains(name)) unlink((corpus_ + "/" + name).c_str());
  }
  return true;
}

}  // namespace gatefuzz
