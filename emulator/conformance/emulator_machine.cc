// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/emulator_machine.h"

#include <array>
#include <cstring>

#include "emulator/exec/kernel_testing.h"

namespace gatefuzz::conformance {
namespace {

using emulator::KernelRun;

class EmulatorMachine final : public Machine {
 public:
  explicit EmulatorMachine(uint64_t approximation_seed) : approximation_seed_(approximation_seed) {}

  bool Load(const SuiteModule& module, std::string* error) override {
    run_ = std::make_unique<KernelRun>(module.ptx);
    *error = run_->error();
    return error->empty();
  }

  bool Run(const Batch& batch, int tuples, const std::vector<uint64_t>& operands, std::vector<uint8_t>* results,
           std::string* error) override {
    const size_t count = static_cast<size_t>(tuples);
    const size_t bytes = batch.forms.size() * count * static_cast<size_t>(batch.result_stride());
    uint64_t* in = run_->Buffer(operands);
    uint8_t* out = run_->Buffer<uint8_t>(bytes);
    uint8_t* memory = run_->Buffer<uint8_t>(count * kSlotBytes);
    std::array<uint8_t, kBlobBytes> blob;
    std::memcpy(blob.data(), Blob(), blob.size());
    run_->request.grid = {static_cast<uint32_t>(tuples / kBlockThreads), 1, 1};
    run_->request.block = {kBlockThreads, 1, 1};
    run_->request.approximation_seed = approximation_seed_;
    run_->request.instruction_budget = uint64_t{1} << 40;
    const emulator::LaunchOutcome outcome = run_->LaunchKernel(batch.kernel, in, out, memory, blob);
    if (!outcome.completed) {
      *error = outcome.diagnostics.empty() ? "the launch did not complete" : outcome.diagnostics[0].ToString();
      return false;
    }
    results->assign(out, out + bytes);
    return true;
  }

 private:
  const uint64_t approximation_seed_;
  std::unique_ptr<KernelRun> run_;
};

}  // namespace

std::unique_ptr<Machine> MakeEmulatorMachine(uint64_t approximation_seed) {
  return std::make_unique<EmulatorMachine>(approximation_seed);
}

}  // namespace gatefuzz::conformance
