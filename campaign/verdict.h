// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// An outcome as it travels between processes and into reports: judged, or lost with the process that was to judge.
#ifndef GATEFUZZ_CAMPAIGN_VERDICT_H_
#define GATEFUZZ_CAMPAIGN_VERDICT_H_

#include <string>
#include <string_view>

#include "campaign/record/symptom.h"
#include "harness/outcome.h"

namespace gatefuzz {

struct Verdict {
  enum class Kind {
    kPass,
    kFail,
    kDiscard,
    kHarnessError,
    kCrash,    // the process died of the case
    kTimeout,  // or had to be killed
  };
  Kind kind = Kind::kHarnessError;
  Symptom symptom;      // of a finding
  bool direct = false;  // of kFail: one launch of the case alone shows it, not only a comparison with other launches
  // The judging process has no usable GPU any more: what it said of another case would be noise.
  bool device_lost = false;
  // Where two runtimes judged the case: how they differ, as crosscheck/compare.h names it, or "".
  std::string disagreement = {};
  std::string text = {};  // in words, some lines

  // The kernel's fault, rather than nobody's or ours.
  bool IsFinding() const { return kind == Kind::kFail || kind == Kind::kCrash || kind == Kind::kTimeout; }
};

// "pass", "fail", "discard", "harness_error", "crash", "timeout".
std::string_view VerdictName(Verdict::Kind kind);

// Does not say whether the verdict is direct, nor whether the device is lost.
Verdict ToVerdict(const Outcome& outcome);

std::string VerdictToJson(const Verdict& verdict);
// False if the text is not what VerdictToJson writes.
bool VerdictFromJson(std::string_view json, Verdict* verdict);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_VERDICT_H_
