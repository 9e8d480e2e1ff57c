// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One warp a row. Order of judgement as the contract's parts build on each other: is everything written, are the ids
// ids, are they the best, are the weights theirs.
#include <algorithm>

#include "verify/judge.h"
#include "verify/judge_selection.cuh"
#include "verify/judge_weights.cuh"
#include "verify/poison.h"
#include "verify/row.cuh"

namespace gatefuzz::verify {
namespace {

constexpr int kWarpsPerBlock = 4;
// A block more than the GPU holds costs nothing; the warps stride over the rows.
constexpr int64_t kMostBlocks = 132 * 16;
constexpr int64_t kMostBlocksOfList = 132 * 4;  // a list is short

bool JudgesExactly(const JudgeArgs& args) {
  return args.agreement == Agreement::kExact && args.call.correction_bias == nullptr;
}

// Bytes of shared memory that a warp needs.
size_t MemoryBytes(int experts, bool exact) {
  const size_t rounded = (static_cast<size_t>(experts) + 3) / 4 * 4;
  return rounded * sizeof(float) + (exact ? 0 : 2 * rounded * sizeof(double)) + 4 * kWarp * sizeof(int);
}

__device__ RowMemory LayOut(unsigned char* bytes, int experts, bool exact) {
  const int rounded = (experts + 3) / 4 * 4;
  RowMemory memory;
  memory.low = reinterpret_cast<double*>(bytes);
  memory.high = memory.low + (exact ? 0 : rounded);
  memory.effective = reinterpret_cast<float*>(memory.high + (exact ? 0 : rounded));
  memory.chosen_bits = reinterpret_cast<uint32_t*>(memory.effective + rounded);
  memory.maybe_bits = memory.chosen_bits + kWarp;
  memory.chosen = reinterpret_cast<int*>(memory.maybe_bits + kWarp);
  memory.outside_of_group = memory.chosen + kWarp;
  return memory;
}

// Is an element of this lane's slot as it was before the launch, wholly or in one of its halves?
__device__ bool IsUnwritten(const Row& row) {
  if (!row.HasSlot()) return false;
  const TopkArgs& call = row.args.call;
  const int64_t at = row.row * row.k + row.lane;
  bool poison = reinterpret_cast<const uint32_t*>(call.weights)[at] == kPoisonWord;
  const uint32_t* ids = static_cast<const uint32_t*>(call.ids);
  if (call.id_type == IdType::kInt64) {
    poison |= ids[2 * at] == kPoisonWord || ids[2 * at + 1] == kPoisonWord;
  } else {
    poison |= ids[at] == kPoisonWord;
  }
  if (call.source_rows != nullptr) poison |= static_cast<uint32_t>(call.source_rows[at]) == kPoisonWord;
  return poison;
}

__device__ Verdict JudgeSourceRows(const Row& row) {
  const TopkArgs& call = row.args.call;
  if (call.source_rows == nullptr) return 0;
  bool wrong = false;
  if (row.HasSlot()) {
    wrong = call.source_rows[row.row * row.k + row.lane] != row.lane * call.num_tokens + row.row;
  }
  return Any(wrong) ? Breaks(Clause::kSourceRows) : 0;
}

__device__ Verdict JudgeRow(Row& row) {
  const TopkArgs& call = row.args.call;
  if (Any(IsUnwritten(row))) return Breaks(Clause::kComplete);
  row.finished = call.finished != nullptr && call.finished[row.row] != 0;
  row.weight = row.HasSlot() ? static_cast<double>(call.weights[row.row * row.k + row.lane]) : 0.0;
  row.Load();
  const Verdict ids = JudgeIds(row);
  Verdict verdict = ids | JudgeWeightsAlone(row) | JudgeSourceRows(row);
  if (ids == 0) {
    row.BoundChoices();
    Hidden hidden;
    const Verdict selection = JudgeSelection(row, &hidden);
    verdict |= selection;
    verdict |= JudgeValues(row, hidden, selection == 0);
  }
  return verdict;
}

__global__ void __launch_bounds__(kWarpsPerBlock* kWarp) JudgeRows(JudgeArgs args, bool exact, int warp_bytes) {
  extern __shared__ double shared[];
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const RowMemory memory =
      LayOut(reinterpret_cast<unsigned char*>(shared) + warp * warp_bytes, args.call.num_experts, exact);
  Row row{args,
          memory,
          ScoreRuleOf(args.operation),
          exact,
          static_cast<int>(threadIdx.x) % kWarp,
          args.call.num_experts,
          args.call.k,
          args.call.non_finite == NonFinitePolicy::kMask};
  const int64_t rows = args.rows == nullptr ? args.call.num_tokens : args.judgement->listed_rows;
  for (int64_t i = int64_t{blockIdx.x} * kWarpsPerBlock + warp; i < rows; i += int64_t{gridDim.x} * kWarpsPerBlock) {
    row.row = args.rows == nullptr ? i : args.rows[i];
    const Verdict verdict = JudgeRow(row);
    __syncwarp();  // before the next row overwrites shared memory
    if (row.lane != 0) continue;
    if (args.verdicts != nullptr) args.verdicts[row.row] = verdict;
    if (verdict == 0) continue;
    atomicAdd(&args.judgement->bad_rows, 1u);
    atomicMin(&args.judgement->first_bad, static_cast<unsigned long long>(row.row));
  }
}

}  // namespace

cudaError_t LaunchJudge(const JudgeArgs& args, cudaStream_t stream) {
  if (args.call.num_tokens == 0) return cudaSuccess;
  const bool exact = JudgesExactly(args);
  const size_t warp_bytes = MemoryBytes(args.call.num_experts, exact);
  const size_t bytes = kWarpsPerBlock * warp_bytes;
  if (bytes > 48 * 1024) {
    const cudaError_t error =
        cudaFuncSetAttribute(JudgeRows, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
    if (error != cudaSuccess) return error;
  }
  const int64_t blocks = (args.call.num_tokens + kWarpsPerBlock - 1) / kWarpsPerBlock;
  const int64_t most = args.rows == nullptr ? kMostBlocks : kMostBlocksOfList;
  JudgeRows<<<static_cast<unsigned int>(std::min(blocks, most)), kWarpsPerBlock * kWarp, bytes, stream>>>(
      args, exact, static_cast<int>(warp_bytes));
  return cudaPeekAtLastError();
}

}  // namespace gatefuzz::verify
