// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// f16 and bf16, scalar and x2.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

template <class H>
__device__ void Scalar(H* out, const H* in) {
  const H x = in[0], y = in[1], z = in[2];
  int i = 0;
  out[i++] = __hadd(x, y);
  out[i++] = __hsub(x, y);
  out[i++] = __hmul(x, y);
  out[i++] = __hdiv(x, y);
  out[i++] = __hfma(x, y, z);
  out[i++] = __hneg(x);
  out[i++] = __habs(x);
  out[i++] = __hmax(x, y);
  out[i++] = __hmin(x, y);
  out[i++] = __hmax_nan(x, y);
  out[i++] = __hmin_nan(x, y);
  out[i++] = __hadd_sat(x, y);
  out[i++] = __hmul_sat(x, y);
  out[i++] = __hfma_sat(x, y, z);
  out[i++] = __hfma_relu(x, y, z);
  out[i++] = hexp(x);
  out[i++] = hlog(x);
  out[i++] = hsqrt(x);
  out[i++] = hrsqrt(x);
  out[i++] = hrcp(x);
  out[i++] = hsin(x);
  out[i++] = hexp2(x);
  out[i++] = hfloor(x);
  out[i++] = hceil(x);
  out[i++] = hrint(x);
  out[i++] = htrunc(x);
  out[i++] = __hgt(x, y) ? x : z;
  out[i++] = __hle(x, y) ? x : z;
  out[i++] = __heq(x, y) ? y : z;
  out[i++] = __hltu(x, y) ? y : z;
  out[i++] = __hisnan(x) ? y : z;
  out[i++] = __hneu(x, y) ? y : z;
}

template <class H2>
__device__ void Pairs(H2* out, const H2* in) {
  const H2 x = in[0], y = in[1], z = in[2];
  int i = 0;
  out[i++] = __hadd2(x, y);
  out[i++] = __hsub2(x, y);
  out[i++] = __hmul2(x, y);
  out[i++] = __hfma2(x, y, z);
  out[i++] = __hneg2(x);
  out[i++] = __habs2(x);
  out[i++] = __hmax2(x, y);
  out[i++] = __hmin2_nan(x, y);
  out[i++] = __hadd2_sat(x, y);
  out[i++] = __hfma2_relu(x, y, z);
  out[i++] = __heq2(x, y);
  out[i++] = __hltu2(x, y);
  out[i++] = __hisnan2(x);
  out[i++] = h2exp2(x);
  out[i++] = __hbgt2(x, y) ? x : y;
}

__global__ void ScalarF16(__half* out, const __half* in) { Scalar(out, in); }
__global__ void ScalarBf16(__nv_bfloat16* out, const __nv_bfloat16* in) { Scalar(out, in); }
__global__ void PairsF16(__half2* out, const __half2* in) { Pairs(out, in); }
__global__ void PairsBf16(__nv_bfloat162* out, const __nv_bfloat162* in) { Pairs(out, in); }

__global__ void Conversions(float* f, long long* n, __half* h, __nv_bfloat16* b, const int* i, const long long* l) {
  h[0] = __float2half(f[0]);
  h[1] = __float2half_rz(f[1]);
  h[2] = __float2half_rd(f[2]);
  h[3] = __float2half_ru(f[3]);
  h[4] = __int2half_rn(i[0]);
  h[5] = __uint2half_rz(i[1]);
  h[6] = __short2half_ru(static_cast<short>(i[2]));
  h[7] = __ll2half_rn(l[0]);
  h[8] = __double2half(static_cast<double>(f[4]) * 3);
  b[0] = __float2bfloat16(f[0]);
  b[1] = __float2bfloat16_rz(f[1]);
  b[2] = __float2bfloat16_ru(f[2]);
  b[3] = __int2bfloat16_rn(i[0]);
  b[4] = __ll2bfloat16_rn(l[0]);
  b[5] = __double2bfloat16(static_cast<double>(f[4]) * 3);
  n[0] = __half2int_rn(h[10]) + __half2uint_ru(h[11]) + __half2short_rd(h[12]) + __half2ll_rn(h[13]);
  n[1] = static_cast<long long>(__half2ull_rz(h[14])) + __half_as_ushort(h[15]);
  n[2] = __bfloat162int_rn(b[10]) + __bfloat162uint_rz(b[11]) + __bfloat162ll_rn(b[12]);
  f[10] = __half2float(h[16]) + __bfloat162float(b[16]);
  reinterpret_cast<__half2*>(h)[20] = __floats2half2_rn(f[5], f[6]);
  reinterpret_cast<__nv_bfloat162*>(b)[20] = __floats2bfloat162_rn(f[5], f[6]);
}
