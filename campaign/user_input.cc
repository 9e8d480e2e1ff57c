// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/user_input.h"

#include <algorithm>
#include <cstdio>

#include "campaign/exit_code.h"
#include "campaign/user_paths.h"
#include "harness/case_codec.h"

namespace gatefuzz {

int BadInput(std::string_view message) {
  std::fprintf(stderr, "gatefuzz: %.*s\n", static_cast<int>(message.size()), message.data());
  return kExitBadInput;
}

const RegisteredKernel* FindKernelOrSay(std::string_view name) {
  const RegisteredKernel* kernel = FindKernel(name);
  if (kernel == nullptr) BadInput(UnknownKernelMessage(name));
  return kernel;
}

bool ResolveKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels) {
  for (const std::string& name : names) {
    const RegisteredKernel* kernel = FindKernelOrSay(name);
    if (kernel == nullptr) return false;
    // Named twice, a kernel is still one.
    if (std::find(kernels->begin(), kernels->end(), kernel) == kernels->end()) kernels->push_back(kernel);
  }
  if (!names.empty()) return true;
  for (const RegisteredKernel& registered : AllKernels()) {
    if (registered.production) kernels->push_back(&registered);
  }
  return true;
}

bool ReadUserCase(const std::string& path, RoutingCase* routing_case) {
  std::string error;
  if (ReadCaseFile(UserPath(path), routing_case, &error)) return true;
  BadInput(error);
  return false;
}

}  // namespace gatefuzz
