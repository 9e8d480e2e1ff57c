// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Two observations of one case, by the emulator and by a GPU: do they agree?
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_

#include <string_view>

#include "campaign/crosscheck/observation.h"
#include "campaign/verdict.h"

namespace gatefuzz {

// The kinds of disagreement, as Verdict::disagreement has them.
inline constexpr std::string_view kEmulatorOnly = "emulator_only";    // fails on the emulator, passes on the GPU
inline constexpr std::string_view kGpuOnly = "gpu_only";              // the reverse
inline constexpr std::string_view kDifferentBits = "different_bits";  // an output of one launch differs

// True of a disagreement that needs no explanation: the kernel is bad, and breaks a clause that a GPU cannot show
// (memory, sync, race, hang).
bool IsBlindSpot(const Verdict& verdict);

// One verdict out of two:
//   a harness error if one of them gave no verdict, or took a case that the other discarded
//   a discard if both discard
//   a fail with its disagreement; the symptom is the emulator's if the kernel fails there, else the GPU's; where both
//     pass, the fault is kDifferentBits
//   a fail without one if the kernel fails on both, and neither contradicts the other: a GPU that stops with an error,
//     or loses its process, says less than the emulator about the same fault
//   else a pass
// The text says what each of the two said.
Verdict Compare(const Observation& emulator, const Observation& gpu);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_
