// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/chain_runner.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "harness/gather.h"
#include "kernels/align.h"

namespace gatefuzz {
namespace {

constexpr size_t kWordBytes = 4;

// The sort's question for the first `rows` rows.
AlignProblem ShapeOf(const RoutingCase& routing_case, int64_t rows, int32_t block_size) {
  AlignProblem problem;
  problem.id_type = routing_case.id_type;
  problem.tokens = rows;
  problem.k = routing_case.problem.k;
  problem.experts = routing_case.problem.experts;
  problem.block_size = block_size;
  return problem;
}

}  // namespace

ChainRunner::ChainRunner(const KernelInfo& router, const AlignKernelInfo& sort)
    : router_(router), sort_(sort), session_(fmt::format("{} and {}", router.name, sort.name)) {}

void ChainRunner::AddBuffers(const RoutingCase& largest) {
  DeviceArena& arena = session_.arena();
  const int64_t tokens = largest.problem.tokens;
  tokens_ = arena.AddInput("tokens", static_cast<size_t>(tokens) * kWordBytes, kWordBytes, 0);
  const std::span<uint8_t> values = arena.ToSend(tokens_);
  for (int64_t token = 0; token < tokens; ++token) {
    const int32_t value = ChainTokenValue(token);
    std::memcpy(values.data() + static_cast<size_t>(token) * kWordBytes, &value, sizeof value);
  }
  const AlignProblem shape = ShapeOf(largest, tokens, block_size_);
  const size_t slots = static_cast<size_t>(shape.slots()) * kWordBytes;
  const size_t capacity = static_cast<size_t>(shape.capacity()) * kWordBytes;
  const std::pair<const char*, size_t> rows[kBuffers] = {
      {"sorted", capacity},
      {"block_experts", capacity / static_cast<size_t>(block_size_)},
      {"total", kWordBytes},
      {"error", kWordBytes},
      {"workspace", workspace_bytes_},
      {"times", slots},
      {"experts", slots},
      {"values", slots},
      {"wild", kWordBytes},
  };
  for (size_t i = 0; i < kBuffers; ++i) buffers_[i] = arena.AddOutput(rows[i].first, rows[i].second, 0, 0);
}

Status ChainRunner::Call(const LaunchLayout& layout, const RoutingCase& largest, int64_t rows, cudaStream_t stream) {
  const auto words = [this](Buffer buffer) { return static_cast<int32_t*>(session_.arena().Device(buffers_[buffer])); };
  TopkArgs routed = layout.Args(router_.operation);
  routed.num_tokens = rows;
  if (const Status status = router_.function(routed, stream); !status.ok()) return status;

  const AlignProblem shape = ShapeOf(largest, rows, block_size_);
  AlignArgs aligned;
  aligned.ids = routed.ids;
  aligned.id_type = routed.id_type;
  aligned.num_tokens = rows;
  aligned.k = shape.k;
  aligned.num_experts = shape.experts;
  aligned.block_size = block_size_;
  aligned.sorted = words(kSorted);
  aligned.block_experts = words(kBlockExperts);
  aligned.total = words(kTotal);
  aligned.error = words(kError);
  aligned.workspace = workspace_bytes_ == 0 ? nullptr : words(kWorkspace);
  aligned.workspace_bytes = workspace_bytes_;
  if (const Status status = sort_.function(aligned, stream); !status.ok()) return status;

  GatherArgs gathered;
  gathered.sorted = aligned.sorted;
  gathered.block_experts = aligned.block_experts;
  gathered.total = aligned.total;
  gathered.capacity = static_cast<int32_t>(shape.capacity());
  gathered.block_size = block_size_;
  gathered.slots = static_cast<int32_t>(shape.slots());
  gathered.k = shape.k;
  gathered.tokens = static_cast<const int32_t*>(session_.arena().Device(tokens_));
  gathered.times = words(kTimes);
  gathered.experts = words(kExperts);
  gathered.values = words(kValues);
  gathered.wild = words(kWild);
  const cudaError_t error = Gather(gathered, stream);
  if (error == cudaSuccess) return {};
  return {StatusCode::kLaunchFailed, "", "the CUDA runtime refused the launch of the consumer", error};
}

LaunchReport ChainRunner::Capture(const RoutingCase& largest, std::span<const int64_t> sizes, int32_t block_size) {
  block_size_ = block_size;
  workspace_bytes_ = 0;
  for (const int64_t rows : sizes) {
    workspace_bytes_ =
        std::max(workspace_bytes_, sort_.workspace_bytes(rows, largest.problem.k, largest.problem.experts, block_size));
  }
  LaunchReport report;
  const LaunchLayout layout(largest, &session_.arena());
  AddBuffers(largest);
  for (const int64_t rows : sizes) {
    const auto call = [&](cudaStream_t stream) { return Call(layout, largest, rows, stream); };
    Graph graph = {.rows = rows, .call = {}};
    if (!session_.Capture(call, &graph.call, &report)) return report;
    graphs_.push_back(std::move(graph));
  }
  address_ = session_.arena().Device(tokens_);
  return report;
}

std::vector<int32_t> ChainRunner::Words(Buffer buffer, size_t count) {
  std::vector<int32_t> words(count);
  if (count != 0) std::memcpy(words.data(), session_.arena().Received(buffers_[buffer]).data(), count * kWordBytes);
  return words;
}

ChainLaunch ChainRunner::Replay(const RoutingCase& batch, size_t graph, int times) {
  ChainLaunch launch;
  DeviceArena& arena = session_.arena();
  LaunchLayout layout(batch, &arena);
  AddBuffers(batch);
  if (!left_over_.empty()) {
    layout.PutOutputs(routed_left_over_);
    for (size_t i = 0; i < kBuffers; ++i) std::ranges::copy(left_over_[i], arena.ToSend(buffers_[i]).begin());
  }
  const Graph& replayed = graphs_[graph];
  const auto call = [&](cudaStream_t stream) {
    Status status;
    if (arena.Device(tokens_) != address_) {
      launch.harness_error = "the memory moved under a captured graph";
      return status;
    }
    for (int i = 0; i < times && status.ok(); ++i) status = replayed.call.Launch(stream);
    return status;
  };
  if (!session_.Launch(batch.seed, call, &launch) || !launch.harness_error.empty()) return launch;
  session_.JudgeFrame(&launch);
  routed_left_over_ = layout.LeftOver();
  left_over_.clear();
  for (const int buffer : buffers_) {
    const std::span<const uint8_t> bytes = arena.Received(buffer);
    left_over_.emplace_back(bytes.begin(), bytes.end());
  }

  const AlignProblem shape = ShapeOf(batch, replayed.rows, block_size_);
  const size_t slots = static_cast<size_t>(shape.slots());
  const size_t capacity = static_cast<size_t>(shape.capacity());
  launch.routed = layout.Result();
  launch.routed.ids.resize(slots);
  launch.routed.weights.resize(slots);
  if (!launch.routed.source_rows.empty()) launch.routed.source_rows.resize(slots);
  launch.aligned = {Words(kSorted, capacity), Words(kBlockExperts, capacity / static_cast<size_t>(block_size_)),
                    Words(kTotal, 1)[0], Words(kError, 1)[0]};
  launch.times = Words(kTimes, slots);
  launch.experts = Words(kExperts, slots);
  launch.values = Words(kValues, slots);
  launch.wild = Words(kWild, 1)[0];
  return launch;
}

}  // namespace gatefuzz
