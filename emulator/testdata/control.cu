// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Control flow: calls direct, indirect and recursive, struct arguments, switches, printf, assert, traps, clocks.

#include <cassert>
#include <cstdio>

struct __align__(16) Vector {
  float x, y, z, w;
};

__device__ __noinline__ int Leaf(int a) { return a * 7 + 3; }
__device__ __noinline__ Vector StructArgument(Vector v, int i) {
  v.x += static_cast<float>(i);
  return v;
}
__device__ int Fibonacci(int n) { return n < 2 ? 1 : Fibonacci(n - 1) + Fibonacci(n - 2); }
using Function = int (*)(int);
__device__ Function device_function = Leaf;

__global__ void __launch_bounds__(256, 2) Calls(int* out, Vector v, int n) {
  const Vector r = StructArgument(v, n);
  out[0] = Leaf(n) + Fibonacci(n) + static_cast<int>(r.x);
  if (device_function != nullptr) out[1] = device_function(n);
  printf("n %d, x %f, %s\n", n, r.x, "done");
  assert(n < 100);
}

__global__ void Switch(int* out, int n, int s) {
  switch (n) {
    case 0:
      out[2] = 1;
      break;
    case 1:
      out[3] = n * s;
      break;
    case 2:
      out[4] = n ^ s;
      break;
    case 3:
      out[5] = n / s;
      break;
    case 4:
      out[6] = n & s;
      break;
    case 5:
      out[7] = Leaf(s);
      break;
    case 6:
      out[9] = 3;
      break;
    default:
      out[10] = s;
  }
}

__global__ void Loops(int* out, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    if ((out[i] & 1) == 0) continue;
    sum += out[i];
    while (sum > 1000) sum /= 3;
  }
  out[0] = sum;
}

__global__ void Ends(long long* out, int n) {
  out[0] = clock() + clock64();
  __nanosleep(20);
  if (n == 1) __trap();
  if (n == 2) __brkpt();
  if (n == 3) asm volatile("exit;");
  out[1] = n;
}

__global__ void Heap(int** out, int n) {
  int* array = new int[n];
  array[0] = 1;
  out[0] = array;
  delete[] out[1];
  void* memory = malloc(n);
  free(memory);
}

// A branch table: nvcc writes no brx.idx for small switches.
__global__ void BranchTable(int* out, int n) {
  int value;
  asm volatile(
      "{\n\t"
      "T: .branchtargets A, B, C;\n\t"
      "brx.idx %1, T;\n\t"
      "A: mov.u32 %0, 10;\n\tbra.uni DONE;\n\t"
      "B: mov.u32 %0, 20;\n\tbra.uni DONE;\n\t"
      "C: mov.u32 %0, 30;\n\t"
      "DONE:\n\t}"
      : "=r"(value)
      : "r"(n));
  out[0] = value;
}
