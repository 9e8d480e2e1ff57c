// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/routing_target.h"

#include "emulator/control.h"
#include "fuzz/feedback_counters.h"
#include "harness/case_codec.h"
#include "properties/property.h"

namespace gatefuzz {

Outcome RoutingTarget::Execute(std::span<const uint8_t> bytes) {
  ++counts_.executions;
  routing_case_ = DecodeAny(bytes);
  std::string error;
  if (!inflight_.Write(EncodeCase(routing_case_), &error)) return HarnessError{error};
  const Outcome outcome = CheckForFuzzing(routing_case_, runner_);
  if (std::holds_alternative<Discard>(outcome)) return outcome;
  ++counts_.cases;
  counts_.rows += static_cast<uint64_t>(routing_case_.problem.tokens);
  // A case without tokens launches nothing and proves nothing.
  if (instructions_seen_ || !emulator::Present() || routing_case_.problem.tokens == 0) return outcome;
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
