// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/routing_args.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/argument_checks.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMaxInt32 = std::numeric_limits<int32_t>::max();
constexpr int64_t kMaxInt64 = std::numeric_limits<int64_t>::max();

int64_t LogitBytes(DType dtype) { return dtype == DType::kF32 ? 4 : 2; }

Status CheckEnums(const TopkArgs& args) {
  if (IsOutside(args.logits_dtype, DType::kBF16)) return InvalidArgument("logits_dtype", "it names no element type");
  if (IsOutside(args.id_type, IdType::kInt64)) return InvalidArgument("id_type", "it names no element type");
  if (IsOutside(args.non_finite, NonFinitePolicy::kMask)) return InvalidArgument("non_finite", "it names no policy");
  return {};
}

Status CheckShape(const TopkArgs& args) {
  if (args.num_tokens < 0) return InvalidArgument("num_tokens", "it is negative");
  if (args.num_experts < 1) return InvalidArgument("num_experts", "it is below 1");
  if (args.num_experts > kMaxExperts) return InvalidArgument("num_experts", "it is above 1024");
  if (args.k < 1) return InvalidArgument("k", "it is below 1");
  if (args.k > kMaxTopK) return InvalidArgument("k", "it is above 32");
  if (args.k > args.num_experts) return InvalidArgument("k", "it is above num_experts");
  if (args.logits_row_stride < 0) return InvalidArgument("logits_row_stride", "it is negative");
  if (args.logits_row_stride != 0 && args.logits_row_stride < args.num_experts) {
    return InvalidArgument("logits_row_stride", "it is below num_experts, so that rows would overlap");
  }
  const int64_t stride = std::max<int64_t>(args.logits_row_stride, args.num_experts);
  if (stride > kMaxInt64 / LogitBytes(args.logits_dtype)) {
    return InvalidArgument("logits_row_stride", "a row would span more than 2^63 - 1 bytes");
  }
  if (args.num_tokens > kMaxInt64 / (stride * LogitBytes(args.logits_dtype))) {
    return InvalidArgument("num_tokens", "the logits would span more than 2^63 - 1 bytes");
  }
  if (args.num_tokens > kMaxInt64 / (args.k * BytesOfId(IdType::kInt64))) {
    return InvalidArgument("num_tokens", "the ids would span more than 2^63 - 1 bytes");
  }
  return {};
}

Status CheckGroups(const TopkArgs& args, bool grouped) {
  if (!grouped) {
    if (args.num_groups != 1) return InvalidArgument("num_groups", "it is not 1, and the operation is not grouped");
    if (args.top_groups != 1) return InvalidArgument("top_groups", "it is not 1, and the operation is not grouped");
    return {};
  }
  if (args.num_groups < 1) return InvalidArgument("num_groups", "it is below 1");
  if (args.num_groups > kMaxGroups) return InvalidArgument("num_groups", "it is above 32");
  if (args.num_experts % args.num_groups != 0) return InvalidArgument("num_groups", "it does not divide num_experts");
  if (args.top_groups < 1) return InvalidArgument("top_groups", "it is below 1");
  if (args.top_groups > args.num_groups) return InvalidArgument("top_groups", "it is above num_groups");
  if (args.k > args.top_groups * (args.num_experts / args.num_groups)) {
    return InvalidArgument("k", "it is above the number of experts in top_groups groups");
  }
  return {};
}

Status CheckOptions(const TopkArgs& args) {
  if (!std::isfinite(args.scale)) return InvalidArgument("scale", "it is not finite");
  if (args.scale < 0) return InvalidArgument("scale", "it is negative");
  if (args.local_count >= 0) {
    if (args.local_first < 0) return InvalidArgument("local_first", "it is negative");
    if (args.local_first > args.num_experts) return InvalidArgument("local_first", "it is above num_experts");
    if (args.local_count > args.num_experts - args.local_first) {
      return InvalidArgument("local_count", "the window ends beyond num_experts");
    }
  }
  if (args.source_rows != nullptr && args.num_tokens > kMaxInt32 / args.k) {
    return InvalidArgument("source_rows", "k * num_tokens is above 2^31 - 1");
  }
  return {};
}

Status CheckPointers(const TopkArgs& args) {
  if (args.logits == nullptr) return InvalidArgument("logits", "it is null");
  if (args.weights == nullptr) return InvalidArgument("weights", "it is null");
  if (args.ids == nullptr) return InvalidArgument("ids", "it is null");
  const char* const misaligned = "it is not aligned to its element";
  if (IsMisaligned(args.logits, LogitBytes(args.logits_dtype))) return InvalidArgument("logits", misaligned);
  if (IsMisaligned(args.correction_bias, sizeof(float))) return InvalidArgument("correction_bias", misaligned);
  if (IsMisaligned(args.weights, sizeof(float))) return InvalidArgument("weights", misaligned);
  if (IsMisaligned(args.ids, BytesOfId(args.id_type))) return InvalidArgument("ids", misaligned);
  if (IsMisaligned(args.source_rows, sizeof(int32_t))) return InvalidArgument("source_rows", misaligned);
  return {};
}

}  // namespace

Status CheckTopkArgs(const TopkArgs& args, bool grouped) {
  if (const Status status = CheckEnums(args); !status.ok()) return status;
  if (const Status status = CheckShape(args); !status.ok()) return status;
  if (const Status status = CheckGroups(args, grouped); !status.ok()) return status;
  if (const Status status = CheckOptions(args); !status.ok()) return status;
  if (args.num_tokens == 0) return {};
  return CheckPointers(args);
}

TopkArgs WithDefaults(TopkArgs args) {
  if (args.logits_row_stride == 0) args.logits_row_stride = args.num_experts;
  if (args.local_count < 0) {
    args.local_first = 0;
    args.local_count = args.num_experts;
  }
  args.scale = std::fabs(args.scale);
  return args;
}

unsigned int GridBlocks(int64_t rows, int rows_per_block) {
  return static_cast<unsigned int>(std::min((rows - 1) / rows_per_block + 1, kMaxInt32));
}

Status LaunchStatus(cudaError_t error) {
  if (error == cudaSuccess) return {};
  return {StatusCode::kLaunchFailed, "", "the CUDA runtime refused the launch", error};
}

}  // namespace gatefuzz
