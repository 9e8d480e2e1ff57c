// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How far a mass verification has come, in a small file that is replaced every few seconds, so that a run that was
// stopped or killed goes on.
#ifndef GATEFUZZ_CAMPAIGN_VERIFY_STATE_H_
#define GATEFUZZ_CAMPAIGN_VERIFY_STATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "verify/plan.h"

namespace gatefuzz {

struct VerifyState {
  // What the run is: all of it decides which rows are made.
  std::string kernel;
  uint64_t seed = 0;
  int64_t batch_rows = 0;
  verify::Pins pins;
  // How far it is.
  uint64_t batches = 0;
  uint64_t rows = 0;
  double seconds = 0;
  double kernel_seconds = 0;

  bool operator==(const VerifyState&) const = default;
};

// The kernel's name as part of a file's: a slash is written as a dash.
std::string FileNameOf(std::string_view kernel);

// "FOLDER/verify-NAME.json".
std::string VerifyStatePath(const std::string& folder, std::string_view kernel);

enum class StateFile { kNone, kRead, kBroken };
// kBroken: `error` names the file, the fault and the remedy.
StateFile ReadVerifyState(const std::string& path, VerifyState* state, std::string* error);
bool WriteVerifyState(const std::string& path, const VerifyState& state, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_VERIFY_STATE_H_
