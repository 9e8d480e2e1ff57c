// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/testing/device_case.h"

#include <cuda_runtime_api.h>

#include <cstring>

#include "gtest/gtest.h"
#include "reference/float_bits.h"
#include "verify/screen.h"

namespace gatefuzz::verify::testing {
namespace {

// Device memory that holds these bytes, freed at the end.
class DeviceBytes {
 public:
  explicit DeviceBytes(const std::vector<uint8_t>& bytes) {
    EXPECT_EQ(cudaMalloc(&data_, bytes.size() + 1), cudaSuccess);
    if (!bytes.empty()) EXPECT_EQ(cudaMemcpy(data_, bytes.data(), bytes.size(), cudaMemcpyHostToDevice), cudaSuccess);
  }
  DeviceBytes(const DeviceBytes&) = delete;
  DeviceBytes& operator=(const DeviceBytes&) = delete;
  ~DeviceBytes() { cudaFree(data_); }
  void* get() const { return data_; }

 private:
  void* data_ = nullptr;
};

// Each value's low `width` bytes.
template <typename T>
std::vector<uint8_t> Packed(const std::vector<T>& values, size_t width) {
  std::vector<uint8_t> bytes(values.size() * width);
  for (size_t i = 0; i < values.size(); ++i) std::memcpy(&bytes[i * width], &values[i], width);
  return bytes;
}

}  // namespace

DeviceVerdicts JudgeOnDevice(const RoutingCase& routing_case, const RoutingResult& result, Agreement agreement,
                             bool screen) {
  const RoutingProblem& problem = routing_case.problem;
  const size_t tokens = static_cast<size_t>(problem.tokens);
  std::vector<uint32_t> padded;
  const size_t experts = static_cast<size_t>(problem.experts);
  for (size_t row = 0; row < tokens; ++row) {
    const auto begin = problem.logits.begin() + static_cast<std::ptrdiff_t>(row * experts);
    padded.insert(padded.end(), begin, begin + problem.experts);
    padded.insert(padded.end(), static_cast<size_t>(routing_case.row_padding), 0xffffffffu);
  }
  const DeviceBytes logits(Packed(padded, static_cast<size_t>(DTypeSize(problem.dtype))));
  const DeviceBytes bias(Packed(problem.bias, 4));
  const DeviceBytes finished(problem.finished);
  const DeviceBytes weights(Packed(result.weights, 4));
  const DeviceBytes ids(Packed(result.ids, routing_case.id_type == IdType::kInt64 ? 8 : 4));
  const DeviceBytes source_rows(Packed(result.source_rows, 4));
  const DeviceBytes verdicts(std::vector<uint8_t>(tokens * sizeof(Verdict)));
  const Judgement none = kNoJudgement;
  std::vector<uint8_t> cleared(sizeof(none));
  std::memcpy(cleared.data(), &none, sizeof(none));
  const DeviceBytes judgement(cleared);

  JudgeArgs args;
  args.operation = problem.operation;
  args.agreement = agreement;
  args.verdicts = static_cast<Verdict*>(verdicts.get());
  args.judgement = static_cast<Judgement*>(judgement.get());
  TopkArgs& call = args.call;
  call.logits = logits.get();
  call.logits_dtype = problem.dtype;
  call.num_tokens = problem.tokens;
  call.num_experts = problem.experts;
  call.k = problem.k;
  call.logits_row_stride = problem.experts + routing_case.row_padding;
  if (!problem.bias.empty()) call.correction_bias = static_cast<const float*>(bias.get());
  call.non_finite = problem.non_finite;
  call.renormalize = problem.renormalize;
  call.scale = problem.scale;
  if (IsGrouped(problem.operation)) {
    call.num_groups = problem.num_groups;
    call.top_groups = problem.top_groups;
  }
  call.local_first = problem.local_first;
  call.local_count = problem.local_count;
  if (!problem.finished.empty()) call.finished = static_cast<const uint8_t*>(finished.get());
  call.weights = static_cast<float*>(weights.get());
  call.ids = ids.get();
  call.id_type = routing_case.id_type;
  if (problem.want_source_rows) call.source_rows = static_cast<int32_t*>(source_rows.get());
  const DeviceBytes list(std::vector<uint8_t>(tokens * sizeof(uint32_t)));
  if (screen) args.rows = static_cast<uint32_t*>(list.get());
  EXPECT_EQ(screen ? ScreenAndJudge(args, nullptr) : LaunchJudge(args, nullptr), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);

  std::vector<Verdict> out(tokens);
  if (tokens != 0) {
    EXPECT_EQ(cudaMemcpy(out.data(), verdicts.get(), tokens * sizeof(Verdict), cudaMemcpyDeviceToHost), cudaSuccess);
  }
  Judgement counted;
  EXPECT_EQ(cudaMemcpy(&counted, judgement.get(), sizeof(counted), cudaMemcpyDeviceToHost), cudaSuccess);
  Judgement recounted = kNoJudgement;
  for (size_t row = 0; row < tokens; ++row) {
    if (out[row] != 0 && recounted.bad_rows++ == 0) recounted.first_bad = row;
  }
  EXPECT_EQ(counted.first_bad, recounted.first_bad);
  EXPECT_EQ(counted.bad_rows, recounted.bad_rows);
  return {out, counted.listed_rows};
}

}  // namespace gatefuzz::verify::testing
