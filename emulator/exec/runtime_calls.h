// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Functions that CUDA programs call but no module defines: vprintf, __assertfail, malloc, free.
#ifndef GATEFUZZ_EMULATOR_EXEC_RUNTIME_CALLS_H_
#define GATEFUZZ_EMULATOR_EXEC_RUNTIME_CALLS_H_

#include <string_view>

#include "emulator/exec/decoded.h"

namespace gatefuzz::emulator {

// Runs the call for `lanes`; `extra` of the instruction is its CallSite. Null: no such function.
Handler FindRuntimeCall(std::string_view name);

// The handler of ret. (lower_call.cc)
Handler ReturnHandler();
// The handler of exit. (lower_control.cc)
Handler ExitHandler();

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_RUNTIME_CALLS_H_
