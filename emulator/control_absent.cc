// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// control.h and kernel_ptx.h beside a CUDA runtime that is not ours: there is nothing to control.
#include "emulator/control.h"
#include "emulator/kernel_ptx.h"

namespace gatefuzz::emulator {

bool Present() { return false; }
Options GetOptions() { return {}; }
void SetOptions(const Options&) {}
std::vector<Diagnostic> TakeDiagnostics() { return {}; }
void ResetDevice() {}
void MarkRegion(const void*, size_t, Region) {}
std::vector<LiveAllocation> LiveAllocations() { return {}; }
Coverage GetCoverage() { return {}; }
void ResetCoverage() {}
void VisitInstructions(const std::function<void(const InstructionCoverage&)>&) {}
uint64_t CollectFeatures() { return 0; }
void VisitKernelPtx(const std::function<void(const ModulePtx&)>&) {}

}  // namespace gatefuzz::emulator
