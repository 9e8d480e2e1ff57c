// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/testing/faulty_kernels.h"

namespace gatefuzz::testing {
namespace {

__global__ void ReadPastTheEnd(const TopkArgs args) {
  const int64_t stride = args.logits_row_stride == 0 ? args.num_experts : args.logits_row_stride;
  const int64_t end = (args.num_tokens - 1) * stride + args.num_experts;
  float past;
  if (args.logits_dtype == DType::kF32) {
    past = static_cast<const float*>(args.logits)[args.num_tokens > 1 ? end : 0];
  } else {
    past = static_cast<const uint16_t*>(args.logits)[args.num_tokens > 1 ? end : 0];
  }
  args.weights[0] = past;
}

__global__ void ShuffleOutsideTheMask(const TopkArgs args) {
  int value = threadIdx.x;
  if (threadIdx.x == 1) value = __shfl_sync(0x1u, value, 0);
  args.weights[0] = static_cast<float>(value);
}

__global__ void StoreLaneNumbers(const TopkArgs args) { args.weights[0] = static_cast<float>(threadIdx.x); }

__global__ void ChangeTheFirstWeight(const TopkArgs args) {
  args.weights[0] = __uint_as_float(__float_as_uint(args.weights[0]) ^ 1);
}

__global__ void LoopForEver(const TopkArgs args) {
  volatile float* const weight = args.weights;
  *weight = 0;
  while (*weight < 1) *weight = *weight * 2;
}

__global__ void TrustPowersOfTwo(const TopkArgs args) {
  for (int exponent = 1; exponent <= 16; ++exponent) {
    float power;
    asm volatile("ex2.approx.f32 %0, %1;" : "=f"(power) : "f"(static_cast<float>(exponent)));
    if (static_cast<int>(power) != 1 << exponent) args.weights[0] = -1;
  }
}

template <typename Kernel>
Status Launch(Kernel kernel, int threads, const TopkArgs& args, cudaStream_t stream) {
  if (args.num_tokens == 0) return {};
  kernel<<<1, threads, 0, stream>>>(args);
  const cudaError_t error = cudaGetLastError();
  if (error == cudaSuccess) return {};
  return {StatusCode::kLaunchFailed, "", "the CUDA runtime refused the launch", error};
}

}  // namespace

Status ReadsPastTheEnd(const TopkArgs& args, cudaStream_t stream) { return Launch(ReadPastTheEnd, 1, args, stream); }

Status ShufflesOutsideItsMask(const TopkArgs& args, cudaStream_t stream) {
  return Launch(ShuffleOutsideTheMask, 32, args, stream);
}

Status Races(const TopkArgs& args, cudaStream_t stream) { return Launch(StoreLaneNumbers, 32, args, stream); }

Status ChangesTheFirstWeight(const TopkArgs& args, cudaStream_t stream) {
  return Launch(ChangeTheFirstWeight, 1, args, stream);
}

Status TrustsPowersOfTwo(const TopkArgs& args, cudaStream_t stream) {
  return Launch(TrustPowersOfTwo, 1, args, stream);
}

Status Hangs(const TopkArgs& args, cudaStream_t stream) { return Launch(LoopForEver, 1, args, stream); }

}  // namespace gatefuzz::testing
