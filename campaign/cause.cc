// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/cause.h"

#include <tuple>

#include "campaign/shape_class.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

auto Place(const Symptom& symptom) { return std::tie(symptom.check, symptom.file, symptom.line); }

}  // namespace

Cause CauseOf(const Symptom& symptom, const AnyCase& any_case) {
  return {.symptom = symptom, .shape = ShapeClass(any_case)};
}

std::string CauseText(const Cause& cause) {
  const Symptom& symptom = cause.symptom;
  if (!symptom.file.empty()) return fmt::format("{} at {}:{}", symptom.check, symptom.file, symptom.line);
  return fmt::format("{} {} with {}", symptom.fault, symptom.check, cause.shape);
}

bool Explains(const Cause& cause, const Cause& other) {
  // What depends on the process's past says nothing of a case, nor is it explained by one.
  const bool reproduced = cause.shape != kNotReproduced;
  if (reproduced != (other.shape != kNotReproduced)) return false;
  if (!cause.symptom.file.empty() || !other.symptom.file.empty()) return Place(cause.symptom) == Place(other.symptom);
  if (!reproduced) return cause.symptom.fault == other.symptom.fault;
  return HasTraitsOf(other.shape, cause.shape);
}

}  // namespace gatefuzz
