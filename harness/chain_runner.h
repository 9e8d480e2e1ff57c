// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The chain in which a router's mistake becomes a crash: router, sort by expert, gathering consumer (harness/gather.h),
// captured together as one CUDA graph for each size of batch, over the same buffers, and replayed for batch after
// batch; as harness/graph_runner.h does with a router alone.
//
// Not thread-safe, and on the emulator one running runner a process.
#ifndef GATEFUZZ_HARNESS_CHAIN_RUNNER_H_
#define GATEFUZZ_HARNESS_CHAIN_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/device_session.h"
#include "harness/launch_layout.h"
#include "harness/routing_case.h"
#include "kernels/align_table.h"
#include "kernels/kernel_table.h"
#include "reference/align_problem.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

// What each kernel of the chain left, of the graph's rows alone.
struct ChainLaunch : LaunchReport {
  RoutingResult routed;
  AlignResult aligned;
  // Of the consumer, by slot: how often it was gathered, for which expert, with which value; poison where never.
  std::vector<int32_t> times, experts, values;
  int32_t wild = 0;  // kNoWildPosition or the first position of `sorted` that holds no slot
};

// The value that the consumer must gather for a token.
constexpr int32_t ChainTokenValue(int64_t token) { return static_cast<int32_t>(1000 + 7 * token); }

class ChainRunner {
 public:
  ChainRunner(const KernelInfo& router, const AlignKernelInfo& sort);

  const KernelInfo& router() const { return router_; }

  // Captures the chain for each of `sizes`, with blocks of `block_size` slots. The report has a harness error or
  // violations where that cannot be. Requires: each size is in [1, T]; the router offers what the case asks for.
  LaunchReport Capture(const RoutingCase& largest, std::span<const int64_t> sizes, int32_t block_size);

  // Uploads the rows of `batch` and launches the graph of sizes[graph] `times` in a row. Whatever a kernel writes holds
  // what the replay before it left, poison in the first one. Requires: as GraphRunner::Replay.
  ChainLaunch Replay(const RoutingCase& batch, size_t graph, int times = 1);

 private:
  // The buffers of sort and consumer, in the order in which they stand in the arena behind the router's.
  enum Buffer : size_t {
    kSorted,
    kBlockExperts,
    kTotal,
    kError,
    kWorkspace,
    kTimes,
    kExperts,
    kValues,
    kWild,
    kBuffers
  };

  struct Graph {
    int64_t rows;
    CapturedCall call;
  };

  void AddBuffers(const RoutingCase& largest);
  Status Call(const LaunchLayout& layout, const RoutingCase& largest, int64_t rows, cudaStream_t stream);
  std::vector<int32_t> Words(Buffer buffer, size_t count);

  const KernelInfo router_;
  const AlignKernelInfo sort_;
  DeviceSession session_;
  int32_t block_size_ = 0;
  size_t workspace_bytes_ = 0;
  std::vector<Graph> graphs_;
  int tokens_ = 0;  // the arena's numbers of buffers
  int buffers_[kBuffers] = {};
  const void* address_ = nullptr;
  LaunchLayout::Contents routed_left_over_;  // empty before the first replay
  std::vector<std::vector<uint8_t>> left_over_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CHAIN_RUNNER_H_
