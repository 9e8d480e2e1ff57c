// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels that cost a GPU its context or its time. On the emulator they are faults like any other.
#ifndef GATEFUZZ_CAMPAIGN_TESTING_DEVICE_FAULTS_H_
#define GATEFUZZ_CAMPAIGN_TESTING_DEVICE_FAULTS_H_

#include "kernels/routing.h"

namespace gatefuzz::testing {

// Writes to an address that no allocation is near: on a GPU an illegal access, after which the process's context
// answers every call with that error.
Status LaunchWildWrite(const TopkArgs& args, cudaStream_t stream);

// Never ends: on the emulator the budget of instructions is exceeded, on a GPU only a watchdog ends it.
Status LaunchEndlessLoop(const TopkArgs& args, cudaStream_t stream);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_CAMPAIGN_TESTING_DEVICE_FAULTS_H_
