// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/verify_state.h"

#include <algorithm>
#include <filesystem>

#include "harness/case_codec.h"
#include "harness/text_file.h"
#include "nlohmann/json.hpp"

namespace gatefuzz {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <typename T>
std::optional<T> Optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
}

}  // namespace

std::string FileNameOf(std::string_view kernel) {
  std::string name(kernel);
  std::ranges::replace(name, '/', '-');
  return name;
}

std::string VerifyStatePath(const std::string& folder, std::string_view kernel) {
  return folder + "/verify-" + FileNameOf(kernel) + ".json";
}

StateFile ReadVerifyState(const std::string& path, VerifyState* state, std::string* error) {
  if (!std::filesystem::exists(path)) return StateFile::kNone;
  std::string text;
  if (!ReadTextFile(path, &text, error)) return StateFile::kBroken;
  try {
    const Json json = Json::parse(text);
    state->kernel = json.at("kernel");
    state->seed = json.at("seed");
    state->batch_rows = json.at("batch_rows");
    state->pins.experts = Optional<int32_t>(json.at("experts"));
    state->pins.k = Optional<int32_t>(json.at("k"));
    const std::optional<int32_t> dtype = Optional<int32_t>(json.at("dtype"));
    if (dtype) state->pins.dtype = static_cast<DType>(*dtype);
    state->pins.plain = json.at("plain");
    state->batches = json.at("batches");
    state->rows = json.at("rows");
    state->seconds = json.at("seconds");
    state->kernel_seconds = json.at("kernel_seconds");
  } catch (const Json::exception& exception) {
    *error = path + " is no state of a verification (" + exception.what() + "); remove it to start anew";
    return StateFile::kBroken;
  }
  return StateFile::kRead;
}

bool WriteVerifyState(const std::string& path, const VerifyState& state, std::string* error) {
  std::optional<int32_t> dtype;
  if (state.pins.dtype) dtype = static_cast<int32_t>(*state.pins.dtype);
  const Json json = {{"kernel", state.kernel},
                     {"seed", state.seed},
                     {"batch_rows", state.batch_rows},
                     {"experts", OrNull(state.pins.experts)},
                     {"k", OrNull(state.pins.k)},
                     {"dtype", OrNull(dtype)},
                     {"plain", state.pins.plain},
                     {"batches", state.batches},
                     {"rows", state.rows},
                     {"seconds", state.seconds},
                     {"kernel_seconds", state.kernel_seconds}};
  return WriteFileAtomically(path, std::string_view(json.dump(2) + "\n"), error);
}

}  // namespace gatefuzz
