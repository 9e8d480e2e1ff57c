// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// f32 and f64: operators, the math library and its fast forms, directed rounding, conversions.

#include <cmath>

__global__ void MathF32(float* out, const float* in, int n) {
  const int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  const float x = in[i], y = in[i + n];
  float sum =
      expf(x) + logf(x) + sqrtf(x) + rsqrtf(x) + sinf(x) + cosf(x) + powf(x, y) + tanhf(x) + exp2f(x) + log2f(x);
  sum += log1pf(x) + expm1f(x) + fmodf(x, y) + cbrtf(x) + erff(x) + lgammaf(x) + hypotf(x, y) + atan2f(x, y) +
         ldexpf(x, 3);
  sum +=
      floorf(x) + ceilf(x) + rintf(x) + truncf(x) + roundf(x) + fmaxf(x, y) + fminf(x, y) + fabsf(x) + copysignf(x, y);
  sum += x / y + x * y - x + fmaf(x, y, sum);
  out[i] = sum + isnan(x) + isinf(x) + signbit(x) + __float_as_int(x);
}

__global__ void FastF32(float* out, const float* in) {
  const float x = in[0], y = in[1];
  float sum =
      __expf(x) + __logf(x) + __sinf(x) + __cosf(x) + __fdividef(x, y) + __saturatef(x) + __powf(x, y) + __tanf(x);
  sum += __frcp_rn(x) + __frcp_rd(x) + __fsqrt_rn(x) + __fsqrt_ru(x) + __frsqrt_rn(x) + __fdiv_rz(x, y);
  sum += __fadd_rz(x, y) + __fmul_ru(x, y) + __fmaf_rd(x, y, sum) + __fsub_rd(x, y);
  float tanh_approx;
  asm("tanh.approx.f32 %0, %1;" : "=f"(tanh_approx) : "f"(x));
  out[0] = sum + tanh_approx;
}

__global__ void MathF64(double* out, const double* in) {
  const double x = in[0], y = in[1];
  double sum = exp(x) + log(x) + sqrt(x) + 1 / x + sin(x) + cos(x) + pow(x, y) + rsqrt(x) + fmod(x, y);
  sum += floor(x) + ceil(x) + rint(x) + trunc(x) + fmax(x, y) + fmin(x, y) + fabs(x) + copysign(x, y) + isnan(x);
  sum += __dadd_rz(x, y) + __dmul_ru(x, y) + __fma_rd(x, y, sum) + __dsqrt_ru(x) + __drcp_rd(x) + __ddiv_rn(x, y);
  out[0] = sum + __double2hiint(x) + __double2loint(x) + __hiloint2double(1, 2);
}

__global__ void Conversions(long long* out, float* floats, const float* f, const double* d, const int* i,
                            const long long* l) {
  out[0] = __float2int_rn(f[0]) + __float2int_rz(f[1]) + __float2uint_ru(f[2]) + __float2ll_rd(f[3]);
  out[1] = static_cast<long long>(__float2ull_rn(f[4])) + static_cast<short>(f[5]) + static_cast<signed char>(f[6]);
  out[2] = static_cast<int>(d[0]) + static_cast<long long>(d[1]) + static_cast<unsigned>(d[2]) + __double2int_rn(d[3]);
  out[3] = static_cast<long long>(static_cast<unsigned long long>(d[4])) + static_cast<short>(d[5]);
  floats[0] = __int2float_rz(i[0]) + __uint2float_rd(i[1]) + __ll2float_ru(l[0]);
  floats[1] = static_cast<float>(static_cast<unsigned long long>(l[1])) + static_cast<float>(i[2]);
  floats[2] =
      static_cast<float>(d[6]) + __double2float_rz(d[7]) + static_cast<short>(i[3]) + static_cast<unsigned char>(i[4]);
  floats[3] = static_cast<float>(static_cast<double>(f[7]) * d[8] + i[5] + static_cast<unsigned>(i[6]) + l[2]);
}
