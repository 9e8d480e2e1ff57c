// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes the records that a run on a GPU leaves, from which a machine without a GPU checks the emulator again.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_

#include <string>

#include "emulator/conformance/form.h"
#include "emulator/conformance/grade.h"
#include "emulator/conformance/operands.h"
#include "emulator/conformance/run.h"
#include "emulator/semantics/bounds.h"
#include "nlohmann/json_fwd.hpp"

namespace gatefuzz::conformance {

// Compares the machines' results of a form. `gpu` may be null: then mismatches and the GPU's hashes and errors are of
// no meaning.
Record Compare(const Form& form, const Tuples& tuples, const FormResults& emulator, const FormResults* gpu);
// How many of an approximate form's results are outside the bound; fills in the errors seen, one for each bound, in
// `set`, and the hash of the special results.
int JudgeAll(const Form& form, const Tuples& tuples, const FormResults& results, double SeenError::* set,
             Record* record);

// "2 ulp", "2^-20.5 absolute".
std::string BoundText(const semantics::Bound& bound);

// As it stands in a data file; run.h reads it.
nlohmann::ordered_json RecordToJson(const Record& record);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_RECORD_H_
