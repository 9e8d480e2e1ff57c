// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a run on a GPU says of each instruction form that a kernel's PTX uses: how far a verdict from the emulator can
// be relied on for that kernel.
#ifndef GATEFUZZ_CAMPAIGN_KERNEL_FIDELITY_H_
#define GATEFUZZ_CAMPAIGN_KERNEL_FIDELITY_H_

#include <string>
#include <vector>

#include "emulator/conformance/fidelity.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {

struct KernelFidelity {
  std::vector<conformance::InstructionFidelity> forms;  // in the order in which they deserve a look
  int modules = 0;                    // object files from which the kernel launches, all of whose functions count
  std::vector<std::string> problems;  // why the emulator refuses modules, if it does
};

// Finds the kernel's PTX by launching it on small cases, one for each dtype. False, with the reason, if nothing is
// launched. Requires: emulator::Present(), and no Runner at work. Resets the emulator's coverage.
bool FidelityOfKernel(const KernelInfo& kernel, KernelFidelity* fidelity, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_KERNEL_FIDELITY_H_
