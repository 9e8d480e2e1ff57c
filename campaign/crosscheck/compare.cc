// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/compare.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "fmt/format.h"
#include "properties/launch_clause.h"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

// "ids[3] is 0x5 on the emulator and 0x7 on the GPU (2 of 8 elements differ)", or "" of equal outputs.
std::string DifferenceIn(const OutputBits& emulator, const OutputBits& gpu) {
  if (emulator.name != gpu.name || emulator.elements.size() != gpu.elements.size()) {
    return fmt::format("the emulator gave {} elements of `{}`, the GPU {} of `{}`", emulator.elements.size(),
                       emulator.name, gpu.elements.size(), gpu.name);
  }
  std::optional<size_t> first;
  size_t count = 0;
  for (size_t i = 0; i < gpu.elements.size(); ++i) {
    if (emulator.elements[i] == gpu.elements[i]) continue;
    if (!first) first = i;
    ++count;
  }
  if (!first) return "";
  return fmt::format("{}[{}] is {:#x} on the emulator and {:#x} on the GPU ({} of {} elements differ)", gpu.name,
                     *first, emulator.elements[*first], gpu.elements[*first], count, gpu.elements.size());
}

// The distance of two binary32 numbers in units in the last place, which is 0 for +0 and -0; NaN is far from all.
uint64_t UlpsBetween(uint64_t a, uint64_t b) {
  constexpr uint64_t kSign = 0x80000000, kInfinity = 0x7f800000;
  const auto place = [](uint64_t bits) {
    const auto magnitude = static_cast<int64_t>(bits & ~kSign);
    return (bits & kSign) != 0 ? -magnitude : magnitude;
  };
  if ((a & ~kSign) > kInfinity || (b & ~kSign) > kInfinity) return a == b ? 0 : kInfinity;
  return static_cast<uint64_t>(std::abs(place(a) - place(b)));
}

// The largest distance of two weights, if nothing but the weights differs and none by more than kOpenUlps.
std::optional<uint64_t> OpenUlps(const Observation& emulator, const Observation& gpu) {
  uint64_t most = 0;
  for (size_t i = 0; i < gpu.outputs.size(); ++i) {
    const OutputBits& a = emulator.outputs[i];
    const OutputBits& b = gpu.outputs[i];
    if (DifferenceIn(a, b).empty()) continue;
    if (a.name != b.name || a.name != "weights" || a.elements.size() != b.elements.size()) return std::nullopt;
    for (size_t j = 0; j < a.elements.size(); ++j) most = std::max(most, UlpsBetween(a.elements[j], b.elements[j]));
  }
  return most <= kOpenUlps ? std::optional(most) : std::nullopt;
}

// Lines, one an output; "" where one of the two has no outputs: the verdicts tell why.
std::string Difference(const Observation& emulator, const Observation& gpu) {
  if (emulator.outputs.empty() || gpu.outputs.empty()) return "";
  if (emulator.outputs.size() != gpu.outputs.size()) {
    return fmt::format("the emulator gave {} outputs, the GPU {}\n", emulator.outputs.size(), gpu.outputs.size());
  }
  std::string text;
  for (size_t i = 0; i < gpu.outputs.size(); ++i) {
    const std::string line = DifferenceIn(emulator.outputs[i], gpu.outputs[i]);
    if (!line.empty()) text += line + '\n';
  }
  return text;
}

// What is a sentence of ours first, then each side's own words.
std::string Words(const std::string& summary, const Observation& emulator, const Observation& gpu) {
  const auto own = [](const Observation& observation) {
    std::string text = observation.verdict.text;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  };
  return fmt::format("{}\nemulator: {}\nGPU: {}\n", summary, own(emulator), own(gpu));
}

std::string FaultOf(const Verdict& verdict) {
  return verdict.kind == Verdict::Kind::kFail ? "clause " + verdict.symptom.fault : verdict.symptom.fault;
}

bool IsSeenByEmulatorAlone(const Symptom& symptom) {
  const std::optional<Clause> clause = ClauseFromName(symptom.fault);
  return clause && NeedsEmulator(*clause);
}

Verdict NotJudged(Verdict verdict, const std::string& text) {
  verdict.kind = Verdict::Kind::kHarnessError;
  verdict.text = text;
  return verdict;
}

}  // namespace

bool IsBlindSpot(const Verdict& verdict) {
  return verdict.disagreement == kEmulatorOnly && IsSeenByEmulatorAlone(verdict.symptom);
}

Verdict Compare(const Observation& emulator, const Observation& gpu) {
  using Kind = Verdict::Kind;
  Verdict verdict;
  verdict.device_lost = gpu.verdict.device_lost;
  for (const auto& [name, one] : {std::pair("the emulator", &emulator), std::pair("the GPU", &gpu)}) {
    if (one->verdict.kind != Kind::kHarnessError) continue;
    return NotJudged(verdict, fmt::format("{} gave no verdict: {}", name, one->verdict.text));
  }
  if ((emulator.verdict.kind == Kind::kDiscard) != (gpu.verdict.kind == Kind::kDiscard)) {
    return NotJudged(verdict, Words("one of the two discarded the case", emulator, gpu));
  }
  if (gpu.verdict.kind == Kind::kDiscard) {
    verdict.kind = Kind::kDiscard;
    verdict.text = gpu.verdict.text;
    return verdict;
  }

  const bool emulator_fails = emulator.verdict.IsFinding();
  const bool gpu_fails = gpu.verdict.IsFinding();
  std::string difference = Difference(emulator, gpu);
  std::optional<uint64_t> open_ulps;
  if (!difference.empty() && emulator_fails == gpu_fails && emulator.outputs.size() == gpu.outputs.size()) {
    open_ulps = OpenUlps(emulator, gpu);
    if (open_ulps) difference.clear();
  }
  verdict.kind = emulator_fails || gpu_fails || !difference.empty() ? Kind::kFail : Kind::kPass;
  const Verdict& shown = emulator_fails ? emulator.verdict : gpu.verdict;
  verdict.symptom = shown.symptom;
  verdict.direct = shown.direct;
  if (emulator_fails && !gpu_fails) {
    verdict.disagreement = kEmulatorOnly;
    verdict.text = Words(IsBlindSpot(verdict)
                             ? "the kernel is bad, and only the emulator can see that: " + FaultOf(emulator.verdict)
                             : "emulator only: " + FaultOf(emulator.verdict),
                         emulator, gpu);
  } else if (gpu_fails && !emulator_fails) {
    verdict.disagreement = kGpuOnly;
    verdict.text = Words("GPU only: " + FaultOf(gpu.verdict), emulator, gpu);
  } else if (!difference.empty()) {
    verdict.disagreement = kDifferentBits;
    if (!emulator_fails) {
      verdict.symptom = {.fault = std::string(kDifferentBits)};
      verdict.direct = true;
    }
    verdict.text = Words("different bits: " + difference, emulator, gpu);
  } else if (emulator_fails) {
    verdict.text =
        Words(fmt::format("both: {} on the emulator, {} on the GPU", FaultOf(emulator.verdict), FaultOf(gpu.verdict)),
              emulator, gpu);
  } else if (open_ulps) {
    verdict.disagreement = kWithinBounds;
    verdict.text = fmt::format("pass; weights are up to {} ulp apart, where PTX leaves the last bits open", *open_ulps);
  } else {
    verdict.text = "pass";
  }
  return verdict;
}

}  // namespace gatefuzz
