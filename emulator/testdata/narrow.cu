// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// 8-bit floats, differences of bytes, reductions of vectors.

#include <cuda_bf16.h>
#include <cuda_fp8.h>

__global__ void Fp8(__nv_fp8x2_e4m3* e4m3, __nv_fp8x2_e5m2* e5m2, const float2* floats, __half2* halves, float4* wide) {
  e4m3[0] = __nv_fp8x2_e4m3(floats[0]);
  e5m2[0] = __nv_fp8x2_e5m2(floats[1]);
  e4m3[1] = __nv_fp8x2_e4m3(halves[0]);
  e5m2[1] = __nv_fp8x2_e5m2(halves[1]);
  halves[2] = static_cast<__half2>(e4m3[2]);
  halves[3] = static_cast<__half2>(e5m2[2]);
  wide[0] = static_cast<float4>(reinterpret_cast<const __nv_fp8x4_e4m3*>(e4m3)[2]);
}

__global__ void Bytes(unsigned* out, const unsigned* in) {
  out[0] = __vabsdiffu4(in[0], in[1]);
  out[1] = __vabsdiffu2(in[0], in[1]);
  out[2] = __vsadu4(in[0], in[1]);
  out[3] = __vsadu2(in[0], in[1]);
}

#if CUDART_VERSION >= 12010
__global__ void Byte(unsigned* out, const __nv_bfloat16* in) {
  out[0] = static_cast<unsigned>(__bfloat162char_rz(in[0]));
}

__global__ void Vectors(float4* sums, float2* pairs, const float4* in) {
  atomicAdd(sums, in[threadIdx.x]);
  pairs[1 + threadIdx.x] = atomicAdd(pairs, make_float2(in[threadIdx.x].x, in[threadIdx.x].y));
}
#endif
