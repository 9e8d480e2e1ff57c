// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/launch_layout.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "harness/case_edit.h"
#include "harness/random.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr uint64_t kLayoutStream = 1;  // of the seed's draws

size_t IdBytes(IdType type) { return type == IdType::kInt64 ? 8 : 4; }

// Bytes past a 256-byte boundary: none for half of the buffers, else any multiple of the element.
size_t DrawMisalignment(uint64_t seed, Random* random, size_t element_bytes) {
  if (seed == 0 || random->Percent(50)) return 0;
  return element_bytes * random->Below(DeviceArena::kZoneBytes / element_bytes);
}

uint32_t DrawGarbage(uint64_t seed, Random* random, DType dtype) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const uint32_t infinity = FromDouble(dtype, kInfinity);
  const uint32_t all = DTypeSize(dtype) == 4 ? 0xffffffffu : 0xffffu;
  const uint32_t choices[] = {all, infinity, infinity - 1, infinity + 1};  // NaN, +Inf, largest, signalling NaN
  return seed == 0 ? choices[0] : choices[random->Below(4)];
}

// `count` elements of `width` bytes from 32-bit patterns.
void PutElements(const uint32_t* values, size_t count, size_t width, uint8_t* to) {
  if (count == 0) return;  // an empty vector's data may be null, which memcpy must not be given
  if (width == 4) {
    std::memcpy(to, values, count * 4);
    return;
  }
  for (size_t i = 0; i < count; ++i) {
    const uint16_t narrow = static_cast<uint16_t>(values[i]);
    std::memcpy(to + 2 * i, &narrow, sizeof(narrow));
  }
}

template <typename T>
T Load(std::span<const uint8_t> bytes, size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

}  // namespace

LaunchLayout::LaunchLayout(const RoutingCase& routing_case, DeviceArena* arena) : case_(routing_case), arena_(*arena) {
  arena_.Clear();
  stride_ = routing_case.problem.experts + routing_case.row_padding;
  AddInputs();
  AddOutputs();
}

void LaunchLayout::AddInputs() {
  const RoutingProblem& problem = case_.problem;
  Random random(case_.seed, kLayoutStream);
  const size_t width = static_cast<size_t>(DTypeSize(problem.dtype));
  const size_t row_bytes = static_cast<size_t>(stride_) * width;
  const size_t experts = static_cast<size_t>(problem.experts);
  // The last row has no gap: a view into a larger tensor may end right there.
  const size_t bytes = problem.tokens == 0 ? 0 : static_cast<size_t>(problem.tokens - 1) * row_bytes + experts * width;
  logits_ = arena_.AddInput("logits", bytes, row_bytes, DrawMisalignment(case_.seed, &random, width));
  const std::span<uint8_t> logits = arena_.ToSend(logits_);
  const std::vector<uint32_t> gap(static_cast<size_t>(case_.row_padding),
                                  DrawGarbage(case_.seed, &random, problem.dtype));
  for (int64_t row = 0; row < problem.tokens; ++row) {
    uint8_t* to = logits.data() + static_cast<size_t>(row) * row_bytes;
    PutElements(LogitRow(case_, row).data(), experts, width, to);
    if (row + 1 < problem.tokens) PutElements(gap.data(), gap.size(), width, to + experts * width);
  }
  if (!problem.bias.empty()) {
    bias_ = arena_.AddInput("correction_bias", experts * 4, 0, DrawMisalignment(case_.seed, &random, 4));
    PutElements(problem.bias.data(), experts, 4, arena_.ToSend(bias_).data());
  }
  if (!problem.finished.empty()) {
    finished_ = arena_.AddInput("finished", problem.finished.size(), 1, DrawMisalignment(case_.seed, &random, 1));
    std::memcpy(arena_.ToSend(finished_).data(), problem.finished.data(), problem.finished.size());
  }
}

void LaunchLayout::AddOutputs() {
  const RoutingProblem& problem = case_.problem;
  Random random(case_.seed, kLayoutStream + 1);
  const size_t k = static_cast<size_t>(problem.k);
  const size_t elements = static_cast<size_t>(problem.tokens) * k;
  const size_t id_bytes = IdBytes(case_.id_type);
  weights_ = arena_.AddOutput("weights", elements * 4, k * 4, DrawMisalignment(case_.seed, &random, 4));
  ids_ = arena_.AddOutput("ids", elements * id_bytes, k * id_bytes, DrawMisalignment(case_.seed, &random, id_bytes));
  if (problem.want_source_rows) {
    source_rows_ = arena_.AddOutput("source_rows", elements * 4, k * 4, DrawMisalignment(case_.seed, &random, 4));
  }
}

TopkArgs LaunchLayout::Args(Operation operation) const {
  const RoutingProblem& problem = case_.problem;
  TopkArgs args;
  args.logits = arena_.Device(logits_);
  args.logits_dtype = problem.dtype;
  args.num_tokens = problem.tokens;
  args.num_experts = problem.experts;
  args.k = problem.k;
  if (IsGrouped(operation)) {
    args.num_groups = problem.num_groups;
    args.top_groups = problem.top_groups;
  }
  args.logits_row_stride = case_.row_padding == 0 ? 0 : stride_;
  args.non_finite = problem.non_finite;
  args.renormalize = problem.renormalize;
  args.scale = problem.scale;
  args.local_first = problem.local_first;
  args.local_count = problem.local_count;
  if (bias_ != kNone) args.correction_bias = static_cast<const float*>(arena_.Device(bias_));
  if (finished_ != kNone) args.finished = static_cast<const uint8_t*>(arena_.Device(finished_));
  args.weights = static_cast<float*>(arena_.Device(weights_));
  args.ids = arena_.Device(ids_);
  args.id_type = case_.id_type;
  if (source_rows_ != kNone) args.source_rows = static_cast<int32_t*>(arena_.Device(source_rows_));
  return args;
}

RoutingResult LaunchLayout::Result() const {
  const size_t elements = static_cast<size_t>(case_.problem.tokens) * static_cast<size_t>(case_.problem.k);
  RoutingResult result;
  result.ids.resize(elements);
  result.weights.resize(elements);
  const std::span<const uint8_t> ids = arena_.Received(ids_);
  for (size_t i = 0; i < elements; ++i) {
    switch (case_.id_type) {
      case IdType::kInt32:
        result.ids[i] = Load<int32_t>(ids, i);
        break;
      case IdType::kUint32:
        result.ids[i] = Load<uint32_t>(ids, i);
        break;
      case IdType::kInt64:
        result.ids[i] = Load<int64_t>(ids, i);
        break;
    }
  }
  const std::span<const uint8_t> weights = arena_.Received(weights_);
  if (elements != 0) std::memcpy(result.weights.data(), weights.data(), weights.size());
  if (source_rows_ != kNone) {
    const std::span<const uint8_t> source_rows = arena_.Received(source_rows_);
    result.source_rows.resize(elements);
    if (elements != 0) std::memcpy(result.source_rows.data(), source_rows.data(), source_rows.size());
  }
  return result;
}

LaunchLayout::Contents LaunchLayout::LeftOver() const {
  Contents contents;
  for (size_t i = 0; i < kOutputs; ++i) {
    if (Outputs()[i] == kNone) continue;
    const std::span<const uint8_t> bytes = arena_.Received(Outputs()[i]);
    contents[i].assign(bytes.begin(), bytes.end());
  }
  return contents;
}

void LaunchLayout::PutOutputs(const Contents& contents) {
  for (size_t i = 0; i < kOutputs; ++i) {
    if (Outputs()[i] != kNone) std::ranges::copy(contents[i], arena_.ToSend(Outputs()[i]).begin());
  }
}

int64_t LaunchLayout::FirstChangedRow(int64_t from) const {
  for (int64_t row = from; row < case_.problem.tokens; ++row) {
    for (const int output : Outputs()) {
      if (output == kNone) continue;
      const std::span<const uint8_t> sent = arena_.ToSend(output);
      const size_t row_bytes = sent.size() / static_cast<size_t>(case_.problem.tokens);
      const size_t begin = static_cast<size_t>(row) * row_bytes;
      if (!std::ranges::equal(sent.subspan(begin, row_bytes), arena_.Received(output).subspan(begin, row_bytes))) {
        return row;
      }
    }
  }
  return -1;
}

bool LaunchLayout::HasPoison(int buffer, size_t element_bytes, size_t element) const {
  constexpr uint32_t kPoisonWord = kPoisonByte * 0x01010101u;
  const size_t words = element_bytes / 4;
  for (size_t word = 0; word < words; ++word) {
    if (Load<uint32_t>(arena_.Received(buffer), element * words + word) == kPoisonWord) return true;
  }
  return false;
}

std::vector<LaunchLayout::Unwritten> LaunchLayout::UnwrittenRows() const {
  std::vector<Unwritten> unwritten;
  const int64_t k = case_.problem.k;
  for (int64_t row = 0; row < case_.problem.tokens; ++row) {
    for (int32_t slot = 0; slot < k; ++slot) {
      const size_t element = static_cast<size_t>(row * k + slot);
      const char* output = nullptr;
      if (HasPoison(ids_, IdBytes(case_.id_type), element)) {
        output = "ids";
      } else if (HasPoison(weights_, 4, element)) {
        output = "weights";
      } else if (source_rows_ != kNone && HasPoison(source_rows_, 4, element)) {
        output = "source_rows";
      }
      if (output == nullptr) continue;
      unwritten.push_back({row, slot, output});
      break;
    }
  }
  return unwritten;
}

}  // namespace gatefuzz
