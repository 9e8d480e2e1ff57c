// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// SIGINT and SIGTERM ask for an orderly end.
#ifndef GATEFUZZ_CAMPAIGN_STOP_SIGNAL_H_
#define GATEFUZZ_CAMPAIGN_STOP_SIGNAL_H_

namespace gatefuzz {

// From now on the two signals are noted rather than fatal; a second one is fatal.
void CatchStopSignals();
bool StopRequested();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_STOP_SIGNAL_H_
