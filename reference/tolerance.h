// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How far a kernel's f32 arithmetic may stray from the exact result; docs/contract.md, "tolerance". One named function
// for each quantity, with its derivation. u below is 2^-23, the spacing of f32 at 1: a correctly rounded operation errs
// by u/2 at most, relative.
#ifndef GATEFUZZ_REFERENCE_TOLERANCE_H_
#define GATEFUZZ_REFERENCE_TOLERANCE_H_

#include "kernels/kernel_table.h"

namespace gatefuzz {

inline constexpr double kUlp = 0x1p-23;
inline constexpr double kSmallestNormal = 0x1p-126;
inline constexpr double kLargestFloat = 0x1.fffffep127;

// An operation with groups has the tolerances of the one without.
//
// Relative tolerance of a score, for a finite logit x (any other: 8u, those scores are exact anyway):
//   softmax       (8 + |x - max|) u   exp turns the rounding of its argument d = x - max, u|d|/2 absolute, into a
//                                     relative error of that size; multiplying by log2(e) for exp2 rounds once more:
//                                     u|d| together. 8u for exp itself (2u), the sum over the row and the division.
//   sigmoid       (8 + max(0, -x)) u  the same argument for exp(-x). For x > 0 the error of exp is damped by
//                                     exp(-x) * x < 0.4, so |x| would only make the check vacuous at large x.
//   softplus_sqrt (8 + max(0, -x)) u  the same; the root halves the error, log1p adds 2u.
//   topk_then_softmax: 0. Its choice scores are the logits, which are exact; for its weights see SpreadTolerance.
double ScoreTolerance(Operation operation, double x, double max);

// Relative tolerance of exp(-distance) where the distance is from the best of the chosen: (8 + distance) u, as softmax.
double SpreadTolerance(double distance);

// Scores below this may come out as anything from 0 up to it: f32 results below the smallest normal may be flushed.
// softplus_sqrt: 2^-63, because log(1 + exp(x)) under its root may be flushed at 2^-126.
double ScoreFloor(Operation operation);

// Absolute tolerance of a choice score c = s + b, r being the score's relative tolerance:
//   r |s| + 8u max(|s|, |b|) + ScoreFloor    the score's own error, then that of one addition (u/2 would do; 8u as
//                                            for everything). No |x - max| on b: it would excuse any order at all.
// Without bias: r |s| + ScoreFloor, and 0 for topk_then_softmax (no arithmetic), and 0 for a score that is 0 by policy.
// Two choice scores are a near tie when their intervals c +- tolerance meet: each of the two may err by its own.
double ChoiceTolerance(Operation operation, double score, double relative, const double* bias);

// What the addition of two finite choice scores to a group's score may add to the errors of the two: 8u max(|a|, |b|),
// and 2^-126, as for every sum.
double PairSumTolerance(double a, double b);

// |sum of renormalised weights - scale| allowed: k * 2^-22 relative, plus k flushed weights.
double SumTolerance(int k, double scale);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_TOLERANCE_H_
