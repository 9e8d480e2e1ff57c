// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The judge's quick half: passes most rows of the commonest calls at a fraction of the cost, and leaves the rest to the
// judge. It only ever says "legal", where that is certain.
#ifndef GATEFUZZ_VERIFY_SCREEN_H_
#define GATEFUZZ_VERIFY_SCREEN_H_

#include <cuda_runtime_api.h>

#include "verify/judge.h"

namespace gatefuzz::verify {

// Can LaunchScreen pass rows of this call? It wants ids that are judged exactly, all groups to survive, no window.
bool CanScreen(const JudgeArgs& args);

// Writes the rows that it cannot pass to `rows`, in any order, and their number to judgement->listed_rows, which must
// be 0 before. Requires: CanScreen. Stream-ordered.
cudaError_t LaunchScreen(const JudgeArgs& args, cudaStream_t stream);

// Both halves: LaunchScreen where it can be, and the judge on what it leaves; else the judge on all rows. `rows` is
// scratch.
cudaError_t ScreenAndJudge(const JudgeArgs& args, cudaStream_t stream);

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_SCREEN_H_
