// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The contract's judge as a kernel: reads a batch's inputs and a routing kernel's outputs where they lie, in device
// memory, and decides for each row which clauses it breaks. Written from docs/contract.md and the derivations of
// reference/tolerance.h; shares no code with kernels/ and no arithmetic with reference/, with which judge_test.cc
// compares it clause by clause.
//
// It judges what reference/checker.h judges, and `complete` of outputs that were filled with kPoisonByte before. It
// leaves no row open; only the wording is the reference's.
#ifndef GATEFUZZ_VERIFY_JUDGE_H_
#define GATEFUZZ_VERIFY_JUDGE_H_

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/kernel_table.h"
#include "kernels/routing.h"
#include "reference/clause.h"

namespace gatefuzz::verify {

// A row's verdict: a bit a broken clause, by the clause's number; 0: the row is legal.
using Verdict = uint32_t;
constexpr Verdict Breaks(Clause clause) { return 1u << static_cast<int>(clause); }

// What a batch comes to; device memory, cleared to kNoJudgement by the caller.
struct Judgement {
  unsigned long long first_bad;  // the lowest row that breaks a clause; kNoRow: none does
  unsigned int bad_rows;
  unsigned int listed_rows;  // that LaunchScreen left to the judge
};
inline constexpr unsigned long long kNoRow = ~0ull;
inline constexpr Judgement kNoJudgement = {kNoRow, 0, 0};

struct JudgeArgs {
  TopkArgs call;  // as the kernel got it, all pointers still valid; the groups count for grouped operations alone
  Operation operation = Operation::kTopkSoftmax;
  Agreement agreement = Agreement::kExact;
  Verdict* verdicts = nullptr;     // [T], a verdict each, or null
  Judgement* judgement = nullptr;  // added to
  // Judge these rows alone, judgement->listed_rows of them, or null: all. [T]; written by LaunchScreen.
  uint32_t* rows = nullptr;
};

// Judges every row, or the listed ones. Stream-ordered, allocates nothing. The error is the launch's.
// Requires: the call's arguments are valid and its logits_row_stride is not 0; at most 2^31 rows.
cudaError_t LaunchJudge(const JudgeArgs& args, cudaStream_t stream);

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_JUDGE_H_
