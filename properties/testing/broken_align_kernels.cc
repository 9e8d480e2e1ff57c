// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/testing/broken_align_kernels.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "harness/testing/align_oracle_kernel.h"
#include "properties/testing/faulty_kernels.h"
#include "reference/align_oracle.h"

namespace gatefuzz::testing {
namespace {

// The oracle's answer to a problem that kMisread has changed, then changed by kSpoil.
using Misread = void (*)(AlignProblem*);
using Spoil = void (*)(const AlignProblem&, AlignResult*);

void ReadRight(AlignProblem*) {}
void LeaveAlone(const AlignProblem&, AlignResult*) {}

template <Spoil kSpoil, Misread kMisread = ReadRight>
Status Spoilt(const AlignArgs& args, cudaStream_t stream) {
  const Status status = CheckAlignOracleArgs(args);
  if (!status.ok()) return status;
  cudaStreamSynchronize(stream);
  AlignProblem problem = ReadAlignProblem(args);
  kMisread(&problem);
  AlignResult result = SolveAlignment(problem);
  kSpoil(problem, &result);
  WriteAlignResult(args, result);
  return {};
}

Status FailsToLaunchThreeTokens(const AlignArgs& args, cudaStream_t stream) {
  if (args.num_tokens >= 3) {
    return {StatusCode::kLaunchFailed, "", "the grid is too large", cudaErrorInvalidConfiguration};
  }
  return OracleAlignExperts(args, stream);
}

// Runs a kernel of faulty_kernels.h, which writes one float, where there is a token.
template <Status (*kFault)(const TopkArgs&, cudaStream_t)>
Status OnDevice(const AlignArgs& args, cudaStream_t stream) {
  if (args.num_tokens == 0 || !CheckAlignOracleArgs(args).ok()) return OracleAlignExperts(args, stream);
  const int64_t words = args.num_tokens * args.k * (args.id_type == IdType::kInt64 ? 2 : 1);
  TopkArgs routing;
  // Two rows that overlap in all but one word, so that "past the last row" is past the ids.
  routing.logits = args.ids;
  routing.num_tokens = 2;
  routing.num_experts = 1;
  routing.logits_row_stride = std::max<int64_t>(words - 1, 1);
  routing.weights = reinterpret_cast<float*>(args.total);
  return kFault(routing, stream);
}

// What a kernel leaves that writes the slots in use alone: both tails stay as they were.
void LeaveTheTailsOut(const AlignProblem& problem, AlignResult* result) {
  result->sorted.resize(static_cast<size_t>(result->total));
  result->block_experts.resize(static_cast<size_t>(result->total / problem.block_size));
}

Status WritesPastTheCapacity(const AlignArgs& args, cudaStream_t stream) {
  const Status status = OracleAlignExperts(args, stream);
  if (!status.ok() || args.block_size < 2) return status;
  const int64_t capacity = AlignCapacity(args.num_tokens, args.k, args.num_experts, args.block_size);
  const int32_t zero = 0;
  cudaMemcpy(args.sorted + capacity, &zero, sizeof zero, cudaMemcpyHostToDevice);
  return status;
}

// Takes an id that stands in its row already for a mistake of the router.
void DropDuplicates(AlignProblem* problem) {
  for (int64_t token = 0; token < problem->tokens; ++token) {
    std::set<int64_t> seen;
    for (int64_t j = 0; j < problem->k; ++j) {
      int64_t& id = problem->ids[static_cast<size_t>(token * problem->k + j)];
      if (NamesExpert(id, problem->experts) && !seen.insert(id).second) id = problem->experts;
    }
  }
}

// Loads an id of 64 bits into an int.
void TruncateIds(AlignProblem* problem) {
  for (int64_t& id : problem->ids) id = static_cast<int32_t>(id);
}

// Fills each segment from its end, as threads that race for places might.
void ReverseSegments(const AlignProblem& problem, AlignResult* result) {
  const auto block_of = [&](int64_t at) { return result->block_experts[static_cast<size_t>(at / problem.block_size)]; };
  const auto at = [&](int64_t index) { return result->sorted.begin() + static_cast<std::ptrdiff_t>(index); };
  for (int64_t begin = 0; begin < result->total;) {
    int64_t end = begin;
    while (end < result->total && block_of(end) == block_of(begin)) ++end;
    const int32_t padding = static_cast<int32_t>(problem.slots());
    std::reverse(at(begin), std::find(at(begin), at(end), padding));
    begin = end;
  }
}

// count / B + 1 blocks for every expert that has slots: one too many where they fill their blocks.
void RoundUpOnceTooOften(const AlignProblem& problem, AlignResult* result) {
  const int32_t padding = static_cast<int32_t>(problem.slots());
  const size_t capacity = result->sorted.size();
  const size_t block = static_cast<size_t>(problem.block_size);
  AlignResult spoilt;
  for (size_t begin = 0; begin < static_cast<size_t>(result->total); begin += block) {
    const int32_t expert = result->block_experts[begin / block];
    spoilt.sorted.insert(spoilt.sorted.end(), result->sorted.begin() + static_cast<std::ptrdiff_t>(begin),
                         result->sorted.begin() + static_cast<std::ptrdiff_t>(begin + block));
    spoilt.block_experts.push_back(expert);
    const bool last =
        begin + block == static_cast<size_t>(result->total) || result->block_experts[begin / block + 1] != expert;
    if (last && spoilt.sorted.back() != padding) {
      spoilt.sorted.insert(spoilt.sorted.end(), block, padding);
      spoilt.block_experts.push_back(expert);
    }
  }
  if (spoilt.sorted.size() > capacity) return;  // a kernel that wrote past the end would be another bug
  result->total = static_cast<int32_t>(spoilt.sorted.size());
  spoilt.sorted.resize(capacity, padding);
  spoilt.block_experts.resize(capacity / block, problem.experts);
  result->sorted = std::move(spoilt.sorted);
  result->block_experts = std::move(spoilt.block_experts);
}

// Pads with -1 rather than T*k.
void PadWithMinusOne(const AlignProblem& problem, AlignResult* result) {
  const int32_t padding = static_cast<int32_t>(problem.slots());
  std::replace(result->sorted.begin(), result->sorted.begin() + result->total, padding, -1);
}

// The expert of every block but an expert's first is left as its index.
void NameOnlyFirstBlocks(const AlignProblem& problem, AlignResult* result) {
  for (int32_t block = result->total / problem.block_size - 1; block > 0; --block) {
    int32_t& expert = result->block_experts[static_cast<size_t>(block)];
    if (expert == result->block_experts[static_cast<size_t>(block - 1)]) expert = block;
  }
}

void TotalWithoutPadding(const AlignProblem& problem, AlignResult* result) {
  const auto named = [&](int64_t id) { return NamesExpert(id, problem.experts); };
  result->total = static_cast<int32_t>(std::ranges::count_if(problem.ids, named));
}

void NeverFlagAnError(const AlignProblem&, AlignResult* result) { result->error = 0; }

void FlagTheSentinel(const AlignProblem& problem, AlignResult* result) {
  if (std::ranges::count(problem.ids, problem.experts) != 0) result->error = 1;
}

void ReverseEverySecondRun(const AlignProblem& problem, AlignResult* result) {
  static int runs = 0;
  if (++runs % 2 == 0) ReverseSegments(problem, result);
}

// Counts from what the workspace holds, where an earlier call left the oracle's mark.
Status TrustsTheWorkspace(const AlignArgs& args, cudaStream_t stream) {
  if (!CheckAlignOracleArgs(args).ok()) return CheckAlignOracleArgs(args);
  uint32_t mark = 0;
  cudaMemcpy(&mark, args.workspace, sizeof mark, cudaMemcpyDeviceToHost);
  const Status status = OracleAlignExperts(args, stream);
  const int32_t total = -1;
  if (mark == 0x5a5a5a5a) cudaMemcpy(args.total, &total, sizeof total, cudaMemcpyHostToDevice);
  return status;
}

Status TakesBlocksOf3As2(const AlignArgs& args, cudaStream_t stream) {
  AlignArgs changed = args;
  if (args.block_size == 3) changed.block_size = 2;
  return OracleAlignExperts(changed, stream);
}

}  // namespace

AlignKernelInfo BrokenAlignKernel::Info() const {
  AlignKernelInfo info = AlignOracleKernel();
  info.name = "testing/broken_align";
  info.function = function;
  info.summary = story;
  return info;
}

const std::vector<BrokenAlignKernel>& BrokenAlignKernels() {
  static const std::vector<BrokenAlignKernel> kernels = {
      {Clause::kLaunch, "launch", FailsToLaunchThreeTokens, "cannot launch 3 tokens", 3, 1, 1, false},
      {Clause::kMemory, "memory", OnDevice<ReadsPastTheEnd>, "reads past the last id", 1, 1, 1, true},
      {Clause::kSync, "sync", OnDevice<ShufflesOutsideItsMask>, "shuffles under another lane's mask", 1, 1, 1, true},
      {Clause::kRace, "race", OnDevice<Races>, "stores a value of each lane to one place", 1, 1, 1, true},
      {Clause::kHang, "hang", OnDevice<Hangs>, "never ends", 1, 1, 1, true},
      {Clause::kComplete, "stale_tail", Spoilt<LeaveTheTailsOut>, "writes only the slots in use", 0, 1, 2, false},
      {Clause::kFrame, "past_capacity", WritesPastTheCapacity, "writes one slot past the capacity where B > 1", 0, 1, 2,
       false},
      {Clause::kPermutation, "drops_duplicates", Spoilt<LeaveAlone, DropDuplicates>,
       "takes a duplicate within a row for nothing", 1, 1, 1, false},
      {Clause::kPermutation, "truncates_ids", Spoilt<LeaveAlone, TruncateIds>, "reads 64-bit ids as 32 bits", 1, 1, 1,
       false},
      {Clause::kStable, "unstable", Spoilt<ReverseSegments>, "slots of a segment fall", 1, 1, 1, false},
      {Clause::kPadded, "a_block_too_many", Spoilt<RoundUpOnceTooOften>, "pads a full block by another", 1, 1, 2,
       false},
      {Clause::kPadded, "pads_with_minus_one", Spoilt<PadWithMinusOne>, "pads with -1", 1, 1, 2, false},
      {Clause::kBlocks, "names_first_blocks", Spoilt<NameOnlyFirstBlocks>, "names the expert of first blocks alone", 1,
       1, 1, false},
      {Clause::kTotal, "total_without_padding", Spoilt<TotalWithoutPadding>, "does not count padding", 1, 1, 2, false},
      {Clause::kErrorFlag, "no_error_flag", Spoilt<NeverFlagAnError>, "never sets the error flag", 1, 1, 1, false},
      {Clause::kErrorFlag, "sentinel_is_an_error", Spoilt<FlagTheSentinel>, "flags the sentinel", 1, 1, 1, false},
      {Clause::kIndependent, "trusts_the_workspace", TrustsTheWorkspace, "uses what an earlier call left", 0, 1, 1,
       false},
      {Clause::kDeterministic, "unstable_every_second_run", Spoilt<ReverseEverySecondRun>,
       "slots of a segment fall every second run", 1, 1, 1, false},
      {Clause::kReject, "takes_blocks_of_three", TakesBlocksOf3As2, "takes a block size of 3 as 2", 0, 1, 1, false},
  };
  return kernels;
}

}  // namespace gatefuzz::testing
