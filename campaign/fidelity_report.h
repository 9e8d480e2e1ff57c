// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What `gatefuzz kernels --fidelity` prints.
#ifndef GATEFUZZ_CAMPAIGN_FIDELITY_REPORT_H_
#define GATEFUZZ_CAMPAIGN_FIDELITY_REPORT_H_

#include <string>
#include <string_view>

#include "campaign/kernel_fidelity.h"
#include "emulator/conformance/run.h"

namespace gatefuzz {

// A summary, then a line for each form; ends with a new line. `run` is what graded the forms.
std::string FidelityReport(std::string_view kernel, const KernelFidelity& fidelity, const conformance::Run& run);
// The same as a JSON object.
std::string FidelityJson(std::string_view kernel, const KernelFidelity& fidelity, const conformance::Run& run);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FIDELITY_REPORT_H_
