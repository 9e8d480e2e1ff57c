// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Two machines' results of a form, compared.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_GRADE_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_GRADE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "emulator/conformance/form.h"
#include "emulator/conformance/operands.h"

namespace gatefuzz::conformance {

// One form's results on one machine, tuple by tuple; results that PTX leaves undefined are cleared.
class FormResults {
 public:
  FormResults(const Form& form, const Tuples& tuples, const uint8_t* bytes);

  int tuples() const { return tuples_; }
  uint64_t At(int tuple, int result) const;
  // Of all bits, the same on every host.
  uint64_t Hash() const;
  bool EqualAt(int tuple, const FormResults& other) const;

 private:
  int result_bytes_, result_count_, tuples_;
  std::vector<uint8_t> bytes_;
};

// Calls visit(form, tuples, results of each machine) for every form of the rows that `rows` picks. `failed` is told of
// what a machine could not do; such a machine's results are left out: null.
class Machine;
using FormVisitor = std::function<void(const Form& form, const Tuples& tuples, const std::vector<const FormResults*>&)>;
using FailureVisitor = std::function<void(int machine, const Form& form, const std::string& error)>;
using RowFilter = bool (*)(const Form& first_of_row);
void RunSuite(
    const std::vector<Machine*>& machines, const FormVisitor& visit, const FailureVisitor& failed,
    RowFilter rows = [](const Form&) { return true; });

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_GRADE_H_
