// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/grade.h"

#include <bit>
#include <cstring>
#include <map>
#include <optional>

#include "emulator/conformance/suite.h"

namespace gatefuzz::conformance {

FormResults::FormResults(const Form& form, const Tuples& tuples, const uint8_t* bytes)
    : result_bytes_(form.result_bytes), result_count_(form.result_count), tuples_(tuples.count) {
  const size_t stride = static_cast<size_t>(result_bytes_ * result_count_);
  bytes_.assign(bytes, bytes + stride * static_cast<size_t>(tuples_));
  if (form.defined == nullptr) return;
  for (int t = 0; t < tuples_; ++t) {
    std::vector<const uint64_t*> warp;
    for (const std::vector<uint64_t>& column : tuples.columns)
      warp.push_back(&column[static_cast<size_t>(t / 32 * 32)]);
    if (!form.defined(form, warp.data(), t % 32)) std::memset(&bytes_[stride * static_cast<size_t>(t)], 0, stride);
  }
}

uint64_t FormResults::At(int tuple, int result) const {
  uint64_t bits = 0;
  std::memcpy(&bits, &bytes_[static_cast<size_t>((tuple * result_count_ + result) * result_bytes_)],
              static_cast<size_t>(result_bytes_));
  return bits;
}

uint64_t FormResults::Hash() const {
  uint64_t hash = 0x243f6a8885a308d3;
  for (size_t i = 0; i + 8 <= bytes_.size(); i += 8) {  // a multiple of 128 tuples of at least 2 bytes
    uint64_t word;
    std::memcpy(&word, &bytes_[i], sizeof word);
    hash = std::rotl(hash ^ word, 29) * 0x9e3779b97f4a7c15;
  }
  return hash ^ hash >> 32;
}

bool FormResults::EqualAt(int tuple, const FormResults& other) const {
  const size_t stride = static_cast<size_t>(result_bytes_ * result_count_);
  return std::memcmp(&bytes_[stride * static_cast<size_t>(tuple)], &other.bytes_[stride * static_cast<size_t>(tuple)],
                     stride) == 0;
}

void RunSuite(const std::vector<Machine*>& machines, const FormVisitor& visit, const FailureVisitor& failed,
              RowFilter rows) {
  // Many batches share their operands.
  std::map<OperandKinds, Tuples> all_tuples;
  for (const SuiteModule& module : Modules()) {
    if (!rows(*module.batches[0].forms[0])) continue;
    std::vector<std::string> errors(machines.size());
    for (size_t m = 0; m < machines.size(); ++m) machines[m]->Load(module, &errors[m]);
    for (const Batch& batch : module.batches) {
      Tuples& tuples = all_tuples[batch.operands()];
      if (tuples.count == 0) tuples = MakeTuples(batch.operands());
      const std::vector<uint64_t> operands = PackOperands(tuples);
      std::vector<std::vector<uint8_t>> results(machines.size());
      for (size_t m = 0; m < machines.size(); ++m) {
        std::string error = errors[m];
        if (error.empty() && machines[m]->Run(batch, tuples.count, operands, &results[m], &error)) continue;
        results[m].clear();
        for (const Form* form : batch.forms) failed(static_cast<int>(m), *form, error);
      }
      const size_t form_bytes = static_cast<size_t>(tuples.count) * static_cast<size_t>(batch.result_stride());
      for (size_t f = 0; f < batch.forms.size(); ++f) {
        std::vector<std::optional<FormResults>> form_results(machines.size());
        std::vector<const FormResults*> pointers;
        for (size_t m = 0; m < machines.size(); ++m) {
          if (!results[m].empty()) form_results[m].emplace(*batch.forms[f], tuples, &results[m][f * form_bytes]);
          pointers.push_back(form_results[m] ? &*form_results[m] : nullptr);
        }
        visit(*batch.forms[f], tuples, pointers);
      }
    }
  }
}

}  // namespace gatefuzz::conformance
