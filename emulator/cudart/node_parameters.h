// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The API's structures of node parameters, and the work that they describe.
#ifndef GATEFUZZ_EMULATOR_CUDART_NODE_PARAMETERS_H_
#define GATEFUZZ_EMULATOR_CUDART_NODE_PARAMETERS_H_

#include <cuda_runtime_api.h>

#include "emulator/cudart/graph.h"
#include "emulator/cudart/runtime.h"

namespace gatefuzz::emulator {

// Checks the parameters and copies what they point at.
cudaError_t WorkOf(Runtime& runtime, const cudaKernelNodeParams& parameters, Work* work);
cudaError_t WorkOf(Runtime& runtime, const cudaMemcpy3DParms& parameters, Work* work);
cudaError_t WorkOf(Runtime& runtime, const cudaMemsetParams& parameters, Work* work);
cudaError_t WorkOf(Runtime& runtime, const cudaHostNodeParams& parameters, Work* work);
// A copy whose operands are checked and that is not empty.
cudaError_t CheckedCopy(Runtime& runtime, const Copy& copy, Work* work);

// The parameters of a kernel node; what they point at belongs to the node and holds until its work is set anew.
cudaKernelNodeParams ParametersOf(GraphNode* node);

// Replaces a node's work, which is of the same type, keeping a kernel's attributes.
void Replace(Work* work, Work with);

// The value of a launch attribute; one that was never set is all 0.
cudaLaunchAttributeValue AttributeOf(const KernelWork& kernel, cudaLaunchAttributeID id);
// cudaErrorInvalidValue for what no kernel node has.
cudaError_t SetAttribute(KernelWork* kernel, cudaLaunchAttributeID id, const cudaLaunchAttributeValue& value);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_NODE_PARAMETERS_H_
