// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/testing/oracle_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "reference/float_bits.h"
#include "reference/oracle.h"

namespace gatefuzz::testing {
namespace {

int64_t Stride(const TopkArgs& args) { return args.logits_row_stride == 0 ? args.num_experts : args.logits_row_stride; }

Status Invalid(const char* argument) {
  return {StatusCode::kInvalidArgument, argument, "it is out of bounds", cudaSuccess};
}

bool Misaligned(const void* pointer, size_t alignment) { return reinterpret_cast<uintptr_t>(pointer) % alignment != 0; }

template <typename T>
std::vector<T> ToHost(const T* device, size_t count) {
  std::vector<T> host(count);
  if (count != 0) cudaMemcpy(host.data(), device, count * sizeof(T), cudaMemcpyDeviceToHost);
  return host;
}

template <typename T, typename U>
void ToDevice(const std::vector<U>& values, void* device) {
  const std::vector<T> narrow(values.begin(), values.end());
  if (!narrow.empty()) cudaMemcpy(device, narrow.data(), narrow.size() * sizeof(T), cudaMemcpyHostToDevice);
}

template <typename T>
std::vector<uint32_t> ReadRows(const TopkArgs& args) {
  const size_t tokens = static_cast<size_t>(args.num_tokens);
  const size_t experts = static_cast<size_t>(args.num_experts);
  const size_t stride = static_cast<size_t>(Stride(args));
  const std::vector<T> all =
      ToHost(static_cast<const T*>(args.logits), tokens == 0 ? 0 : (tokens - 1) * stride + experts);
  std::vector<uint32_t> logits;
  for (size_t row = 0; row < tokens; ++row) {
    logits.insert(logits.end(), all.begin() + static_cast<std::ptrdiff_t>(row * stride),
                  all.begin() + static_cast<std::ptrdiff_t>(row * stride + experts));
  }
  return logits;
}

template <typename Enum>
bool Outside(Enum value, Enum last) {
  return static_cast<int32_t>(value) < 0 || value > last;
}

Status CheckGroups(const TopkArgs& args) {
  if (args.num_groups < 1 || args.num_groups > kMaxGroups || args.num_experts % args.num_groups != 0) {
    return Invalid("num_groups");
  }
  if (args.top_groups < 1 || args.top_groups > args.num_groups) return Invalid("top_groups");
  if (args.k > args.num_experts / args.num_groups * args.top_groups) return Invalid("k");
  return {};
}

}  // namespace

Status CheckArgs(const TopkArgs& args, Operation operation) {
  if (Outside(args.logits_dtype, DType::kBF16)) return Invalid("logits_dtype");
  if (Outside(args.id_type, IdType::kInt64)) return Invalid("id_type");
  if (Outside(args.non_finite, NonFinitePolicy::kMask)) return Invalid("non_finite");
  if (args.num_tokens < 0) return Invalid("num_tokens");
  if (args.num_experts < 1 || args.num_experts > kMaxExperts) return Invalid("num_experts");
  if (args.k < 1 || args.k > std::min(args.num_experts, kMaxTopK)) return Invalid("k");
  if (!IsGrouped(operation) && args.num_groups != 1) return Invalid("num_groups");
  if (!IsGrouped(operation) && args.top_groups != 1) return Invalid("top_groups");
  if (const Status status = CheckGroups(args); !status.ok()) return status;
  if (Stride(args) < args.num_experts) return Invalid("logits_row_stride");
  if (!std::isfinite(args.scale) || args.scale < 0) return Invalid("scale");
  if (args.local_count >= 0) {
    if (args.local_first < 0 || args.local_first > args.num_experts) return Invalid("local_first");
    if (args.local_count > args.num_experts - args.local_first) return Invalid("local_count");
  }
  if (args.source_rows != nullptr && args.num_tokens > INT32_MAX / args.k) return Invalid("source_rows");
  if (args.num_tokens == 0) return {};
  if (args.logits == nullptr || Misaligned(args.logits, static_cast<size_t>(DTypeSize(args.logits_dtype)))) {
    return Invalid("logits");
  }
  if (Misaligned(args.correction_bias, 4)) return Invalid("correction_bias");
  if (args.weights == nullptr || Misaligned(args.weights, 4)) return Invalid("weights");
  if (args.ids == nullptr || Misaligned(args.ids, args.id_type == IdType::kInt64 ? 8 : 4)) return Invalid("ids");
  if (Misaligned(args.source_rows, 4)) return Invalid("source_rows");
  return {};
}

RoutingProblem ReadProblem(const TopkArgs& args, Operation operation) {
  RoutingProblem problem;
  problem.operation = operation;
  problem.num_groups = args.num_groups;
  problem.top_groups = args.top_groups;
  problem.dtype = args.logits_dtype;
  problem.non_finite = args.non_finite;
  problem.tokens = args.num_tokens;
  problem.experts = args.num_experts;
  problem.k = args.k;
  problem.renormalize = args.renormalize;
  problem.scale = args.scale;
  problem.logits = DTypeSize(args.logits_dtype) == 4 ? ReadRows<uint32_t>(args) : ReadRows<uint16_t>(args);
  if (args.correction_bias != nullptr) {
    problem.bias =
        ToHost(reinterpret_cast<const uint32_t*>(args.correction_bias), static_cast<size_t>(args.num_experts));
  }
  if (args.local_count >= 0) {
    problem.local_first = args.local_first;
    problem.local_count = args.local_count;
  }
  if (args.finished != nullptr) problem.finished = ToHost(args.finished, static_cast<size_t>(args.num_tokens));
  problem.want_source_rows = args.source_rows != nullptr;
  return problem;
}

void WriteResult(const TopkArgs& args, const RoutingResult& result) {
  if (args.id_type == IdType::kInt64) {
    ToDevice<int64_t>(result.ids, args.ids);
  } else {
    ToDevice<int32_t>(result.ids, args.ids);
  }
  ToDevice<uint32_t>(result.weights, args.weights);
  if (args.source_rows != nullptr) ToDevice<int32_t>(result.source_rows, args.source_rows);
}

Status RouteByOracle(const TopkArgs& args, cudaStream_t stream, Operation operation) {
  const Status status = CheckArgs(args, operation);
  if (!status.ok()) return status;
  cudaStreamSynchronize(stream);
  WriteResult(args, Solve(ReadProblem(args, operation)));
  return {};
}

Status OracleTopkSoftmax(const TopkArgs& args, cudaStream_t stream) {
  return RouteByOracle(args, stream, Operation::kTopkSoftmax);
}

KernelInfo OracleKernel(Operation operation) {
  return {"testing/oracle",
          operation,
          Agreement::kExact,
          kLacksCapture,
          ForOperation<RouteByOracle>(operation),
          "the reference itself, for tests of the harness"};
}

}  // namespace gatefuzz::testing
