// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/testing/align_oracle_kernel.h"

#include <vector>

#include "reference/align_oracle.h"

namespace gatefuzz::testing {
namespace {

// Of a 32-bit type the value of the word is what the type says, sign or none.
template <typename T>
std::vector<int64_t> ReadIds(const AlignArgs& args) {
  std::vector<T> ids(static_cast<size_t>(args.num_tokens * args.k));
  if (!ids.empty()) cudaMemcpy(ids.data(), args.ids, ids.size() * sizeof(T), cudaMemcpyDeviceToHost);
  return std::vector<int64_t>(ids.begin(), ids.end());
}

void WriteWords(const std::vector<int32_t>& words, int32_t* device) {
  if (!words.empty()) cudaMemcpy(device, words.data(), words.size() * sizeof(int32_t), cudaMemcpyHostToDevice);
}

}  // namespace

size_t OracleAlignWorkspaceBytes(int64_t /*num_tokens*/, int32_t /*k*/, int32_t num_experts, int32_t /*block_size*/) {
  return 4 * static_cast<size_t>(num_experts);
}

Status CheckAlignOracleArgs(const AlignArgs& args) { return CheckAlignArgs(args, OracleAlignWorkspaceBytes); }

AlignProblem ReadAlignProblem(const AlignArgs& args) {
  AlignProblem problem;
  problem.id_type = args.id_type;
  problem.tokens = args.num_tokens;
  problem.k = args.k;
  problem.experts = args.num_experts;
  problem.block_size = args.block_size;
  switch (args.id_type) {
    case IdType::kInt32:
      problem.ids = ReadIds<int32_t>(args);
      break;
    case IdType::kUint32:
      problem.ids = ReadIds<uint32_t>(args);
      break;
    case IdType::kInt64:
      problem.ids = ReadIds<int64_t>(args);
      break;
  }
  return problem;
}

void WriteAlignResult(const AlignArgs& args, const AlignResult& result) {
  WriteWords(result.sorted, args.sorted);
  WriteWords(result.block_experts, args.block_experts);
  WriteWords({result.total}, args.total);
  WriteWords({result.error}, args.error);
}

Status OracleAlignExperts(const AlignArgs& args, cudaStream_t stream) {
  const Status status = CheckAlignOracleArgs(args);
  if (!status.ok()) return status;
  cudaStreamSynchronize(stream);
  cudaMemset(args.workspace, 0x5a, args.workspace_bytes);
  WriteAlignResult(args, SolveAlignment(ReadAlignProblem(args)));
  return {};
}

AlignKernelInfo AlignOracleKernel() {
  return {"testing/align_oracle", OracleAlignExperts, OracleAlignWorkspaceBytes,
          "the reference itself, for tests of the harness"};
}

}  // namespace gatefuzz::testing
