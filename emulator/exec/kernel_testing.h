// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests and benchmarks: runs PTX text without the CUDA runtime. Buffers live in the arena; each KernelRun starts
// from an empty one.
#ifndef GATEFUZZ_EMULATOR_EXEC_KERNEL_TESTING_H_
#define GATEFUZZ_EMULATOR_EXEC_KERNEL_TESTING_H_

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "emulator/exec/program.h"

namespace gatefuzz::emulator {

class KernelRun {
 public:
  // Parses and loads; `error()` tells if that failed. The text may lack the three head directives.
  explicit KernelRun(const std::string& ptx);

  const std::string& error() const { return error_; }
  const Program& program() const { return *program_; }

  // Memory of the device: zero-filled, 256-byte aligned. Valid until the next KernelRun.
  template <class T>
  T* Buffer(size_t count) {
    return reinterpret_cast<T*>(Allocate(count * sizeof(T)));
  }
  template <class T>
  T* Buffer(const std::vector<T>& values) {
    T* buffer = Buffer<T>(values.size());
    std::memcpy(buffer, values.data(), values.size() * sizeof(T));
    return buffer;
  }

  LaunchRequest request;  // grid 1, block 32, budget 10,000,000; change before Launch

  // Launches the module's first kernel, or the one named.
  template <class... Arguments>
  LaunchOutcome Launch(const Arguments&... arguments) {
    return LaunchKernel("", arguments...);
  }
  template <class... Arguments>
  LaunchOutcome LaunchKernel(const std::string& name, const Arguments&... arguments) {
    const KernelEntry* kernel = Find(name);
    std::vector<uint8_t> parameters(kernel->parameter_bytes);
    size_t index = 0;
    const auto put = [&](const auto& value) {
      const KernelParameter& parameter = kernel->parameters.at(index++);
      std::memcpy(parameters.data() + parameter.offset, &value, std::min<size_t>(parameter.bytes, sizeof value));
    };
    (put(arguments), ...);
    request.kernel = kernel;
    request.parameters = parameters.data();
    return RunGrid(*program_, request);
  }

 private:
  uint64_t Allocate(size_t bytes);
  const KernelEntry* Find(const std::string& name) const;

  std::shared_ptr<const Program> program_;
  std::string error_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_KERNEL_TESTING_H_
