// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cooperative_groups.h>

#include "emulator/e2e/cooperative_programs.h"
#include "emulator/e2e/device_buffer.h"

namespace {

__global__ void AddNeighboursKernel(int* numbers, int rounds, bool sync) {
  const cooperative_groups::grid_group grid = cooperative_groups::this_grid();
  for (int round = 0; round < rounds; ++round) {
    const int neighbour = numbers[(blockIdx.x + 1) % gridDim.x];
    if (sync) grid.sync();
    if (threadIdx.x == 0) numbers[blockIdx.x] += neighbour;
    if (sync) grid.sync();
  }
}

}  // namespace

cudaError_t AddNeighbours(bool sync, int rounds, std::vector<int>* numbers) {
  DeviceBuffer<int> buffer(*numbers);
  int* data = buffer.get();
  void* arguments[] = {&data, &rounds, &sync};
  const cudaError_t error =
      cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(AddNeighboursKernel),
                                  dim3(static_cast<unsigned>(numbers->size())), dim3(64), arguments, 0, nullptr);
  if (error != cudaSuccess) return error;
  const cudaError_t waited = cudaDeviceSynchronize();
  *numbers = buffer.Read();
  return waited;
}
