// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The PTX that launches ran, beside control.h: for those who look at a kernel's instructions rather than at what they
// do. Implemented by our runtime; beside the Toolkit's, there is none.
//
// Thread safety: as control.h.
#ifndef GATEFUZZ_EMULATOR_KERNEL_PTX_H_
#define GATEFUZZ_EMULATOR_KERNEL_PTX_H_

#include <functional>
#include <string_view>

namespace gatefuzz::emulator {

// The PTX of one module, what one object file of nvcc registered. Views are valid as long as the process.
struct ModulePtx {
  std::string_view text;
  std::string_view problem;  // why the emulator refuses the module; empty: it does not
};

// Visits each module from which a kernel was launched since the last ResetCoverage, and each that the emulator was
// asked for and refused, in the order in which they were registered. `visit` may not call the CUDA runtime.
void VisitKernelPtx(const std::function<void(const ModulePtx&)>& visit);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_KERNEL_PTX_H_
