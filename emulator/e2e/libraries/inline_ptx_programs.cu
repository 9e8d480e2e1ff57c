// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/e2e/device_buffer.h"
#include "emulator/e2e/libraries/inline_ptx_programs.h"

namespace {

__global__ void ScalarKernel(uint32_t a, uint32_t b, uint32_t c, ScalarResults* out) {
  ScalarResults r = {};
  asm("bfind.u32 %0, %1;" : "=r"(r.top_bit) : "r"(a));
  asm("prmt.b32 %0, %1, %2, 0x6240;" : "=r"(r.permuted) : "r"(a), "r"(b));
  asm("lop3.b32 %0, %1, %2, %3, 0xe8;" : "=r"(r.majority) : "r"(a), "r"(b), "r"(c));
  asm("mad.wide.u32 %0, %1, %2, %3;" : "=l"(r.product) : "r"(a), "r"(b), "l"(uint64_t{c}));
  asm("{ .reg .u32 low; add.cc.u32 low, %1, %2; addc.u32 %0, %3, %1; }" : "=r"(r.carried) : "r"(b), "r"(c), "r"(a));
  asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(r.funnel) : "r"(a), "r"(b), "r"(c));
  asm("vabsdiff4.u32.u32.u32.add %0, %1, %2, %3;" : "=r"(r.difference) : "r"(a), "r"(b), "r"(c));
  asm volatile("mov.u32 %0, %%lanemask_lt;" : "=r"(r.lane_mask));
  r.selected = 7;
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.gt.u32 p, %1, %2;\n"
      "@p bra done%=;\n"
      "mov.u32 %0, 9;\n"
      "done%=:\n"
      "}"
      : "+r"(r.selected)
      : "r"(a), "r"(b));
  if (threadIdx.x == 9) *out = r;
}

__device__ uint32_t SharedAddress(const void* pointer) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

__device__ uint64_t Arrive(uint32_t barrier) {
  uint64_t state;
  asm volatile("mbarrier.arrive.shared.b64 %0, [%1];" : "=l"(state) : "r"(barrier) : "memory");
  return state;
}
__device__ uint32_t PendingCount(uint64_t state) {
  uint32_t count;
  asm volatile("mbarrier.pending_count.b64 %0, %1;" : "=r"(count) : "l"(state));
  return count;
}
__device__ uint32_t TestWait(uint32_t barrier, uint64_t state) {
  uint32_t over;
  asm volatile("{ .reg .pred p; mbarrier.test_wait.shared.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
               : "=r"(over)
               : "r"(barrier), "l"(state)
               : "memory");
  return over;
}
__device__ uint32_t TestParity(uint32_t barrier, uint32_t parity) {
  uint32_t over;
  asm volatile("{ .reg .pred p; mbarrier.test_wait.parity.shared.b64 p, [%1], %2; selp.u32 %0, 1, 0, p; }"
               : "=r"(over)
               : "r"(barrier), "r"(parity)
               : "memory");
  return over;
}

struct MbarrierPointers {
  int* copied;
  uint32_t* numbers;  // the rest of MbarrierResults, in order
};

__global__ void MbarrierKernel(const int* values, MbarrierPointers out) {
  __shared__ alignas(8) uint64_t object;
  __shared__ alignas(16) int buffer[128];
  const uint32_t barrier = SharedAddress(&object);
  const int thread = static_cast<int>(threadIdx.x);
  // One arrival for each of 32 threads, one for the copies of each of two.
  if (thread == 0) asm volatile("mbarrier.init.shared.b64 [%0], 34;" ::"r"(barrier) : "memory");
  __syncwarp();
  uint64_t state = 0;
  if (thread == 0) {
    state = Arrive(barrier);
    out.numbers[0] = PendingCount(state);
    out.numbers[1] = TestWait(barrier, state);
  }
  __syncwarp();
  if (thread == 1 || thread == 2) {
    for (int i = thread - 1; i < 32; i += 2) {
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(SharedAddress(&buffer[4 * i])), "l"(&values[4 * i])
                   : "memory");
    }
    asm volatile("cp.async.mbarrier.arrive.noinc.shared.b64 [%0];" ::"r"(barrier) : "memory");
  }
  __syncwarp();
  if (thread != 0) state = Arrive(barrier);
  while (TestWait(barrier, state) == 0) {
  }
  if (thread == 0) {
    out.numbers[2] = TestWait(barrier, state);
    out.numbers[3] = TestParity(barrier, 1);
    out.numbers[4] = TestParity(barrier, 0);
  }
  for (int i = thread; i < 128; i += 32) out.copied[i] = buffer[127 - i];
}

__global__ void VectorSumKernel(const float4* values, float* sums) {
#if CUDART_VERSION >= 12010
  const float4 v = values[threadIdx.x];
  asm volatile("red.global.add.v4.f32 [%0], {%1, %2, %3, %4};" ::"l"(sums), "f"(v.x), "f"(v.y), "f"(v.z), "f"(v.w)
               : "memory");
#else
  (void)values;
  (void)sums;
#endif
}

__device__ int Increment(int n) { return n + 1; }
__device__ int Twice(int n) { return 2 * n; }
__device__ int (*const kTable[2])(int) = {Increment, Twice};

__device__ __noinline__ int Fibonacci(int n) { return n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2); }

__device__ __noinline__ int Case(int n) {
  switch (n) {
    case 0:
      return 11;
    case 1:
      return Twice(n) + 5;
    case 2:
      return 17;
    case 3:
      return n * n;
    case 4:
      return 3;
    case 5:
      return Increment(n) * 4;
    case 6:
      return 1;
    default:
      return -n;
  }
}

__device__ int SumWithAlloca(int n) {
  int* values = static_cast<int*>(alloca(static_cast<size_t>(n + 1) * sizeof(int)));
  for (int i = 0; i <= n; ++i) values[i] = i;
  int sum = 0;
  for (int i = n; i >= 0; --i) sum += values[i];
  return sum;
}

__device__ int SumWithMalloc(int n) {
  int* values = static_cast<int*>(malloc(static_cast<size_t>(n + 1) * sizeof(int)));
  for (int i = 0; i <= n; ++i) values[i] = i;
  int sum = 0;
  for (int i = n; i >= 0; --i) sum += values[i];
  free(values);
  return sum;
}

struct Shape {
  __device__ virtual ~Shape() {}
  __device__ virtual int Area(int n) const = 0;
};
struct Square : Shape {
  __device__ int Area(int n) const override { return n * n; }
};
struct Line : Shape {
  __device__ int Area(int) const override { return 0; }
};

__global__ void CallKernel(int* out) {
  const int n = static_cast<int>(threadIdx.x);
  const Shape* shape = n % 3 == 0 ? static_cast<const Shape*>(new Square) : new Line;
  out[n] = kTable[n % 2](n) + Fibonacci(n) + Case(n) + SumWithAlloca(n) + SumWithMalloc(n) + shape->Area(n);
  delete shape;
}

}  // namespace

ScalarResults Scalars(uint32_t a, uint32_t b, uint32_t c) {
  DeviceBuffer<ScalarResults> out(1);
  ScalarKernel<<<1, 32>>>(a, b, c, out.get());
  Require(cudaGetLastError(), "ScalarKernel");
  return out.Read()[0];
}

MbarrierResults Mbarrier(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), copied(values.size());
  DeviceBuffer<uint32_t> numbers(5);
  MbarrierKernel<<<1, 32>>>(in.get(), {copied.get(), numbers.get()});
  Require(cudaGetLastError(), "MbarrierKernel");
  const std::vector<uint32_t> n = numbers.Read();
  return {copied.Read(), n[0], n[1], n[2], n[3], n[4]};
}

std::vector<float> VectorSums(const std::vector<float>& values) {
  if (CUDART_VERSION < 12010) return {};
  DeviceBuffer<float> in(values), sums(std::vector<float>(4, 0.0f));
  VectorSumKernel<<<1, static_cast<unsigned>(values.size() / 4)>>>(reinterpret_cast<const float4*>(in.get()),
                                                                   sums.get());
  Require(cudaGetLastError(), "VectorSumKernel");
  return sums.Read();
}

std::vector<int> Calls() {
  DeviceBuffer<int> out(10);
  CallKernel<<<1, 10>>>(out.get());
  Require(cudaGetLastError(), "CallKernel");
  return out.Read();
}
