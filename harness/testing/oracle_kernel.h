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

inline constexpr Operation kAllOperations[] = {Operation::kTopkSoftmax,     Operation::kTopkSigmoid,
                                               Operation::kTopkThenSoftmax, Operation::kTopkSoftplusSqrt,
                                               Operation::kGroupedSigmoid,  Operation::kGroupedSoftmax};

// The operation by the oracle. Checks its arguments as a production kernel does. Synchronises with the device.
Status RouteByOracle(const TopkArgs& args, cudaStream_t stream, Operation operation);
Status OracleTopkSoftmax(const TopkArgs& args, cudaStream_t stream);

// Its parts, for kernels that are wrong on purpose.
Status CheckArgs(const TopkArgs& args, Operation operation);  // kInvalidArgument with the member's name, or ok
RoutingProblem ReadProblem(const TopkArgs& args, Operation operation);  // requires: CheckArgs is ok
void WriteResult(const TopkArgs& args, const RoutingResult& result);

// A kernel's function from one that takes the operation as well.
template <Status (*kRoute)(const TopkArgs&, cudaStream_t, Operation)>
TopkFunction ForOperation(Operation operation) {
  switch (operation) {
    case Operation::kTopkSoftmax:
      return [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kTopkSoftmax); };
    case Operation::kTopkSigmoid:
      return [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kTopkSigmoid); };
    case Operation::kTopkThenSoftmax:
      return
          [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kTopkThenSoftmax); };
    case Operation::kTopkSoftplusSqrt:
      return
          [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kTopkSoftplusSqrt); };
    case Operation::kGroupedSigmoid:
      return [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kGroupedSigmoid); };
    case Operation::kGroupedSoftmax:
      return [](const TopkArgs& args, cudaStream_t stream) { return kRoute(args, stream, Operation::kGroupedSoftmax); };
  }
  return nullptr;
}

// "testing/oracle", exact, lacks nothing but capture.
KernelInfo OracleKernel(Operation operation = Operation::kTopkSoftmax);

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_HARNESS_TESTING_ORACLE_KERNEL_H_
