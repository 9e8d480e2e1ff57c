// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/kernel_registry.h"

#include <vector>

#include "fuzz/nearest_name.h"
#include "zoo/zoo_table.h"

namespace gatefuzz {
namespace {

// Two tables as one: functions that give a table and its length.
template <typename Info, typename Entry>
std::vector<RegisteredKernelOf<Info>>* Join(const Info* (*production)(int*), const Entry* (*zoo)(int*)) {
  auto* all = new std::vector<RegisteredKernelOf<Info>>;
  int count = 0;
  const Info* const kernels = production(&count);
  for (int i = 0; i < count; ++i) all->push_back({.kernel = kernels[i], .expected = {}, .source = {}});
  const Entry* const entries = zoo(&count);
  for (int i = 0; i < count; ++i) {
    const Entry& entry = entries[i];
    all->push_back({.kernel = entry.kernel, .production = false, .expected = entry.expected, .source = entry.source});
  }
  return all;
}

std::vector<RegisteredKernel>& Kernels() {
  static std::vector<RegisteredKernel>* const kernels = Join(ProductionKernels, ZooKernels);
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

std::span<const RegisteredAlignKernel> AlignKernels() {
  static std::vector<RegisteredAlignKernel>* const kernels = Join(ProductionAlignKernels, ZooAlignKernels);
  return *kernels;
}

std::unique_ptr<KernelUnderTest> NewKernelUnderTest(std::string_view name) {
  if (const RegisteredKernel* registered = FindKernel(name)) return NewKernelUnderTest(registered->kernel);
  for (const RegisteredAlignKernel& registered : AlignKernels()) {
    if (registered.kernel.name == name) return NewKernelUnderTest(registered.kernel);
  }
  return nullptr;
}

std::string UnknownKernelMessage(std::string_view name) {
  std::vector<std::string_view> names;
  for (const RegisteredKernel& registered : Kernels()) names.push_back(registered.kernel.name);
  for (const RegisteredAlignKernel& registered : AlignKernels()) names.push_back(registered.kernel.name);
  return "there is no kernel '" + std::string(name) + "'" + DidYouMean(name, names) + " 'gatefuzz kernels' lists all.";
}

void AddKernelForTest(const KernelInfo& kernel) {
  Kernels().push_back({.kernel = kernel, .production = false, .expected = {}, .source = {}});
}

}  // namespace gatefuzz
