// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies and fills between host and device memory, with the bounds of allocations checked and the shadow kept.
#ifndef GATEFUZZ_EMULATOR_CUDART_COPY_H_
#define GATEFUZZ_EMULATOR_CUDART_COPY_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/runtime.h"
#include "emulator/cudart/work.h"

namespace gatefuzz::emulator {

// Whether the operands of work that a graph holds lie where they must, or will once the graph's allocations have run.
// Run checks again, of what is there then.
cudaError_t Check(Runtime& runtime, const Copy& copy);
cudaError_t Check(Runtime& runtime, const Fill& fill);

cudaError_t Run(Runtime& runtime, const Copy& copy);
cudaError_t Run(Runtime& runtime, const Fill& fill);

// The same shape in the API's words. False if it names an array, or a position outside its rows.
bool CopyOf(const cudaMemcpy3DParms& parameters, const char* function, Copy* copy);
cudaMemcpy3DParms ParametersOf(const Copy& copy);
// False if the element size is none.
bool FillOf(const cudaMemsetParams& parameters, const char* function, Fill* fill);
cudaMemsetParams ParametersOf(const Fill& fill);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_COPY_H_
