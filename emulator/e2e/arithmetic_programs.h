// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels of one thread a value. Each function launches one and returns what it wrote.
#ifndef GATEFUZZ_EMULATOR_E2E_ARITHMETIC_PROGRAMS_H_
#define GATEFUZZ_EMULATOR_E2E_ARITHMETIC_PROGRAMS_H_

#include <cstdint>
#include <vector>

// a / b and a % b of signed 32-bit and unsigned 64-bit integers.
struct Quotients {
  int32_t signed_quotient, signed_remainder;
  uint64_t wide_quotient, wide_remainder;
};
std::vector<Quotients> Divide(const std::vector<int32_t>& a, const std::vector<int32_t>& b);

// Correctly rounded a / b, sqrt(a) and a * b + 1 in float; the same division in double.
struct Exact {
  float quotient, root, fused;
  double wide_quotient;
};
std::vector<Exact> ExactFloats(const std::vector<float>& a, const std::vector<float>& b);

struct Elementary {
  float exponential, logarithm, fast_exponential, sine, sigmoid;
};
std::vector<Elementary> ElementaryFunctions(const std::vector<float>& x);

// x as half and as bfloat16 (their bits, rounded to nearest even), and x + x computed in each and widened again.
struct Narrow {
  uint16_t half_bits, bfloat_bits;
  float half_twice, bfloat_twice;
};
std::vector<Narrow> NarrowFloats(const std::vector<float>& x);

// The k-th of 8 values, for k = 0..7, by sorting a local array that is indexed at run time.
std::vector<int> SortInLocalMemory(const std::vector<int>& values);

// Fibonacci numbers by a recursive device function.
std::vector<int> Fibonacci(const std::vector<int>& n);

// x * scale[i % 4] + the number of launches so far; scale is in constant memory, the counter in a device variable.
std::vector<float> ScaleAndCount(const std::vector<float>& x, const float (&scale)[4]);

// Prints "thread <i> of 3: <i * 0.5>" from three threads.
void PrintFromThreads();

#endif  // GATEFUZZ_EMULATOR_E2E_ARITHMETIC_PROGRAMS_H_
