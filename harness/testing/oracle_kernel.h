// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A right "kernel" for tests of the harness: it copies its inputs to the host, asks the reference's oracle and copies
// the answer back. So a test of runner or property can break it at will and needs no working kernel or emulated GPU.
#ifndef GATEFUZZ_HARNESS_TESTING_ORACLE_KERNEL_H_
#define GATEFUZZ_HARNESS_TESTING_ORACLE_KERNEL_H_

#include <vector>

#include "kernels/kernel_table.h"
#include "reference/routing_problem.h"

namespace gatefuzz::testing {

// topk_softmax by the oracle. Checks its arguments as a production kernel does. Synchronises with the device.
Status OracleTopkSoftmax(const TopkArgs& args, cudaStream_t stream);

// Its parts, for kernels that are wrong on purpose.
Status CheckArgs(const TopkArgs& args);            // kInvalidArgument with the member's name, or ok
RoutingProblem ReadProblem(const TopkArgs& args);  // requires: CheckArgs is ok
void WriteResult(const TopkArgs& args, const RoutingResult& result);

// "testing/oracle", exact, lacks nothing.
KernelInfo OracleKernel();

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_HARNESS_TESTING_ORACLE_KERNEL_H_
