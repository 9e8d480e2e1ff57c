// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Microseconds a launch of the production kernels, on a GPU. Each benchmark captures a graph of many launches, each on
// inputs of its own as far as kPoolBytes go, and replays it; the time of one replay over the number of launches is one
// measurement, and the median of kReplays of them is the benchmark's time. Names: op/E/k/dtype/rows.
//
//   bazel build --config=gpu -c opt //kernels/bench:routing_bench
//   routing_bench --benchmark_format=json --benchmark_out=FILE
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "kernels/align.h"
#include "kernels/bench/baselines.h"
#include "kernels/routing.h"

namespace gatefuzz {
namespace {

// More than the L2 of any GPU there is.
constexpr int64_t kPoolBytes = 256 << 20;
constexpr int kReplays = 15;
// Of drawn logits; the pool repeats them.
constexpr int64_t kDrawnBytes = 8 << 20;

void Check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "routing_bench: %s: %s\n", what, cudaGetErrorString(error));
  std::exit(2);
}

template <typename T>
class DeviceArray {
 public:
  explicit DeviceArray(int64_t count) {
    Check(cudaMalloc(&data_, static_cast<size_t>(std::max<int64_t>(count, 1)) * sizeof(T)), "cudaMalloc");
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  ~DeviceArray() { cudaFree(data_); }
  void Upload(const std::vector<T>& values) {
    Check(cudaMemcpy(data_, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  T* get() { return static_cast<T*>(data_); }

 private:
  void* data_ = nullptr;
};

// Replays a graph of `launches` calls of `launch(i)`.
void MeasureLaunches(benchmark::State& state, int launches, const std::function<void(int, cudaStream_t)>& launch) {
  cudaStream_t stream;
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  cudaEvent_t begin, end;
  Check(cudaStreamCreate(&stream), "cudaStreamCreate");
  Check(cudaEventCreate(&begin), "cudaEventCreate");
  Check(cudaEventCreate(&end), "cudaEventCreate");
  Check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), "capture");
  for (int i = 0; i < launches; ++i) launch(i, stream);
  Check(cudaStreamEndCapture(stream, &graph), "capture");
  Check(cudaGraphInstantiate(&exec, graph, 0), "cudaGraphInstantiate");
  for (int warm_up = 0; warm_up < 2; ++warm_up) Check(cudaGraphLaunch(exec, stream), "cudaGraphLaunch");
  for (auto _ : state) {
    std::vector<double> seconds;
    for (int replay = 0; replay < kReplays; ++replay) {
      Check(cudaEventRecord(begin, stream), "cudaEventRecord");
      Check(cudaGraphLaunch(exec, stream), "cudaGraphLaunch");
      Check(cudaEventRecord(end, stream), "cudaEventRecord");
      Check(cudaEventSynchronize(end), "a launch");
      float milliseconds = 0;
      Check(cudaEventElapsedTime(&milliseconds, begin, end), "cudaEventElapsedTime");
      seconds.push_back(milliseconds * 1e-3 / launches);
    }
    std::nth_element(seconds.begin(), seconds.begin() + kReplays / 2, seconds.end());
    state.SetIterationTime(seconds[kReplays / 2]);
  }
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  cudaEventDestroy(begin);
  cudaEventDestroy(end);
  cudaStreamDestroy(stream);
}

// Enough launches that a replay's own cost is lost among them, few enough that it ends soon.
int LaunchesFor(int64_t rows) { return rows <= 1024 ? 1000 : rows <= 8192 ? 200 : 40; }

using TopkLaunch = std::function<void(const TopkArgs&, cudaStream_t)>;

struct TopkCase {
  const char* name;
  TopkLaunch launch;
  int32_t experts;
  int32_t k;
  DType dtype;
  bool bias = false;
  int32_t groups = 1;
  int32_t top_groups = 1;
  NonFinitePolicy non_finite = NonFinitePolicy::kZeroScore;
};

template <Status (*kFunction)(const TopkArgs&, cudaStream_t)>
void Launch(const TopkArgs& args, cudaStream_t stream) {
  const Status status = kFunction(args, stream);
  if (!status.ok()) {
    std::fprintf(stderr, "routing_bench: %s %s\n", status.argument, status.reason);
    std::exit(2);
  }
}

void LaunchNaive(const TopkArgs& args, cudaStream_t stream) { Check(LaunchNaiveTopkSoftmax(args, stream), "naive"); }

const char* NameOf(DType dtype) { return dtype == DType::kF32 ? "f32" : dtype == DType::kF16 ? "f16" : "bf16"; }

// Normal logits in the element type, as bytes.
std::vector<uint8_t> NormalLogits(DType dtype, int64_t count) {
  std::mt19937 engine(1);
  std::normal_distribution<float> normal;
  std::vector<float> drawn(static_cast<size_t>(count));
  for (float& value : drawn) value = normal(engine);
  const size_t size = dtype == DType::kF32 ? 4 : 2;
  std::vector<uint8_t> bytes(static_cast<size_t>(count) * size);
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    const float value = drawn[i];
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    if (dtype == DType::kBF16) bits = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
    if (dtype == DType::kF16) {
      const _Float16 half = static_cast<_Float16>(value);
      uint16_t half_bits;
      std::memcpy(&half_bits, &half, 2);
      bits = half_bits;
    }
    std::memcpy(&bytes[i * size], &bits, size);
  }
  return bytes;
}

void MeasureTopk(benchmark::State& state, const TopkCase& c, int64_t rows) {
  const int64_t row_bytes = int64_t{c.experts} * (c.dtype == DType::kF32 ? 4 : 2);
  const int launches = LaunchesFor(rows);
  const int64_t inputs = std::clamp<int64_t>(kPoolBytes / (rows * row_bytes), 2, launches);
  const int64_t pool = inputs * rows * row_bytes;
  DeviceArray<uint8_t> logits(pool);
  // An odd number of rows, so that no launch's rows are another's.
  const int64_t drawn_rows = std::min(pool, kDrawnBytes) / row_bytes | 1;
  const std::vector<uint8_t> drawn = NormalLogits(c.dtype, drawn_rows * c.experts);
  for (int64_t at = 0; at < pool; at += static_cast<int64_t>(drawn.size())) {
    const size_t bytes = static_cast<size_t>(std::min<int64_t>(pool - at, static_cast<int64_t>(drawn.size())));
    Check(cudaMemcpy(logits.get() + at, drawn.data(), bytes, cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  std::vector<float> bias(static_cast<size_t>(c.experts));
  std::mt19937 engine(2);
  std::normal_distribution<float> normal(0.0f, 0.1f);
  for (float& value : bias) value = normal(engine);
  DeviceArray<float> device_bias(c.experts);
  device_bias.Upload(bias);
  DeviceArray<float> weights(rows * c.k);
  DeviceArray<int32_t> ids(rows * c.k);

  TopkArgs args;
  args.logits_dtype = c.dtype;
  args.num_tokens = rows;
  args.num_experts = c.experts;
  args.k = c.k;
  args.correction_bias = c.bias ? device_bias.get() : nullptr;
  args.non_finite = c.non_finite;
  args.renormalize = true;
  args.num_groups = c.groups;
  args.top_groups = c.top_groups;
  args.weights = weights.get();
  args.ids = ids.get();
  MeasureLaunches(state, launches, [&](int i, cudaStream_t stream) {
    args.logits = logits.get() + i % inputs * rows * row_bytes;
    c.launch(args, stream);
  });
  state.counters["bytes"] = static_cast<double>(rows * (row_bytes + c.k * 8));
}

void MeasureAlign(benchmark::State& state, int32_t experts, int32_t k, int32_t block, int64_t rows) {
  std::vector<int32_t> ids(static_cast<size_t>(rows * k));
  std::mt19937 engine(3);
  for (int32_t& id : ids) id = static_cast<int32_t>(engine() % static_cast<uint32_t>(experts));
  DeviceArray<int32_t> device_ids(rows * k);
  device_ids.Upload(ids);
  const int64_t capacity = AlignCapacity(rows, k, experts, block);
  DeviceArray<int32_t> sorted(capacity), blocks(capacity / block), total(1), error(1);
  AlignArgs args;
  args.workspace_bytes = AlignWorkspaceBytes(rows, k, experts, block);
  DeviceArray<uint8_t> workspace(static_cast<int64_t>(args.workspace_bytes));
  args.ids = device_ids.get();
  args.num_tokens = rows;
  args.k = k;
  args.num_experts = experts;
  args.block_size = block;
  args.sorted = sorted.get();
  args.block_experts = blocks.get();
  args.total = total.get();
  args.error = error.get();
  args.workspace = workspace.get();
  MeasureLaunches(state, LaunchesFor(rows), [&](int, cudaStream_t stream) {
    const Status status = AlignExperts(args, stream);
    if (!status.ok()) {
      std::fprintf(stderr, "routing_bench: %s %s\n", status.argument, status.reason);
      std::exit(2);
    }
  });
}

// The matrix of docs/performance.md.
std::vector<TopkCase> Matrix() {
  constexpr DType f32 = DType::kF32;
  constexpr DType bf16 = DType::kBF16;
  std::vector<TopkCase> cases;
  const struct {
    int32_t experts, k;
    DType dtype;
  } softmax[] = {{8, 2, bf16},  {64, 8, bf16}, {128, 8, bf16},  {128, 8, f32},
                 {160, 6, f32}, {40, 8, bf16}, {512, 10, bf16}, {512, 10, f32}};
  for (const auto& s : softmax) cases.push_back({"softmax", Launch<TopkSoftmax>, s.experts, s.k, s.dtype});
  cases.push_back({"sigmoid_bias", Launch<TopkSigmoid>, 160, 8, bf16, true});
  cases.push_back({"sigmoid_bias", Launch<TopkSigmoid>, 384, 8, f32, true});
  cases.push_back({"sigmoid_bias", Launch<TopkSigmoid>, 256, 8, f32, true});
  cases.push_back({"grouped_sigmoid_bias_8_4", Launch<GroupedTopkSigmoid>, 256, 8, f32, true, 8, 4});
  cases.push_back({"grouped_sigmoid_bias_8_4", Launch<GroupedTopkSigmoid>, 256, 8, bf16, true, 8, 4});
  cases.push_back({"grouped_sigmoid_bias_1_1", Launch<GroupedTopkSigmoid>, 384, 8, f32, true});
  cases.push_back({"then_softmax", Launch<TopkThenSoftmax>, 128, 4, bf16});
  cases.push_back({"softplus_sqrt_bias", Launch<TopkSoftplusSqrt>, 256, 6, f32, true});
  // What the handling of non-finite logits costs: both policies, and none.
  for (const auto& [experts, k] : {std::pair{128, 8}, std::pair{512, 10}}) {
    cases.push_back({"mask_softmax", Launch<TopkSoftmax>, experts, k, bf16, false, 1, 1, NonFinitePolicy::kMask});
    cases.push_back({"unguarded_softmax", Launch<UnguardedTopkSoftmax>, experts, k, bf16});
    cases.push_back({"naive_softmax", LaunchNaive, experts, k, bf16});
  }
  return cases;
}

void RegisterAll() {
  const auto settle = [](benchmark::internal::Benchmark* b) {
    b->UseManualTime()->Iterations(1)->Unit(benchmark::kMicrosecond);
  };
  settle(benchmark::RegisterBenchmark("empty", [](benchmark::State& state) {
    MeasureLaunches(state, 1000, [](int, cudaStream_t stream) { Check(LaunchEmpty(stream), "empty"); });
  }));
  settle(benchmark::RegisterBenchmark("copy", [](benchmark::State& state) {
    constexpr int64_t kBytes = 512 << 20;
    DeviceArray<uint8_t> from(kBytes), to(kBytes);
    Check(cudaMemset(from.get(), 1, kBytes), "cudaMemset");
    MeasureLaunches(state, 4,
                    [&](int, cudaStream_t stream) { Check(LaunchCopy(to.get(), from.get(), kBytes, stream), "copy"); });
    state.counters["bytes"] = 2.0 * kBytes;
  }));
  for (const TopkCase& c : Matrix()) {
    for (const int64_t rows : {1, 16, 128, 1024, 8192, 65536}) {
      const std::string name = std::string(c.name) + "/" + std::to_string(c.experts) + "/" + std::to_string(c.k) + "/" +
                               NameOf(c.dtype) + "/" + std::to_string(rows);
      settle(benchmark::RegisterBenchmark(name.c_str(),
                                          [c, rows](benchmark::State& state) { MeasureTopk(state, c, rows); }));
    }
  }
  for (const int64_t rows : {1, 16, 128, 1024, 8192, 65536}) {
    const std::string name = "align/256/8/i32/" + std::to_string(rows);
    settle(benchmark::RegisterBenchmark(name.c_str(),
                                        [rows](benchmark::State& state) { MeasureAlign(state, 256, 8, 64, rows); }));
  }
}

}  // namespace
}  // namespace gatefuzz

int main(int argc, char** argv) {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
    std::fprintf(stderr, "routing_bench: there is no GPU to measure\n");
    return 2;
  }
  cudaDeviceProp device;
  gatefuzz::Check(cudaGetDeviceProperties(&device, 0), "cudaGetDeviceProperties");
  int driver = 0;
  gatefuzz::Check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  benchmark::AddCustomContext("gpu", device.name);
  benchmark::AddCustomContext("cuda_driver", std::to_string(driver));
  gatefuzz::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
