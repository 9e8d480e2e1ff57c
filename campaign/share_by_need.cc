// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/share_by_need.h"

#include <algorithm>
#include <tuple>

namespace gatefuzz {
namespace {

constexpr double kEqualPart = 0.5;
constexpr double kLastSlicePart = 0.5;
constexpr double kLongestSlice = 60;
constexpr double kShortestSlice = 0.5;

}  // namespace

int FurthestBehind(const std::vector<Claim>& claims) {
  double open = 0;
  double rates = 0;
  for (const Claim& claim : claims) {
    if (!claim.open) continue;
    ++open;
    rates += claim.rate;
  }
  // What a claim has had, in units of its share.
  const auto served = [&](const Claim& claim) {
    const double by_need = rates > 0 ? claim.rate / rates : 1 / open;
    return claim.used_seconds / (kEqualPart / open + (1 - kEqualPart) * by_need);
  };
  int behind = -1;
  for (int i = 0; i < static_cast<int>(claims.size()); ++i) {
    const Claim& claim = claims[static_cast<size_t>(i)];
    if (!claim.open) continue;
    if (behind >= 0) {
      const Claim& best = claims[static_cast<size_t>(behind)];
      if (std::tuple(served(best), best.running) <= std::tuple(served(claim), claim.running)) continue;
    }
    behind = i;
  }
  return behind;
}

double UpdatedRate(double rate, uint64_t features, double seconds) {
  const double last = static_cast<double>(features) / std::max(seconds, 0.1);
  return (1 - kLastSlicePart) * rate + kLastSlicePart * last;
}

double SliceSeconds(double seconds, int kernels, int jobs) {
  if (seconds <= 0) return kLongestSlice;
  const double share = seconds * std::min(1.0, static_cast<double>(jobs) / kernels);
  return std::clamp(share / 2, std::min(kShortestSlice, share), kLongestSlice);
}

}  // namespace gatefuzz
