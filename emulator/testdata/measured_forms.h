// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_TESTDATA_MEASURED_FORMS_H_
#define GATEFUZZ_EMULATOR_TESTDATA_MEASURED_FORMS_H_

#include <cuda_runtime_api.h>

#include <cstdint>

namespace gatefuzz::testdata {

// Runs row `form` of measured_forms.inc on `count` tuples of three operands each (those that the form does not take are
// ignored), with the runtime of this build. Host pointers.
cudaError_t RunMeasuredForm(int form, int count, const uint64_t* operands, uint64_t* results);

}  // namespace gatefuzz::testdata

#endif  // GATEFUZZ_EMULATOR_TESTDATA_MEASURED_FORMS_H_
