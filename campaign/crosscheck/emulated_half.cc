// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// This side of the door to the emulated half.
#include <string>
#include <vector>

#include "campaign/crosscheck/backend.h"
#include "campaign/crosscheck/emulated_entry.h"

namespace gatefuzz {

bool HasEmulatedHalf() { return true; }

Observation ObserveEmulated(std::string_view kernel, const AnyCase& any_case) {
  const std::vector<uint8_t> encoded = EncodeCase(any_case);
  std::string json;
  const auto deliver = [](void* context, const char* text, size_t size) {
    static_cast<std::string*>(context)->assign(text, size);
  };
  gatefuzz_observe_emulated(std::string(kernel).c_str(), encoded.data(), encoded.size(), deliver, &json);
  Observation observation;
  if (!ObservationFromJson(json, &observation)) {
    observation = {};
    observation.verdict.text = "the emulated half gave an answer that is no observation";
  }
  return observation;
}

}  // namespace gatefuzz
