// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The statement of fidelity, docs/fidelity.md: for each row of the opcode table, what the run on a GPU showed.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_PAGE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_PAGE_H_

#include <string>

#include "emulator/conformance/run.h"

namespace gatefuzz::conformance {

// The page, in Markdown.
std::string FidelityPage(const Run& run);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_FIDELITY_PAGE_H_
