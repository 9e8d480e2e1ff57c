// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

#include "emulator/e2e/device_buffer.h"
#include "emulator/e2e/libraries/group_programs.h"

namespace cg = cooperative_groups;

namespace {

constexpr int kThreads = 128;
constexpr bool kHasTilesOfWarps = CUDART_VERSION >= 12000;

struct TilePointers {
  int *sum8, *exclusive, *neighbour, *sum64;
};

__global__ void TileKernel(const int* values, TilePointers out) {
#if CUDART_VERSION >= 12000
  __shared__ cg::block_tile_memory<kThreads> memory;
  const cg::thread_block block = cg::this_thread_block(memory);
#else
  const cg::thread_block block = cg::this_thread_block();
#endif
  const int thread = static_cast<int>(block.thread_rank());
  const int value = values[thread];
  const auto tile8 = cg::tiled_partition<8>(block);
  const auto warp = cg::tiled_partition<32>(block);
  const auto tile4 = cg::tiled_partition<4>(warp);
  out.sum8[thread] = cg::reduce(tile8, value, cg::plus<int>());
  out.exclusive[thread] = cg::exclusive_scan(warp, value, cg::plus<int>());
  out.neighbour[thread] = tile4.shfl_down(value, 1);
#if CUDART_VERSION >= 12000
  const auto tile64 = cg::tiled_partition<64>(block);
  out.sum64[thread] = cg::reduce(tile64, value, cg::plus<int>());
#endif
}

struct PartitionPointers {
  int *odd_rank, *odd_sum, *label_size, *label_sum, *binary_rank;
};

__global__ void PartitionKernel(const int* values, PartitionPointers out) {
  const int thread = static_cast<int>(threadIdx.x);
  const int value = values[thread];
  out.odd_rank[thread] = out.odd_sum[thread] = -1;
  if (value % 2 != 0) {
    const cg::coalesced_group odd = cg::coalesced_threads();
    out.odd_rank[thread] = static_cast<int>(odd.thread_rank());
    out.odd_sum[thread] = cg::reduce(odd, value, cg::plus<int>());
  }
  const auto warp = cg::tiled_partition<32>(cg::this_thread_block());
  const cg::coalesced_group label = cg::labeled_partition(warp, value % 3);
  out.label_size[thread] = static_cast<int>(label.size());
  out.label_sum[thread] = cg::reduce(label, value, cg::plus<int>());
  const cg::coalesced_group agreeing = cg::binary_partition(warp, value > 50);
  out.binary_rank[thread] = static_cast<int>(agreeing.thread_rank());
}

__global__ void NormalizeKernel(const float* values, float* sums, float* out) {
  const cg::grid_group grid = cg::this_grid();
  const auto warp = cg::tiled_partition<32>(cg::this_thread_block());
  const unsigned at = static_cast<unsigned>(grid.thread_rank());
  const float sum = cg::reduce(warp, values[at], cg::plus<float>());
  if (warp.thread_rank() == 0) sums[at / 32] = sum;
  grid.sync();
  float total = 0.0f;
  for (unsigned i = 0; i < grid.size() / 32; ++i) total += sums[i];
  out[at] = values[at] / total;
  grid.sync();
}

}  // namespace

TileResults Tiles(const std::vector<int>& values) {
  DeviceBuffer<int> in(values), sum8(kThreads), exclusive(kThreads), neighbour(kThreads), sum64(kThreads);
  TileKernel<<<1, kThreads>>>(in.get(), {sum8.get(), exclusive.get(), neighbour.get(), sum64.get()});
  Require(cudaGetLastError(), "TileKernel");
  TileResults results = {sum8.Read(), exclusive.Read(), neighbour.Read(), {}};
  if (kHasTilesOfWarps) results.sum64 = sum64.Read();
  return results;
}

PartitionResults Partitions(const std::vector<int>& values) {
  const size_t count = values.size();
  DeviceBuffer<int> in(values), odd_rank(count), odd_sum(count), label_size(count), label_sum(count), binary(count);
  PartitionKernel<<<1, static_cast<unsigned>(count)>>>(
      in.get(), {odd_rank.get(), odd_sum.get(), label_size.get(), label_sum.get(), binary.get()});
  Require(cudaGetLastError(), "PartitionKernel");
  return {odd_rank.Read(), odd_sum.Read(), label_size.Read(), label_sum.Read(), binary.Read()};
}

std::vector<float> GridNormalize(const std::vector<float>& values) {
  DeviceBuffer<float> in(values), sums(values.size() / 32), out(values.size());
  const float* in_pointer = in.get();
  float *sums_pointer = sums.get(), *out_pointer = out.get();
  void* arguments[] = {&in_pointer, &sums_pointer, &out_pointer};
  const dim3 grid(static_cast<unsigned>(values.size() / kThreads));
  const cudaError_t error = cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(NormalizeKernel), grid,
                                                        dim3(kThreads), arguments, 0, nullptr);
  if (error == cudaErrorNotSupported) return {};
  Require(error, "NormalizeKernel");
  return out.Read();
}
