// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Loads and stores of every width and space, cache hints, variables with initialisers, address conversion.

#include <cuda_fp16.h>

__constant__ int constant_table[4] = {1, 2, 3, 4};
__device__ float device_array[3] = {1.0f, 2.0f, 3.0f};
__device__ const char* device_string = "hello";
__device__ double device_double = 2.5;
__device__ int* device_pointer = &constant_table[0] == nullptr ? nullptr : nullptr;
struct Row {
  short key;
  double value[2];
};
__device__ Row device_rows[2] = {{1, {2.0, 3.0}}, {4, {5.0}}};
extern __shared__ float4 dynamic_shared[];

template <class T>
__device__ void Copy(char* out, const char* in) {
  reinterpret_cast<T*>(out)[threadIdx.x] = reinterpret_cast<const T*>(in)[threadIdx.x];
}

__global__ void Widths(char* out, const char* __restrict__ read_only, const char* in) {
  Copy<char>(out, read_only);
  Copy<short>(out, read_only);
  Copy<float>(out, read_only);
  Copy<double>(out, read_only);
  Copy<char2>(out, read_only);
  Copy<uchar4>(out, in);
  Copy<short4>(out, in);
  Copy<float2>(out, in);
  Copy<float4>(out, in);
  Copy<double2>(out, in);
  Copy<longlong2>(out, in);
}

__global__ void CacheHints(float* out, const float* in) {
  out[0] = __ldg(in) + __ldcg(in) + __ldca(in) + __ldcs(in) + __ldlu(in) + __ldcv(in);
  __stcs(out + 1, 1.0f);
  __stcg(out + 2, 2.0f);
  __stwb(out + 3, 3.0f);
  __stwt(out + 4, 4.0f);
  reinterpret_cast<float4*>(out)[2] = __ldcs(reinterpret_cast<const float4*>(in) + 1);
  reinterpret_cast<__half2*>(out)[20] = __ldg(reinterpret_cast<const __half2*>(in));
  reinterpret_cast<volatile int*>(out)[30] = reinterpret_cast<const volatile int*>(in)[31];
  float hinted;
  asm volatile("ld.global.nc.L1::no_allocate.L2::128B.f32 %0, [%1];" : "=f"(hinted) : "l"(in));
  asm volatile("prefetch.global.L2 [%0];" ::"l"(in));
  out[40] = hinted;
}

__global__ void Spaces(float* out, int n, Row row) {
  __shared__ float shared_array[64];
  float local_array[32];
  for (int i = 0; i < 32; ++i) local_array[i] = out[i];
  shared_array[threadIdx.x & 63] = local_array[n & 31];
  dynamic_shared[threadIdx.x].x = static_cast<float>(row.value[n & 1]) + row.key;
  __syncthreads();
  float sum = shared_array[n & 63] + dynamic_shared[n].y + constant_table[n & 3] + device_array[n % 3];
  sum += static_cast<float>(device_double + device_rows[n & 1].value[0]) + device_string[n];
  if (device_pointer != nullptr) sum += static_cast<float>(*device_pointer);
  const float* generic = n > 3 ? shared_array : out;
  sum += generic[n] + __isGlobal(generic) + __isShared(generic) + __isLocal(generic) + __isConstant(generic);
  device_array[0] = sum;
  out[0] = sum + static_cast<float>(__cvta_generic_to_shared(shared_array));
}
