// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/kernel_target.h"

#include "emulator/control.h"
#include "fuzz/feedback_counters.h"

namespace gatefuzz {

Outcome KernelTarget::Execute(std::span<const uint8_t> bytes) {
  ++counts_.executions;
  last_case_ = kernel_->Decode(bytes);
  std::string error;
  if (!inflight_.Write(EncodeCase(last_case_), &error)) return HarnessError{error};
  const Outcome outcome = kernel_->CheckForFuzzing(last_case_);
  if (std::holds_alternative<Discard>(outcome)) return outcome;
  ++counts_.cases;
  const int64_t tokens = TokensOf(last_case_);
  counts_.rows += static_cast<uint64_t>(tokens);
  // A case without tokens may launch nothing and proves nothing.
  if (instructions_seen_ || !emulator::Present() || tokens == 0) return outcome;
  if (!emulator::GetOptions().feedback) return outcome;  // blind on purpose
  instructions_seen_ = AnyFeedback() && emulator::GetCoverage().warp_instructions > 0;
  if (!instructions_seen_ && std::holds_alternative<Pass>(outcome)) {
    return HarnessError{
        "the kernel passed a case, and the emulator's feedback saw no instruction of it: fuzzing would "
        "be blind. Is it a CUDA kernel, linked through cuda_library, and is feedback switched on?"};
  }
  return outcome;
}

}  // namespace gatefuzz
