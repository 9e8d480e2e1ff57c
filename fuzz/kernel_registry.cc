// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/kernel_registry.h"

#include <vector>

#include "fuzz/nearest_name.h"
#include "zoo/zoo_table.h"

namespace gatefuzz {
namespace {

std::vector<RegisteredKernel>& Kernels() {
  static std::vector<RegisteredKernel>* const kernels = [] {
    auto* all = new std::vector<RegisteredKernel>;
    int count = 0;
    const KernelInfo* production = ProductionKernels(&count);
    for (int i = 0; i < count; ++i) all->push_back({.kernel = production[i], .expected = {}, .source = {}});
    const ZooEntry* zoo = ZooKernels(&count);
    for (int i = 0; i < count; ++i) {
      all->push_back(
          {.kernel = zoo[i].kernel, .production = false, .expected = zoo[i].expected, .source = zoo[i].source});
    }
    return all;
  }();
  return *kernels;
}

}  // namespace

std::span<const RegisteredKernel> AllKernels() { return Kernels(); }

const RegisteredKernel* FindKernel(std::string_view name) {
  for (const RegisteredKernel& registered : Kernels()) {
    if (registered.kernel.name == name) return &registered;
  }
  return nullptr;
}

std::span<const AlignKernelInfo> AlignKernels() {
  int count = 0;
  const AlignKernelInfo* kernels = ProductionAlignKernels(&count);
  return {kernels, static_cast<size_t>(count)};
}

std::unique_ptr<KernelUnderTest> NewKernelUnderTest(std::string_view name) {
  if (const RegisteredKernel* registered = FindKernel(name)) return NewKernelUnderTest(registered->kernel);
  for (const AlignKernelInfo& kernel : AlignKernels()) {
    if (kernel.name == name) return NewKernelUnderTest(kernel);
  }
  return nullptr;
}

std::string UnknownKernelMessage(std::string_view name) {
  std::vector<std::string_view> names;
  for (const RegisteredKernel& registered : Kernels()) names.push_back(registered.kernel.name);
  for (const AlignKernelInfo& kernel : AlignKernels()) names.push_back(kernel.name);
  return "there is no kernel '" + std::string(name) + "'" + DidYouMean(name, names) + " 'gatefuzz kernels' lists all.";
}

void AddKernelForTest(const KernelInfo& kernel) {
  Kernels().push_back({.kernel = kernel, .production = false, .expected = {}, .source = {}});
}

}  // namespace gatefuzz
