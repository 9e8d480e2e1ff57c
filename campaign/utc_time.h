// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_CAMPAIGN_UTC_TIME_H_
#define GATEFUZZ_CAMPAIGN_UTC_TIME_H_

#include <string>

namespace gatefuzz {

// "2026-11-24T19:00:00Z", by the wall clock: for people to read, never to measure by.
std::string UtcNow();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_UTC_TIME_H_
