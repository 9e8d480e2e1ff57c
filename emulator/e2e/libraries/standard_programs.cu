// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

// libcu++ of CUDA 11.8 forgets it, so it comes first.
// clang-format off
#include <new>
// clang-format on

#include <cooperative_groups.h>

#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <cuda/std/array>
#include <cuda/std/complex>
#include <cuda/std/limits>
#include <cuda/std/tuple>

#include "emulator/e2e/libraries/standard_programs.h"
#if __has_include(<cuda/std/bit>)
#include <cuda/std/bit>
#endif

#include "emulator/e2e/device_buffer.h"

// atomic_ref came with libcu++ 2.0, in CUDA 12.
#define GATEFUZZ_HAS_ATOMIC_REF (CUDART_VERSION >= 12000)

namespace {

constexpr int kThreads = 128;

__global__ void ComplexKernel(Complex a, Complex b, Complex* out) {
  const cuda::std::complex<float> x(a.real, a.imaginary), y(b.real, b.imaginary);
  const cuda::std::complex<float> result = (x * y + 1.0f) / y;
  *out = {result.real(), result.imag()};
}

__global__ void BitKernel(uint32_t word, BitResults* out) {
#if __has_include(<cuda/std/bit>)
  *out = {static_cast<uint32_t>(cuda::std::popcount(word)), static_cast<uint32_t>(cuda::std::countl_zero(word)),
          static_cast<uint32_t>(cuda::std::countr_zero(word)), cuda::std::rotl(word, 5), cuda::std::bit_ceil(word)};
#else
  *out = {static_cast<uint32_t>(__popc(static_cast<int>(word))), static_cast<uint32_t>(__clz(static_cast<int>(word))),
          static_cast<uint32_t>(__ffs(static_cast<int>(word))) - 1, __funnelshift_l(word, word, 5),
          word < 2 ? 1u : 1u << (32 - __clz(static_cast<int>(word - 1)))};
#endif
}

__global__ void LimitKernel(LimitResults* out) {
  using cuda::std::numeric_limits;
  cuda::std::array<float, 2> floats = {numeric_limits<float>::max(), numeric_limits<float>::epsilon()};
  const auto integers = cuda::std::make_tuple(numeric_limits<int32_t>::lowest(), numeric_limits<uint64_t>::max());
  *out = {cuda::std::get<0>(integers), floats[0], floats[1], cuda::std::get<1>(integers)};
}

struct Shared {
  cuda::atomic<uint64_t, cuda::thread_scope_device> sum;
  cuda::atomic<int32_t, cuda::thread_scope_device> maximum;
  cuda::atomic<uint32_t, cuda::thread_scope_device> winner, winners, lock;
  cuda::atomic<float, cuda::thread_scope_device> float_sum;
  uint32_t counter;
  double minimum;
};

__global__ void AtomicKernel(const int* values, Shared* shared) {
  const int value = values[blockIdx.x * kThreads + threadIdx.x];
  shared->sum.fetch_add(static_cast<uint64_t>(value), cuda::std::memory_order_relaxed);
  shared->maximum.fetch_max(value);
  uint32_t expected = 0;
  if (shared->winner.compare_exchange_strong(expected, 1)) shared->winners.fetch_add(1);
#if GATEFUZZ_HAS_ATOMIC_REF
  shared->float_sum.fetch_add(static_cast<float>(value));
  cuda::atomic_ref<double, cuda::thread_scope_device>(shared->minimum).fetch_min(static_cast<double>(value));
#else
  // The Toolkit's libcu++ has no arithmetic on atomic floats yet.
  atomicAdd(reinterpret_cast<float*>(&shared->float_sum), static_cast<float>(value));
#endif
  if (threadIdx.x % 32 != 0) return;
  while (shared->lock.exchange(1, cuda::std::memory_order_acquire) != 0) {
  }
  ++shared->counter;
  shared->lock.store(0, cuda::std::memory_order_release);
}

__global__ void BarrierKernel(const int* values, int* out) {
  using Barrier = cuda::barrier<cuda::thread_scope_block>;
  __shared__ alignas(Barrier) unsigned char storage[sizeof(Barrier)];
  __shared__ int buffer[kThreads];
  auto* barrier = reinterpret_cast<Barrier*>(storage);
  if (threadIdx.x == 0) init(barrier, kThreads);
  __syncthreads();
  const int at = static_cast<int>(blockIdx.x * kThreads + threadIdx.x);
  int value = values[at];
  for (int round = 0; round < 2; ++round) {
    buffer[threadIdx.x] = value;
    barrier->wait(barrier->arrive());
    value = buffer[kThreads - 1 - threadIdx.x] + 1;
    barrier->arrive_and_wait();
  }
  out[at] = value;
}

__global__ void PipelineKernel(const int* values, int rows, int* sums) {
  constexpr int kStages = 2;
  __shared__ int buffer[kStages][kThreads];
  auto pipe = cuda::make_pipeline();
  const auto copy = [&](int row) {
    pipe.producer_acquire();
    if (row < rows)
      cuda::memcpy_async(&buffer[row % kStages][threadIdx.x], &values[row * kThreads + static_cast<int>(threadIdx.x)],
                         sizeof(int), pipe);
    pipe.producer_commit();
  };
  for (int row = 0; row < kStages; ++row) copy(row);
  for (int row = 0; row < rows; ++row) {
    cuda::pipeline_consumer_wait_prior<kStages - 1>(pipe);
    __syncthreads();
    // Read by another thread than the one that copied it.
    const int sum = __reduce_add_sync(0xffffffffu, buffer[row % kStages][kThreads - 1 - threadIdx.x]);
    if (threadIdx.x % 32 == 0) atomicAdd(&sums[row], sum);
    pipe.consumer_release();
    __syncthreads();
    copy(row + kStages);
  }
}

template <class T, class Kernel, class... Arguments>
T RunOne(Kernel kernel, Arguments... arguments) {
  DeviceBuffer<T> out(1);
  kernel<<<1, 1>>>(arguments..., out.get());
  Require(cudaGetLastError(), "a kernel of one thread");
  return out.Read()[0];
}

}  // namespace

Complex ComplexArithmetic(Complex a, Complex b) { return RunOne<Complex>(ComplexKernel, a, b); }
BitResults BitFunctions(uint32_t word) { return RunOne<BitResults>(BitKernel, word); }
LimitResults NumericLimits() { return RunOne<LimitResults>(LimitKernel); }

bool HasAtomicRef() { return GATEFUZZ_HAS_ATOMIC_REF; }

AtomicResults Atomics(const std::vector<int>& values) {
  DeviceBuffer<int> in(values);
  Shared* shared = nullptr;
  Require(cudaMalloc(reinterpret_cast<void**>(&shared), sizeof(Shared)), "cudaMalloc");
  Require(cudaMemset(shared, 0, sizeof(Shared)), "cudaMemset");
  const double huge = 1e9;
  Require(cudaMemcpy(&shared->minimum, &huge, sizeof huge, cudaMemcpyHostToDevice), "cudaMemcpy to the device");
  AtomicKernel<<<2, kThreads>>>(in.get(), shared);
  Require(cudaGetLastError(), "AtomicKernel");
  // As plain bytes: an atomic cannot be copied.
  alignas(Shared) unsigned char bytes[sizeof(Shared)];
  Require(cudaMemcpy(bytes, shared, sizeof bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
  Require(cudaFree(shared), "cudaFree");
  const auto& host = *reinterpret_cast<const Shared*>(bytes);
  return {host.sum.load(), host.maximum.load(), host.winners.load(), host.float_sum.load(), host.minimum, host.counter};
}

std::vector<int> ReverseThroughBarrier(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), out(values.size());
  BarrierKernel<<<static_cast<unsigned>(values.size() / kThreads), kThreads>>>(in.get(), out.get());
  Require(cudaGetLastError(), "BarrierKernel");
  return out.Read();
}

std::vector<int> SumRowsThroughPipeline(const std::vector<int>& values) {
  const size_t rows = values.size() / kThreads;
  DeviceBuffer<int> in(values), sums(std::vector<int>(rows, 0));
  PipelineKernel<<<1, kThreads>>>(in.get(), static_cast<int>(rows), sums.get());
  Require(cudaGetLastError(), "PipelineKernel");
  return sums.Read();
}
