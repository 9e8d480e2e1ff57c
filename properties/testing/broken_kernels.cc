// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/testing/broken_kernels.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/testing/oracle_kernel.h"
#include "properties/testing/faulty_kernels.h"
#include "reference/float_bits.h"
#include "reference/oracle.h"
#include "reference/weights.h"

namespace gatefuzz::testing {
namespace {

// One call of a broken kernel: its problem and the right answer, to be spoilt.
struct Call {
  RoutingProblem problem;
  RoutingResult result;

  size_t at(int64_t row, int32_t slot) const { return static_cast<size_t>(row * problem.k + slot); }
  double logit(int64_t row, int64_t expert) const {
    return ToDouble(problem.dtype, problem.logits[static_cast<size_t>(row * problem.experts + expert)]);
  }
  bool HasNan(int64_t row) const {
    for (int32_t expert = 0; expert < problem.experts; ++expert) {
      if (std::isnan(logit(row, expert))) return true;
    }
    return false;
  }
  void ScaleWeights(int64_t row, double factor) {
    for (int32_t slot = 0; slot < problem.k; ++slot) {
      uint32_t& bits = result.weights[at(row, slot)];
      bits = FromDouble(DType::kF32, ToDouble(DType::kF32, bits) * factor);
    }
  }
};

// The oracle's answer, spoilt by Spoil for each row.
template <void (*kSpoil)(Call*, int64_t row)>
Status Spoilt(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  const Status status = CheckArgs(args, operation);
  if (!status.ok()) return status;
  cudaStreamSynchronize(stream);
  Call call;
  call.problem = ReadProblem(args, operation);
  call.result = Solve(call.problem);
  for (int64_t row = 0; row < call.problem.tokens; ++row) kSpoil(&call, row);
  WriteResult(args, call.result);
  return {};
}

Status FailsToLaunchThreeRows(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  if (args.num_tokens >= 3)
    return {StatusCode::kLaunchFailed, "", "the grid is too large", cudaErrorInvalidConfiguration};
  return RouteByOracle(args, stream, operation);
}

Status LeavesTheLastWeightOut(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  const Status status = CheckArgs(args, operation);
  if (!status.ok() || args.num_tokens == 0) return status;
  cudaStreamSynchronize(stream);
  RoutingResult result = Solve(ReadProblem(args, operation));
  if (args.num_tokens > 1) result.weights.pop_back();
  WriteResult(args, result);
  return {};
}

Status WritesBeforeTheIds(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  const Status status = RouteByOracle(args, stream, operation);
  const uint8_t zero = 0;
  if (status.ok() && args.k > 1) cudaMemcpy(static_cast<uint8_t*>(args.ids) - 1, &zero, 1, cudaMemcpyHostToDevice);
  return status;
}

void RepeatsFirstIdOfNanRows(Call* call, int64_t row) {
  if (call->problem.k < 2 || !call->HasNan(row)) return;
  call->result.ids[call->at(row, 1)] = call->result.ids[call->at(row, 0)];
}

void GivesOneTooManyForNanRows(Call* call, int64_t row) {
  if (call->HasNan(row)) call->result.ids[call->at(row, 0)] = call->problem.experts + 1;
}

void SwapsTheFirstTwo(Call* call, int64_t row) {
  if (call->problem.k < 2) return;
  std::swap(call->result.ids[call->at(row, 0)], call->result.ids[call->at(row, 1)]);
  std::swap(call->result.weights[call->at(row, 0)], call->result.weights[call->at(row, 1)]);
}

// Expert 2 is never looked at.
void OverlooksExpertTwo(Call* call, int64_t row) {
  if (call->problem.k != 1 || call->problem.experts < 3) return;
  int64_t& id = call->result.ids[call->at(row, 0)];
  if (id == 2) id = SolveRow(call->problem, row).ranking[1];
}

void GivesNanWeightsToNanRows(Call* call, int64_t row) {
  if (call->HasNan(row)) call->result.weights[call->at(row, 0)] = 0x7fc00000;
}

void ScalesWeightsOfPlainRows(Call* call, int64_t row) {
  if (!call->problem.renormalize) call->ScaleWeights(row, 1.01);
}

void NormalisesToALittleMore(Call* call, int64_t row) {
  if (call->problem.renormalize) call->ScaleWeights(row, 1 + 0x1p-12);
}

void NumbersSourceRowsByToken(Call* call, int64_t row) {
  if (!call->problem.want_source_rows) return;
  for (int32_t slot = 0; slot < call->problem.k; ++slot) {
    call->result.source_rows[call->at(row, slot)] = static_cast<int32_t>(row * call->problem.k + slot);
  }
}

void ForgetsToSubtractTheWindow(Call* call, int64_t row) {
  if (call->problem.local_count < 0) return;
  for (int32_t slot = 0; slot < call->problem.k; ++slot) {
    int64_t& id = call->result.ids[call->at(row, slot)];
    if (id < call->problem.local_count) id += call->problem.local_first;
  }
}

void ReadsFinishedFlagsAsOneOrNot(Call* call, int64_t row) {
  if (call->problem.finished.empty() || call->problem.finished[static_cast<size_t>(row)] <= 1) return;
  const OracleRow right = SolveRow(call->problem, row);
  for (int32_t slot = 0; slot < call->problem.k; ++slot) {
    call->result.ids[call->at(row, slot)] = right.ranking[static_cast<size_t>(slot)];
  }
}

void FlipLastBits(Call* call, int64_t row) {
  for (int32_t slot = 0; slot < call->problem.k; ++slot) call->result.weights[call->at(row, slot)] ^= 1;
}

void RoundsOtherwiseFromRowTwoOn(Call* call, int64_t row) {
  if (row >= 2) FlipLastBits(call, row);
}

void RoundsOtherwiseEverySecondRun(Call* call, int64_t row) {
  static int runs = 0;
  if (row == 0) ++runs;
  if (runs % 2 == 0) FlipLastBits(call, row);
}

// A host function cannot be captured, so this is a production kernel.
Status RoundsOtherwiseWhenCaptured(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  int count = 0;
  const KernelInfo* kernel = ProductionKernels(&count);
  while (kernel->operation != operation) ++kernel;
  const Status status = kernel->function(args, stream);
  cudaStreamCaptureStatus capture = cudaStreamCaptureStatusNone;
  if (!status.ok() || cudaStreamIsCapturing(stream, &capture) != cudaSuccess) return status;
  return capture == cudaStreamCaptureStatusActive ? ChangesTheFirstWeight(args, stream) : status;
}

void RoundsOtherwiseForOddK(Call* call, int64_t row) {
  if (call->problem.k % 2 == 0) return;
  // A softmax over the chosen has other weights at another k, so there the ids must differ.
  if (call->problem.operation == Operation::kTopkThenSoftmax) {
    SwapsTheFirstTwo(call, row);
  } else {
    FlipLastBits(call, row);
  }
}

// Equal to the half is equal: the smaller id wins.
void BreaksTiesTooEarly(Call* call, int64_t row) {
  if (call->problem.experts < 2 || call->problem.k < 2) return;
  int64_t& first = call->result.ids[call->at(row, 0)];
  int64_t& second = call->result.ids[call->at(row, 1)];
  if (first >= call->problem.experts || second >= call->problem.experts) return;
  if (std::fabs(call->logit(row, first) - call->logit(row, second)) <= 0.5 && first > second) std::swap(first, second);
}

void RanksByLargeLogitsOtherwise(Call* call, int64_t row) {
  const int64_t first = call->result.ids[call->at(row, 0)];
  if (call->problem.k < 2 || first >= call->problem.experts || !(call->logit(row, first) > 8)) return;
  std::swap(call->result.ids[call->at(row, 0)], call->result.ids[call->at(row, 1)]);
}

Status TakesKOf33As32(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  TopkArgs clamped = args;
  if (args.k == kMaxTopK + 1) clamped.k = std::clamp(args.num_experts, 1, kMaxTopK);
  return RouteByOracle(clamped, stream, operation);
}

// A fault of the device knows no operation.
template <TopkFunction kFunction>
TopkFunction Whatever(Operation) {
  return kFunction;
}

// The oracle's answer under a problem or survivors that kChange has changed. Behind a window and in finished rows it is
// right: there the ids would have to be hidden again.
template <void (*kChange)(RoutingProblem*, OracleRow*)>
void Regroups(Call* call, int64_t row) {
  RoutingProblem problem = call->problem;
  if (problem.local_count >= 0 || !problem.finished.empty()) return;
  OracleRow scored;
  ScoreRow(problem, row, &scored);
  kChange(&problem, &scored);
  RankRow(problem, scored, problem.k, &scored.ranking);
  const std::vector<double> weights = ChosenWeights(problem, scored, scored.ranking);
  for (int32_t slot = 0; slot < problem.k; ++slot) {
    call->result.ids[call->at(row, slot)] = scored.ranking[static_cast<size_t>(slot)];
    call->result.weights[call->at(row, slot)] = FromDouble(DType::kF32, weights[static_cast<size_t>(slot)]);
  }
}

void ForgetGroups(RoutingProblem* problem, OracleRow*) { problem->num_groups = problem->top_groups = 1; }

// Survivors by other scores; ties to the smaller group.
template <typename Score>
void SurviveBy(const RoutingProblem& problem, OracleRow* row, Score score) {
  row->survives.assign(row->survives.size(), false);
  for (int32_t kept = 0; kept < problem.top_groups; ++kept) {
    size_t best = row->survives.size();
    for (size_t group = 0; group < row->survives.size(); ++group) {
      if (!row->survives[group] && (best == row->survives.size() || score(group) > score(best))) best = group;
    }
    row->survives[best] = true;
  }
}

void ScoreGroupsByTheirLargest(RoutingProblem* problem, OracleRow* row) {
  if (problem->bias.empty()) return;  // then that is right
  const size_t size = static_cast<size_t>(GroupsOf(*problem).size);
  SurviveBy(*problem, row, [&](size_t group) {
    const auto first = row->choice.begin() + static_cast<std::ptrdiff_t>(group * size);
    return *std::max_element(first, first + static_cast<std::ptrdiff_t>(size));
  });
}

void KeepTheFirstGroups(RoutingProblem* problem, OracleRow* row) {
  SurviveBy(*problem, row, [](size_t) { return 0; });
}

// As a kernel does that starts from 0 and looks for more.
void TakeNoNegativeGroup(RoutingProblem* problem, OracleRow* row) {
  SurviveBy(*problem, row, [&](size_t group) { return std::max(row->group_score[group], 0.0); });
}

}  // namespace

KernelInfo BrokenKernel::Info(Operation operation) const {
  KernelInfo info = OracleKernel(operation);
  info.name = "testing/broken";
  info.function = function(operation);
  info.summary = story;
  if (clause == Clause::kGraph) info.lacks = kLacksNothing;
  return info;
}

const std::vector<BrokenKernel>& BrokenKernels() {
  static const std::vector<BrokenKernel> kernels = {
      {Clause::kLaunch, ForOperation<FailsToLaunchThreeRows>, "cannot launch 3 rows", 3, 1, false},
      {Clause::kMemory, Whatever<ReadsPastTheEnd>, "reads past the last logit of 2 rows", 2, 1, true},
      {Clause::kSync, Whatever<ShufflesOutsideItsMask>, "shuffles under another lane's mask", 1, 1, true},
      {Clause::kRace, Whatever<Races>, "stores a value of each lane to one place", 1, 1, true},
      {Clause::kHang, Whatever<Hangs>, "never ends", 1, 1, true},
      {Clause::kComplete, ForOperation<LeavesTheLastWeightOut>, "leaves out the last weight of 2 rows", 2, 1, false},
      {Clause::kFrame, ForOperation<WritesBeforeTheIds>, "writes the byte before the ids where k > 1", 0, 2, false},
      {Clause::kUnique, ForOperation<Spoilt<RepeatsFirstIdOfNanRows>>, "repeats the first id of a NaN row", 1, 2,
       false},
      {Clause::kRange, ForOperation<Spoilt<GivesOneTooManyForNanRows>>, "gives E + 1 for a NaN row", 1, 1, false},
      {Clause::kOrder, ForOperation<Spoilt<SwapsTheFirstTwo>>, "swaps the first two choices", 1, 2, false},
      {Clause::kAgreement, ForOperation<Spoilt<OverlooksExpertTwo>>, "overlooks expert 2", 1, 3, false},
      {Clause::kFinite, ForOperation<Spoilt<GivesNanWeightsToNanRows>>, "gives NaN for NaN", 1, 1, false},
      {Clause::kValue, ForOperation<Spoilt<ScalesWeightsOfPlainRows>>, "weights 1 % too large", 1, 1, false},
      {Clause::kSum, ForOperation<Spoilt<NormalisesToALittleMore>>, "normalises to 1 + 2^-12", 1, 1, false},
      {Clause::kSourceRows, ForOperation<Spoilt<NumbersSourceRowsByToken>>, "t*k + j for j*T + t", 2, 2, false},
      {Clause::kWindow, ForOperation<Spoilt<ForgetsToSubtractTheWindow>>, "does not subtract the window's first expert",
       1, 2, false},
      {Clause::kFinished, ForOperation<Spoilt<ReadsFinishedFlagsAsOneOrNot>>, "only a flag of 1 counts", 1, 1, false},
      {Clause::kIndependent, ForOperation<Spoilt<RoundsOtherwiseFromRowTwoOn>>, "rounds otherwise from row 2 on", 1, 1,
       false},
      {Clause::kDeterministic, ForOperation<Spoilt<RoundsOtherwiseEverySecondRun>>, "rounds otherwise every second run",
       1, 1, false},
      {Clause::kGraph, ForOperation<RoundsOtherwiseWhenCaptured>, "rounds otherwise when it is captured", 1, 1, false},
      {Clause::kPrefix, ForOperation<Spoilt<RoundsOtherwiseForOddK>>, "rounds otherwise for odd k", 1, 2, false},
      {Clause::kPermute, ForOperation<Spoilt<BreaksTiesTooEarly>>, "what is apart by 0.5 counts as a tie", 1, 2, false},
      {Clause::kShift, ForOperation<Spoilt<RanksByLargeLogitsOtherwise>>, "ranks otherwise where a logit is above 8", 1,
       2, false},
      {Clause::kReject, ForOperation<TakesKOf33As32>, "takes k = 33 as 32", 0, 1, false},
  };
  return kernels;
}

const std::vector<BrokenKernel>& BrokenGroupings() {
  static const std::vector<BrokenKernel> kernels = {
      {Clause::kAgreement, ForOperation<Spoilt<Regroups<ForgetGroups>>>, "forgets the groups", 1, 4, false},
      {Clause::kAgreement, ForOperation<Spoilt<Regroups<ScoreGroupsByTheirLargest>>>,
       "scores groups by their largest, with a bias too", 1, 4, false},
      {Clause::kAgreement, ForOperation<Spoilt<Regroups<KeepTheFirstGroups>>>, "keeps the first groups", 1, 2, false},
      {Clause::kAgreement, ForOperation<Spoilt<Regroups<TakeNoNegativeGroup>>>, "takes negative group scores for 0", 1,
       2, false},
  };
  return kernels;
}

}  // namespace gatefuzz::testing
