// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <csignal>

#include "campaign/exit_code.h"
#include "campaign/stop_signal.h"
#include "campaign/triage.h"
#include "harness/case_codec.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

// The files in the process's folder. The result is written last.
std::string RequestCase(const std::string& folder) { return folder + "/failing.gfcase"; }
std::string RequestVerdict(const std::string& folder) { return folder + "/seen.json"; }
std::string ResultCase(const std::string& folder) { return folder + "/shrunk.gfcase"; }
std::string ResultSample(const std::string& folder) { return folder + "/sample.json"; }
std::string Log(const std::string& folder) { return folder + "/log.txt"; }

}  // namespace

bool TriageProcess::Start(const std::string& kernel, const std::string& folder, const AnyCase& failing,
                          const Verdict& seen, const ShrinkOptions& options, const std::string& device,
                          std::string* error) {
  folder_ = folder;
  if (!WriteCaseFile(RequestCase(folder), failing, error) ||
      !WriteFileAtomically(RequestVerdict(folder), VerdictToJson(seen), error))
    return false;
  const std::vector<std::string> arguments = {
      "triage",
      "--kernel=" + kernel,
      "--folder=" + folder,
      "--case-seconds=" + std::to_string(options.case_limit.count() / 1000),
      "--shrink-seconds=" + std::to_string(static_cast<double>(options.limit.count()) / 1000),
  };
  return process_.Start({.arguments = arguments, .device = device, .log_path = Log(folder)}, error);
}

TriageProcess::State TriageProcess::Poll(Triaged* triaged, std::string* error) {
  const std::optional<ExitStatus> status = process_.Poll();
  if (!status) return State::kRunning;
  FindingGroup group;
  if (status->signal == 0 && status->code == kExitClean && ReadFindingGroup(folder_, &group, error) &&
      ReadFindingSample(ResultSample(folder_), &triaged->sample, error) &&
      ReadCaseFile(ResultCase(folder_), &triaged->test_case, error)) {
    triaged->cause = {.symptom = group.cause, .shape = group.shape};
    return State::kDone;
  }
  *error =
      "a process that was to confirm a failing case ended with " + status->ToString() + "; its log: " + Log(folder_);
  return State::kFailed;
}

int RunTriageCommand(const TriageCommandOptions& options) {
  CatchStopSignals();
  ShrinkOptions shrink;
  shrink.case_limit = std::chrono::seconds(options.case_seconds);
  shrink.limit = std::chrono::milliseconds(static_cast<int64_t>(options.shrink_seconds * 1000));
  shrink.stop = StopRequested;
  AnyCase failing;
  Verdict seen;
  std::string error;
  if (!ReadCaseFile(RequestCase(options.folder), &failing, &error) ||
      !VerdictFromJson(TextOfFile(RequestVerdict(options.folder)), &seen)) {
    return kExitBadInput;
  }
  const Triaged triaged = Triage(options.kernel, failing, seen, shrink);
  FindingGroup group;
  group.kernel = options.kernel;
  group.cause = triaged.cause.symptom;
  group.shape = triaged.cause.shape;
  const bool written = WriteCaseFile(ResultCase(options.folder), triaged.test_case, &error) &&
                       WriteFindingSample(ResultSample(options.folder), triaged.sample, &error) &&
                       WriteFindingGroup(options.folder, group, &error);
  if (!written) std::fprintf(stderr, "gatefuzz triage: %s\n", error.c_str());
  return written ? kExitClean : kExitHarnessError;
}

}  // namespace gatefuzz
