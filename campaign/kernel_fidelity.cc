// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/kernel_fidelity.h"

#include "emulator/conformance/run.h"
#include "emulator/control.h"
#include "emulator/kernel_ptx.h"
#include "harness/routing_case.h"
#include "harness/runner.h"

namespace gatefuzz {
namespace {

// Enough that whatever chooses a kernel by dtype launches each; what it does there is no matter.
void LaunchEachDtype(const KernelInfo& kernel) {
  Runner runner(kernel);
  for (const DType dtype : {DType::kF32, DType::kF16, DType::kBF16}) {
    RoutingCase routing_case;
    routing_case.problem.dtype = dtype;
    routing_case.problem.tokens = 1;
    routing_case.problem.experts = 8;
    routing_case.problem.k = 2;
    Canonicalize(&routing_case);
    runner.Run(routing_case);
  }
}

}  // namespace

bool FidelityOfKernel(const KernelInfo& kernel, KernelFidelity* fidelity, std::string* error) {
  *fidelity = {};
  const emulator::Options before = emulator::GetOptions();
  emulator::Options quiet = before;
  quiet.print_diagnostics = false;
  emulator::SetOptions(quiet);
  emulator::ResetCoverage();
  LaunchEachDtype(kernel);
  emulator::SetOptions(before);

  std::vector<std::string> modules;
  emulator::VisitKernelPtx([&](const emulator::ModulePtx& module) {
    modules.emplace_back(module.text);
    if (!module.problem.empty()) fidelity->problems.emplace_back(module.problem);
  });
  if (modules.empty()) {
    *error = "it launched nothing that holds PTX";
    return false;
  }
  fidelity->modules = static_cast<int>(modules.size());
  return conformance::FidelityOfPtx(modules, conformance::EmbeddedRun(), &fidelity->forms, error);
}

}  // namespace gatefuzz
