// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A right align_experts "kernel" for tests of the harness: it copies its ids to the host, asks the reference's oracle
// and copies the answer back. So a test can break it at will and needs no working kernel or emulated GPU.
#ifndef GATEFUZZ_HARNESS_TESTING_ALIGN_ORACLE_KERNEL_H_
#define GATEFUZZ_HARNESS_TESTING_ALIGN_ORACLE_KERNEL_H_

#include "kernels/align_table.h"
#include "reference/align_problem.h"

namespace gatefuzz::testing {

// Checks its arguments as a production kernel does, and fills its workspace. Synchronises with the device.
Status OracleAlignExperts(const AlignArgs& args, cudaStream_t stream);
// 4 bytes an expert.
size_t OracleAlignWorkspaceBytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

// Its parts, for kernels that are wrong on purpose. The latter two require: CheckAlignOracleArgs is ok.
Status CheckAlignOracleArgs(const AlignArgs& args);
AlignProblem ReadAlignProblem(const AlignArgs& args);
void WriteAlignResult(const AlignArgs& args, const AlignResult& result);

// "testing/align_oracle".
AlignKernelInfo AlignOracleKernel();

}  // namespace gatefuzz::testing

#endif  // GATEFUZZ_HARNESS_TESTING_ALIGN_ORACLE_KERNEL_H_
