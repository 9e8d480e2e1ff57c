// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/record.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "emulator/conformance/bound_judge.h"
#include "nlohmann/json.hpp"

namespace gatefuzz::conformance {
namespace {

std::string Hex(uint64_t bits) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
  return text;
}

// Four digits are enough to read, and shorter to keep.
double Shortened(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%.4g", x);
  return std::strtod(text, nullptr);
}

void Note(const semantics::Bound* bound, double error, double SeenError::* set, std::vector<SeenError>* errors) {
  const std::string text = bound == nullptr ? "" : BoundText(*bound);
  auto seen = std::find_if(errors->begin(), errors->end(), [&](const SeenError& e) { return e.bound == text; });
  if (seen == errors->end()) seen = errors->insert(errors->end(), {text, 0, 0});
  (*seen).*set = std::max((*seen).*set, error);
}

}  // namespace

std::string BoundText(const semantics::Bound& bound) {
  char text[40];
  switch (bound.measure) {
    case semantics::Measure::kUlps:
      std::snprintf(text, sizeof text, "%g ulp", bound.amount);
      break;
    case semantics::Measure::kRelative:
      std::snprintf(text, sizeof text, "2^-%g relative", bound.amount);
      break;
    case semantics::Measure::kAbsolute:
      std::snprintf(text, sizeof text, "2^-%g absolute", bound.amount);
      break;
  }
  return text;
}

int JudgeAll(const Form& form, const Tuples& tuples, const FormResults& results, double SeenError::* set,
             Record* record) {
  int outside = 0;
  std::vector<uint64_t> operands(tuples.columns.size());
  uint64_t hash = 0;
  for (int t = 0; t < tuples.count; ++t) {
    for (size_t k = 0; k < operands.size(); ++k) operands[k] = tuples.columns[k][static_cast<size_t>(t)];
    bool legal = true;
    for (int element = 0; element < ElementCount(form); ++element) {
      const Judgement judgement = Judge(form, operands, results.At(t, 0), element);
      legal &= judgement.legal;
      const uint64_t bits = ElementCount(form) == 1 ? results.At(t, 0) : results.At(t, 0) >> 16 * element & 0xffff;
      hash = (hash ^ (judgement.special ? bits : 0)) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 29;
      if (!judgement.special) Note(judgement.bound, judgement.error, set, &record->errors);
    }
    if (!legal) ++outside;
  }
  record->special_hash = Hex(hash);
  return outside;
}

Record Compare(const Form& form, const Tuples& tuples, const FormResults& emulator, const FormResults* gpu) {
  Record record;
  record.form = form.name;
  record.tuples = tuples.count;
  if (const Divergence* divergence = DivergenceOf(form.name)) record.divergence = divergence->id;
  const FormResults& kept = gpu == nullptr ? emulator : *gpu;
  record.hash = Hex(kept.Hash());
  if (IsApproximate(form)) {
    JudgeAll(form, tuples, emulator, &SeenError::emulator, &record);
    record.mismatches = JudgeAll(form, tuples, kept, &SeenError::gpu, &record);
    return record;
  }
  for (int t = 0; t < tuples.count; ++t) record.mismatches += emulator.EqualAt(t, kept) ? 0 : 1;
  if (record.mismatches != 0) record.emulator_hash = Hex(emulator.Hash());
  return record;
}

nlohmann::ordered_json RecordToJson(const Record& record) {
  nlohmann::ordered_json json = {{"form", record.form}, {"tuples", record.tuples}, {"mismatches", record.mismatches}};
  if (!record.divergence.empty()) json["divergence"] = record.divergence;
  json["hash"] = record.hash;
  if (!record.emulator_hash.empty()) json["emulator_hash"] = record.emulator_hash;
  if (!record.special_hash.empty()) json["special_hash"] = record.special_hash;
  for (const SeenError& error : record.errors) {
    json["errors"].push_back(
        {{"bound", error.bound}, {"gpu", Shortened(error.gpu)}, {"emulator", Shortened(error.emulator)}});
  }
  return json;
}

}  // namespace gatefuzz::conformance
