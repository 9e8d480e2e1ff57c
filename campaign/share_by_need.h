// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which kernel a free core works on next: half of the time is shared equally, half by need, which is new features a
// second. Time is dealt in slices, so that need is measured anew and every kernel gets its turn.
#ifndef GATEFUZZ_CAMPAIGN_SHARE_BY_NEED_H_
#define GATEFUZZ_CAMPAIGN_SHARE_BY_NEED_H_

#include <cstdint>
#include <vector>

namespace gatefuzz {

// One kernel's claim. Pure data; the caller keeps it up to date.
struct Claim {
  double used_seconds = 0;  // of worker time, slices that run included
  double rate = 0;          // new features a second of worker time, lately
  bool open = true;         // false: no more work on this one
  int running = 0;          // workers on it now
};

// The index of the open claim that is furthest behind its share; -1 if none is open. Ties: fewer running, then the
// lower index.
int FurthestBehind(const std::vector<Claim>& claims);

// The rate after a slice of `seconds` that brought `features`: the last slices count most.
double UpdatedRate(double rate, uint64_t features, double seconds);

// How long a worker's next slice is: long enough that loading the corpus does not matter, and short enough that each of
// `kernels` gets two turns of the `seconds` in all on `jobs` places. seconds = 0: no limit.
double SliceSeconds(double seconds, int kernels, int jobs);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_SHARE_BY_NEED_H_
