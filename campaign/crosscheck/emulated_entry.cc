// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/crosscheck/emulated_entry.h"

#include <exception>
#include <map>
#include <memory>
#include <string>

#include "campaign/crosscheck/observation.h"
#include "fuzz/kernel_registry.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

// Each kernel keeps its memory on the emulated device from case to case. Never destroyed: at exit the runtime that this
// memory belongs to may be gone already.
KernelUnderTest* KernelOf(const std::string& name) {
  static auto* const kernels = new std::map<std::string, std::unique_ptr<KernelUnderTest>>;
  std::unique_ptr<KernelUnderTest>& kernel = (*kernels)[name];
  if (kernel == nullptr) kernel = NewKernelUnderTest(name);
  return kernel.get();
}

Observation ObserveNamed(const std::string& name, std::span<const uint8_t> encoded_case) {
  Observation observation;
  KernelUnderTest* const kernel = KernelOf(name);
  const AnyCase any_case = DecodeAnyCase(encoded_case);
  if (kernel == nullptr) {
    observation.verdict.text = "the emulated half has no kernel '" + name + "'";
  } else if (kernel->kind() != KindOf(any_case)) {
    observation.verdict.text = "kernel '" + name + "' takes another kind of case";
  } else {
    observation = Observe(any_case, kernel);
  }
  return observation;
}

std::string ObservationText(const std::string& name, std::span<const uint8_t> encoded_case) {
  try {
    return ObservationToJson(ObserveNamed(name, encoded_case));
  } catch (const std::exception& error) {
    Observation observation;
    observation.verdict.text = std::string("the emulated half failed: ") + error.what();
    return ObservationToJson(observation);
  }
}

}  // namespace
}  // namespace gatefuzz

extern "C" void gatefuzz_observe_emulated(const char* kernel, const uint8_t* encoded_case, size_t case_bytes,
                                          void (*deliver)(void* context, const char* json, size_t json_bytes),
                                          void* context) {
  const std::string text = gatefuzz::ObservationText(kernel, {encoded_case, case_bytes});
  deliver(context, text.data(), text.size());
}
