// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a case may be run on, by the names of --backend. A program built for the emulator has that alone; one built for
// GPUs (--config=gpu) has both, the emulator in a half of its own (emulated_entry.h).
//
// Not thread-safe.
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_BACKEND_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_BACKEND_H_

#include <functional>
#include <string>
#include <string_view>

#include "campaign/crosscheck/observation.h"
#include "campaign/verdict.h"
#include "fuzz/kernel_under_test.h"
#include "harness/any_case.h"

namespace gatefuzz {

inline constexpr std::string_view kEmulatorBackend = "emulator";
inline constexpr std::string_view kGpuBackend = "gpu";
inline constexpr std::string_view kBothBackends = "both";

// Why this program cannot run cases on the backend of this name: it is built otherwise, or there is no such name.
// "" if it can, as far as the build goes, and for the name "", which stands for the runtime that is linked.
std::string WhyNoBackend(std::string_view backend);

// Why the GPU cannot be used now: no device, no driver. "" if it can, and where the emulator is linked.
std::string WhyNoDevice();

// Judges cases on the backend. Requires: WhyNoBackend(backend) is "", and `kernel` lives as long as the result. On
// both, the emulator comes first, so that a case which a GPU does not survive has been judged once.
std::function<Verdict(const AnyCase&)> JudgeOn(std::string_view backend, KernelUnderTest* kernel);

// The half with the emulator: a program has one definition of these, chosen by //campaign/crosscheck:other_half.
bool HasEmulatedHalf();
// Requires: HasEmulatedHalf().
Observation ObserveEmulated(std::string_view kernel, const AnyCase& any_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_BACKEND_H_
