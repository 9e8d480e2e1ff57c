// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a run on a GPU leaves: docs/data/conformance_*.json, a record a form, from which a machine without a GPU checks
// the emulator again; and the table of known divergences.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/conformance/form.h"
#include "emulator/conformance/grade.h"
#include "emulator/conformance/operands.h"
#include "emulator/semantics/bounds.h"
#include "nlohmann/json_fwd.hpp"

namespace gatefuzz::conformance {

struct Divergence {
  std::string_view form;
  int tuples;
  std::string_view id;
};
const std::vector<Divergence>& Divergences();
const Divergence* DivergenceOf(std::string_view form);  // null: none
struct DivergenceReason {
  std::string_view id, why;
};
const std::vector<DivergenceReason>& DivergenceReasons();

// The largest errors seen where one bound holds; a bound of "" where none does. Units: those of the bound, which
// `bound` names ("2 ulp", "2^-11 relative").
struct SeenError {
  std::string bound;
  double gpu = 0, emulator = 0;
};

struct Record {
  std::string form;
  int tuples = 0;
  int mismatches = 0;  // of exact forms: tuples whose bits differ; of approximate ones: GPU results outside the bound
  std::string hash;    // of the GPU's results
  std::string emulator_hash;  // of the emulator's, if they differ though they should not: a divergence
  std::string divergence;     // id, or empty
  std::string special_hash;   // approximate: of the GPU's results, those that no bound is for
  std::vector<SeenError> errors;
};

// Compares the machines' results of a form. `gpu` may be null: then mismatches and the GPU's hashes and errors are of
// no meaning.
Record Compare(const Form& form, const Tuples& tuples, const FormResults& emulator, const FormResults* gpu);
// How many of an approximate form's results are outside the bound; fills in the errors seen, one for each bound, in
// `set`, and the hash of the special results.
int JudgeAll(const Form& form, const Tuples& tuples, const FormResults& results, double SeenError::* set,
             Record* record);

// "2 ulp", "2^-20.5 absolute".
std::string BoundText(const semantics::Bound& bound);

struct Run {
  std::string device, date, driver, toolkit, command;
  std::map<std::string, Record, std::less<>> records;  // by form
};
nlohmann::ordered_json RecordToJson(const Record& record);
// Reads a data file. False, with what is wrong, if it is none.
bool ReadRun(const std::string& path, Run* run, std::string* error);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_
