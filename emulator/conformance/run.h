// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A run of the suite on a GPU as docs/data/conformance_*.json keeps it, a record a form; and the table of known
// divergences.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_RUN_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_RUN_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

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

struct Run {
  std::string device, date, driver, toolkit, command;
  std::map<std::string, Record, std::less<>> records;  // by form
};

// Reads a data file. False, with what is wrong, if it is none.
bool ReadRun(const std::string& path, Run* run, std::string* error);

// The H200's run of docs/data, which is part of the program; its records are without hashes. Valid as long as the
// process. Thread-safe.
const Run& EmbeddedRun();

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_RUN_H_
