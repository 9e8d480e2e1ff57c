// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The score functions of docs/contract.md on finite logits, in double precision; relative error below 2^-40 (shown
// against MPFR in scores_test.cc), so negligible beside the 2^-20 that the contract allows to f32 arithmetic.
// Pure functions. What a NaN or infinity does is policy, not arithmetic: see oracle.h.
#ifndef GATEFUZZ_REFERENCE_SCORES_H_
#define GATEFUZZ_REFERENCE_SCORES_H_

#include <vector>

namespace gatefuzz {

// 1 / (1 + exp(-x)).
double Sigmoid(double x);
// log(Sigmoid(x)): finite for every finite x, where Sigmoid itself underflows below x = -745.
double LogSigmoid(double x);

// sqrt(log(1 + exp(x))).
double SoftplusSqrt(double x);
// log(SoftplusSqrt(x)), finite for every finite x.
double LogSoftplusSqrt(double x);

// exp(x_i - max) / sum for the entries that are not -Inf, which score 0. All -Inf: all 0. Requires: no NaN, no +Inf.
// `scores` is resized. Returns the sum of exp(x_i - max), 0 for an all -Inf row.
double Softmax(const std::vector<double>& logits, std::vector<double>* scores);

}  // namespace gatefuzz

#endif  // GATEFUZZ_REFERENCE_SCORES_H_
