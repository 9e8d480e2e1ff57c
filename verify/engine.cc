// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One stream, in order: poison the outputs, make rows, launch, judge, bring 16 bytes back. The host runs a few batches
// ahead, so the device never waits for it.
#include "verify/engine.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "fmt/format.h"
#include "harness/device_arena.h"
#include "reference/float_bits.h"
#include "verify/poison.h"
#include "verify/screen.h"

namespace gatefuzz::verify {
namespace {

static_assert(kPoison == kPoisonByte);

constexpr size_t kAlignment = 256;
constexpr size_t kBiasAt = kAlignment;  // in a slot, behind the judgement
constexpr size_t kAlphabetAt = kBiasAt + kMaxExperts * sizeof(uint32_t);
constexpr size_t kMostAlphabet = 1024;
constexpr size_t kSlotBytes = kAlphabetAt + kMostAlphabet * sizeof(uint32_t);

void Check(cudaError_t error, const char* what) {
  if (error != cudaSuccess) throw DeviceError(fmt::format("{}: {}", what, cudaGetErrorString(error)));
}

size_t RoundUp(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

size_t IdBytes(IdType type) { return type == IdType::kInt64 ? 8 : 4; }

template <typename T>
T* Allocate(size_t bytes, const char* what) {
  void* data = nullptr;
  const cudaError_t error = cudaMalloc(&data, bytes);
  if (error != cudaSuccess) {
    throw DeviceError(fmt::format("{} bytes of device memory for {}: {}", bytes, what, cudaGetErrorString(error)));
  }
  return static_cast<T*>(data);
}

}  // namespace

std::string DeviceName() {
  int device = 0;
  Check(cudaGetDevice(&device), "looking for a GPU");
  cudaDeviceProp properties = {};
  Check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
  return properties.name;
}

Engine::Engine(const KernelInfo& kernel, int64_t most_rows) : kernel_(kernel) {
  int devices = 0;
  Check(cudaGetDeviceCount(&devices), "looking for a GPU");
  Check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate");
  const size_t rows = static_cast<size_t>(most_rows);
  logits_ = Allocate<uint8_t>(kBatchBytes + (rows * kMaxRowPadding + kMostMisalignment + kMaxExperts) * sizeof(float),
                              "logits");
  finished_ = Allocate<uint8_t>(rows, "flags");
  outputs_ = Allocate<uint8_t>(rows * kMaxTopK * 16 + 3 * kAlignment, "outputs");
  verdicts_ = Allocate<Verdict>(rows * sizeof(Verdict), "verdicts");
  listed_rows_ = Allocate<uint32_t>(rows * sizeof(uint32_t), "rows that the screen leaves");
  for (Slot& slot : slots_) {
    slot.device = Allocate<uint8_t>(kSlotBytes, "a batch's bias");
    void* host = nullptr;
    Check(cudaMallocHost(&host, kSlotBytes), "cudaMallocHost");
    slot.host = static_cast<uint8_t*>(host);
    Check(cudaEventCreate(&slot.kernel_begin), "cudaEventCreate");
    Check(cudaEventCreate(&slot.kernel_end), "cudaEventCreate");
    Check(cudaEventCreate(&slot.done), "cudaEventCreate");
  }
}

Engine::~Engine() {
  // After a fault all of this fails, and the process ends anyway.
  cudaStreamSynchronize(stream_);
  for (Slot& slot : slots_) {
    cudaFree(slot.device);
    cudaFreeHost(slot.host);
    for (cudaEvent_t event : {slot.kernel_begin, slot.kernel_end, slot.done}) cudaEventDestroy(event);
  }
  for (void* memory : {static_cast<void*>(logits_), static_cast<void*>(finished_), static_cast<void*>(outputs_),
                       static_cast<void*>(verdicts_), static_cast<void*>(listed_rows_)}) {
    cudaFree(memory);
  }
  cudaStreamDestroy(stream_);
}

TopkArgs Engine::ArgsOf(const BatchPlan& plan, const Slot& slot) const {
  const RoutingProblem& problem = plan.shape.problem;
  TopkArgs args;
  args.logits = logits_ + plan.misalignment * DTypeSize(problem.dtype);
  args.logits_dtype = problem.dtype;
  args.num_tokens = problem.tokens;
  args.num_experts = problem.experts;
  args.k = problem.k;
  args.logits_row_stride = problem.experts + plan.shape.row_padding;
  if (IsGrouped(kernel_.operation)) {
    args.num_groups = problem.num_groups;
    args.top_groups = problem.top_groups;
  }
  args.non_finite = problem.non_finite;
  args.renormalize = problem.renormalize;
  args.scale = problem.scale;
  args.local_first = problem.local_first;
  args.local_count = problem.local_count;
  if (!problem.bias.empty()) args.correction_bias = reinterpret_cast<const float*>(slot.device + kBiasAt);
  if (plan.finished_of_65536 != 0) args.finished = finished_;
  const size_t elements = static_cast<size_t>(problem.tokens * problem.k);
  args.weights = reinterpret_cast<float*>(outputs_);
  uint8_t* const ids = outputs_ + RoundUp(elements * sizeof(float));
  args.ids = ids;
  args.id_type = plan.shape.id_type;
  if (problem.want_source_rows) {
    args.source_rows = reinterpret_cast<int32_t*>(ids + RoundUp(elements * IdBytes(args.id_type)));
  }
  return args;
}

void Engine::Enqueue(const Batch& batch, Slot* slot, Verdict* verdicts) {
  const BatchPlan& plan = batch.plan;
  const RoutingProblem& problem = plan.shape.problem;
  const Enumeration* const enumeration = std::get_if<Enumeration>(&batch.source);
  const Judgement none = kNoJudgement;
  std::memcpy(slot->host, &none, sizeof(none));
  size_t sent = sizeof(none);
  if (!problem.bias.empty()) {
    std::memcpy(slot->host + kBiasAt, problem.bias.data(), problem.bias.size() * sizeof(uint32_t));
    sent = kBiasAt + problem.bias.size() * sizeof(uint32_t);
  }
  if (enumeration != nullptr && !enumeration->alphabet.empty()) {
    const size_t bytes = enumeration->alphabet.size() * sizeof(uint32_t);
    std::memcpy(slot->host + kAlphabetAt, enumeration->alphabet.data(), bytes);
    sent = kAlphabetAt + bytes;
  }
  Check(cudaMemcpyAsync(slot->device, slot->host, sent, cudaMemcpyHostToDevice, stream_), "sending a batch's bias");

  TopkArgs args = ArgsOf(plan, *slot);
  const size_t elements = static_cast<size_t>(problem.tokens * problem.k);
  const size_t output_bytes = RoundUp(elements * sizeof(float)) + RoundUp(elements * IdBytes(args.id_type)) +
                              (args.source_rows != nullptr ? elements * sizeof(int32_t) : 0);
  Check(cudaMemsetAsync(outputs_, kPoison, output_bytes, stream_), "poisoning outputs");
  RowTarget target;
  target.logits = const_cast<void*>(args.logits);
  target.dtype = args.logits_dtype;
  target.rows = args.num_tokens;
  target.experts = args.num_experts;
  target.stride = args.logits_row_stride;
  target.finished = plan.finished_of_65536 != 0 ? finished_ : nullptr;
  if (enumeration != nullptr) {
    EnumeratedRows rows;
    rows.first = enumeration->first;
    rows.base = enumeration->base;
    if (!enumeration->alphabet.empty()) rows.alphabet = reinterpret_cast<const uint32_t*>(slot->device + kAlphabetAt);
    Check(LaunchEnumeratedRows(target, rows, stream_), "making rows");
  } else {
    Check(LaunchDrawnRows(target, {plan.row_seed, plan.finished_of_65536}, stream_), "making rows");
  }

  JudgeArgs judge;
  judge.call = args;
  if (plan.shape.row_padding == 0) args.logits_row_stride = 0;  // as most callers say it
  Check(cudaEventRecord(slot->kernel_begin, stream_), "cudaEventRecord");
  const Status status = kernel_.function(args, stream_);
  Check(cudaEventRecord(slot->kernel_end, stream_), "cudaEventRecord");
  slot->refusal = status.ok() ? "" : fmt::format("{}: {}", status.argument, status.reason);
  if (status.ok()) {
    if (meddler_ != nullptr) meddler_(args, stream_);
    judge.operation = kernel_.operation;
    judge.agreement = kernel_.agreement;
    judge.judgement = reinterpret_cast<Judgement*>(slot->device);
    judge.verdicts = verdicts;
    judge.rows = listed_rows_;
    Check(ScreenAndJudge(judge, stream_), "judging");
  }
  Check(cudaMemcpyAsync(slot->host, slot->device, sizeof(Judgement), cudaMemcpyDeviceToHost, stream_),
        "fetching a judgement");
  Check(cudaEventRecord(slot->done, stream_), "cudaEventRecord");
}

BatchReport Engine::Collect(Slot* slot) {
  BatchReport report;
  report.refusal = slot->refusal;
  const cudaError_t error = cudaEventSynchronize(slot->done);
  if (error != cudaSuccess) {
    report.fault = fmt::format("{} ({})", cudaGetErrorName(error), cudaGetErrorString(error));
    return report;
  }
  std::memcpy(&report.judgement, slot->host, sizeof(Judgement));
  float milliseconds = 0;
  Check(cudaEventElapsedTime(&milliseconds, slot->kernel_begin, slot->kernel_end), "cudaEventElapsedTime");
  report.kernel_seconds = milliseconds * 1e-3;
  return report;
}

void Engine::Start(const Batch& batch) {
  Slot* const slot = &slots_[static_cast<size_t>((next_ + in_flight_) % kInFlight)];
  Enqueue(batch, slot, nullptr);
  ++in_flight_;
}

BatchReport Engine::Finish() {
  Slot* const slot = &slots_[static_cast<size_t>(next_)];
  next_ = (next_ + 1) % kInFlight;
  --in_flight_;
  return Collect(slot);
}

BatchReport Engine::Repeat(const Batch& batch, std::vector<Verdict>* verdicts) {
  Slot* const slot = &slots_[static_cast<size_t>(next_)];
  const size_t rows = static_cast<size_t>(batch.plan.shape.problem.tokens);
  Check(cudaMemsetAsync(verdicts_, 0, rows * sizeof(Verdict), stream_), "clearing verdicts");
  Enqueue(batch, slot, verdicts_);
  const BatchReport report = Collect(slot);
  verdicts->assign(rows, 0);
  if (!report.fault.empty() || rows == 0) return report;
  Check(cudaMemcpy(verdicts->data(), verdicts_, rows * sizeof(Verdict), cudaMemcpyDeviceToHost), "fetching verdicts");
  repeated_ = batch;
  return report;
}

FetchedRows Engine::Fetch(int64_t first, int64_t count) {
  FetchedRows out;
  out.rows = repeated_.plan.shape;
  RoutingProblem& problem = out.rows.problem;
  const TopkArgs args = ArgsOf(repeated_.plan, slots_[static_cast<size_t>(next_)]);
  const auto fetch = [&](const void* from, size_t element_bytes, int64_t at, int64_t elements) {
    std::vector<uint8_t> bytes(static_cast<size_t>(elements) * element_bytes);
    const uint8_t* source = static_cast<const uint8_t*>(from) + static_cast<size_t>(at) * element_bytes;
    Check(cudaMemcpy(bytes.data(), source, bytes.size(), cudaMemcpyDeviceToHost), "fetching rows");
    return bytes;
  };
  const auto element = [](const std::vector<uint8_t>& bytes, size_t width, size_t i) {
    uint64_t value = 0;
    std::memcpy(&value, bytes.data() + i * width, width);
    return value;
  };
  const int64_t tokens = problem.tokens;
  const size_t width = static_cast<size_t>(DTypeSize(problem.dtype));
  const int64_t stride = args.logits_row_stride;
  const std::vector<uint8_t> logits = fetch(args.logits, width, first * stride, (count - 1) * stride + problem.experts);
  for (int64_t row = 0; row < count; ++row) {
    for (int64_t e = 0; e < problem.experts; ++e) {
      problem.logits.push_back(static_cast<uint32_t>(element(logits, width, static_cast<size_t>(row * stride + e))));
    }
  }
  if (args.finished != nullptr) problem.finished = fetch(args.finished, 1, first, count);
  problem.tokens = count;
  const int64_t elements = count * problem.k;
  const size_t id_bytes = IdBytes(args.id_type);
  const std::vector<uint8_t> ids = fetch(args.ids, id_bytes, first * problem.k, elements);
  const std::vector<uint8_t> weights = fetch(args.weights, sizeof(float), first * problem.k, elements);
  std::vector<uint8_t> source_rows;
  if (args.source_rows != nullptr) source_rows = fetch(args.source_rows, sizeof(int32_t), first * problem.k, elements);
  for (size_t i = 0; i < static_cast<size_t>(elements); ++i) {
    const uint64_t id = element(ids, id_bytes, i);
    out.result.ids.push_back(args.id_type == IdType::kInt32 ? static_cast<int32_t>(id) : static_cast<int64_t>(id));
    out.result.weights.push_back(static_cast<uint32_t>(element(weights, sizeof(float), i)));
    if (args.source_rows == nullptr) continue;
    // As they would be if these rows were the whole call.
    const int64_t slot = static_cast<int64_t>(i) % problem.k;
    const int64_t row = static_cast<int64_t>(i) / problem.k;
    const int32_t actual = static_cast<int32_t>(element(source_rows, sizeof(int32_t), i));
    const int64_t error = actual - (slot * tokens + first + row);
    out.result.source_rows.push_back(
        static_cast<uint32_t>(actual) == kPoisonWord ? actual : static_cast<int32_t>(slot * count + row + error));
  }
  return out;
}

}  // namespace gatefuzz::verify
