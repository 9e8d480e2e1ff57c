// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Twenty faults of twenty kinds, for tests of the checks and for a comparison with other tools: planted_faults.inc.
#ifndef GATEFUZZ_EMULATOR_E2E_PLANTED_FAULTS_H_
#define GATEFUZZ_EMULATOR_E2E_PLANTED_FAULTS_H_

#include <cuda_runtime_api.h>

// Each launches one kernel with one fault and waits for it; returns the error that the wait reports, which is that of
// the device and may be none.
#define PLANTED_FAULT(id, kind, text) cudaError_t id();
#include "emulator/e2e/planted_faults.inc"
#undef PLANTED_FAULT

#endif  // GATEFUZZ_EMULATOR_E2E_PLANTED_FAULTS_H_
