// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/kernel_ptx.h"

#include <algorithm>
#include <mutex>

#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

void VisitKernelPtx(const std::function<void(const ModulePtx&)>& visit) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  for (const auto& module : runtime.registry.modules()) {
    const bool launched = std::ranges::any_of(runtime.registry.kernels(), [&](const auto& kernel) {
      return kernel->module == module.get() && kernel->launched;
    });
    if (launched || !module->problem().empty()) visit({module->PtxText(), module->problem()});
  }
}

}  // namespace gatefuzz::emulator
