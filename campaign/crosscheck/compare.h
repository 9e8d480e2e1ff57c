// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Two observations of one case, by the emulator and by a GPU: do they agree?
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_

#include <cstdint>
#include <string_view>

#include "campaign/crosscheck/observation.h"
#include "campaign/verdict.h"

namespace gatefuzz {

// The kinds of disagreement, as Verdict::disagreement has them.
inline constexpr std::string_view kEmulatorOnly = "emulator_only";    // fails on the emulator, passes on the GPU
inline constexpr std::string_view kGpuOnly = "gpu_only";              // the reverse
inline constexpr std::string_view kDifferentBits = "different_bits";  // an output of one launch differs
// No disagreement, but worth a count: the weights alone differ, each by no more than the instructions allow whose last
// bits PTX leaves open (docs/fidelity.md: ex2, lg2, rcp, div and their like), and both sides say the same of the case.
inline constexpr std::string_view kWithinBounds = "within_bounds";

// Units in the last place that two weights of kWithinBounds may be apart. A weight is an exponential (2 on a GPU, half
// a one on the emulator, whose input differs in nothing) over a sum of such (as far off again), divided by rcp or div
// (2).
inline constexpr uint32_t kOpenUlps = 8;

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
//   else a pass, with kWithinBounds in the place of a disagreement where it is one
// The text says what each of the two said.
Verdict Compare(const Observation& emulator, const Observation& gpu);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_COMPARE_H_
