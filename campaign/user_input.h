// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What subcommands share about things that a user names: each failure says on standard error what is wrong.
#ifndef GATEFUZZ_CAMPAIGN_USER_INPUT_H_
#define GATEFUZZ_CAMPAIGN_USER_INPUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "fuzz/kernel_registry.h"
#include "harness/routing_case.h"

namespace gatefuzz {

// Prints "gatefuzz: MESSAGE" to standard error; returns kExitBadInput.
int BadInput(std::string_view message);

// The kernel, or null after saying that there is none and which was meant.
const RegisteredKernel* FindKernelOrSay(std::string_view name);
// The kernels of these names, each once, or all production kernels if there are no names. False if one is unknown.
bool ResolveKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels);

// Reads a case file. False if it is none.
bool ReadUserCase(const std::string& path, RoutingCase* routing_case);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_USER_INPUT_H_
