// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One kernel that applies any row of measured_forms.inc to a tuple a thread.

#include "emulator/testdata/measured_forms.h"

namespace gatefuzz::testdata {
namespace {

// asm for one kind: the result's register, the operands' registers.
#define APPLY_H_H(form) asm volatile(form " %0, %1;" : "=h"(h) : "h"(ha))
#define APPLY_H_HH(form) asm volatile(form " %0, %1, %2;" : "=h"(h) : "h"(ha), "h"(hb))
#define APPLY_H_HHH(form) asm volatile(form " %0, %1, %2, %3;" : "=h"(h) : "h"(ha), "h"(hb), "h"(hc))
#define APPLY_H_W(form) asm volatile(form " %0, %1;" : "=h"(h) : "r"(wa))
#define APPLY_H_D(form) asm volatile(form " %0, %1;" : "=h"(h) : "l"(a))
#define APPLY_W_H(form) asm volatile(form " %0, %1;" : "=r"(w) : "h"(ha))
#define APPLY_W_W(form) asm volatile(form " %0, %1;" : "=r"(w) : "r"(wa))
#define APPLY_W_WW(form) asm volatile(form " %0, %1, %2;" : "=r"(w) : "r"(wa), "r"(wb))
#define APPLY_W_WWW(form) asm volatile(form " %0, %1, %2, %3;" : "=r"(w) : "r"(wa), "r"(wb), "r"(wc))
#define APPLY_W_D(form) asm volatile(form " %0, %1;" : "=r"(w) : "l"(a))
#define APPLY_D_H(form) asm volatile(form " %0, %1;" : "=l"(d) : "h"(ha))
#define APPLY_D_W(form) asm volatile(form " %0, %1;" : "=l"(d) : "r"(wa))
#define APPLY_D_D(form) asm volatile(form " %0, %1;" : "=l"(d) : "l"(a))
#define APPLY_D_DD(form) asm volatile(form " %0, %1, %2;" : "=l"(d) : "l"(a), "l"(b))
#define APPLY_D_DDD(form) asm volatile(form " %0, %1, %2, %3;" : "=l"(d) : "l"(a), "l"(b), "l"(c))

// Row number `form` of the table. nvcc makes a chain of comparisons of it: slow, and short to compile.
__device__ uint64_t Apply(int form, uint64_t a, uint64_t b, uint64_t c) {
  const uint32_t wa = static_cast<uint32_t>(a), wb = static_cast<uint32_t>(b), wc = static_cast<uint32_t>(c);
  const uint16_t ha = static_cast<uint16_t>(a), hb = static_cast<uint16_t>(b), hc = static_cast<uint16_t>(c);
  uint64_t d = 0;
  uint32_t w = 0;
  uint16_t h = 0;
  int row = 0;
#define MEASURED(kind, name, ulps) \
  if (form == row++) APPLY_##kind(name);
#include "emulator/testdata/measured_forms.inc"
#undef MEASURED
  return d | w | h;  // one of them is the result, the others are 0
}

__global__ void ApplyAll(int form, int count, const uint64_t* operands, uint64_t* results) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < count) results[i] = Apply(form, operands[3 * i], operands[3 * i + 1], operands[3 * i + 2]);
}

}  // namespace

cudaError_t RunMeasuredForm(int form, int count, const uint64_t* operands, uint64_t* results) {
  uint64_t* device = nullptr;
  const size_t words = static_cast<size_t>(count);
  cudaError_t error = cudaMalloc(reinterpret_cast<void**>(&device), 4 * words * sizeof(uint64_t));
  if (error != cudaSuccess) return error;
  error = cudaMemcpy(device, operands, 3 * words * sizeof(uint64_t), cudaMemcpyHostToDevice);
  if (error == cudaSuccess) {
    ApplyAll<<<(count + 63) / 64, 64>>>(form, count, device, device + 3 * words);
    error = cudaMemcpy(results, device + 3 * words, words * sizeof(uint64_t), cudaMemcpyDeviceToHost);
  }
  const cudaError_t freed = cudaFree(device);
  return error == cudaSuccess ? freed : error;
}

}  // namespace gatefuzz::testdata
