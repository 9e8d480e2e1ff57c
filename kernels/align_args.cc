// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/align_args.h"

#include <limits>

#include "kernels/argument_checks.h"

namespace gatefuzz {
namespace {

constexpr int64_t kMaxInt32 = std::numeric_limits<int32_t>::max();
constexpr int64_t kWorkspaceAlignment = 16;

// The slots that padding may add before the capacity is rounded up.
int64_t MostPadding(int32_t num_experts, int32_t block_size) { return int64_t{num_experts} * (block_size - 1); }

Status CheckShape(const AlignArgs& args) {
  if (IsOutside(args.id_type, IdType::kInt64)) return InvalidArgument("id_type", "it names no element type");
  if (args.num_tokens < 0) return InvalidArgument("num_tokens", "it is negative");
  if (args.k < 1) return InvalidArgument("k", "it is below 1");
  if (args.k > kMaxTopK) return InvalidArgument("k", "it is above 32");
  if (args.num_experts < 1) return InvalidArgument("num_experts", "it is below 1");
  if (args.num_experts > kMaxExperts) return InvalidArgument("num_experts", "it is above 1024");
  if (args.block_size < 1) return InvalidArgument("block_size", "it is below 1");
  if (args.block_size > kMaxAlignBlock) return InvalidArgument("block_size", "it is above 256");
  if ((args.block_size & (args.block_size - 1)) != 0) return InvalidArgument("block_size", "it is no power of 2");
  // A capacity of at most 2^31 - 1, asked without forming a product that may overflow.
  const int64_t largest_capacity = kMaxInt32 / args.block_size * args.block_size;
  if (args.num_tokens > (largest_capacity - MostPadding(args.num_experts, args.block_size)) / args.k) {
    return InvalidArgument("num_tokens", "the sorted slots, padding included, would be more than 2^31 - 1");
  }
  return {};
}

Status CheckMemory(const AlignArgs& args, AlignWorkspaceFunction workspace_bytes) {
  const bool has_slots = AlignCapacity(args.num_tokens, args.k, args.num_experts, args.block_size) > 0;
  const struct {
    const char* name;
    const void* pointer;
    int64_t alignment;
    bool needed;
  } pointers[] = {
      {"ids", args.ids, BytesOfId(args.id_type), args.num_tokens > 0},
      {"sorted", args.sorted, sizeof(int32_t), has_slots},
      {"block_experts", args.block_experts, sizeof(int32_t), has_slots},
      {"total", args.total, sizeof(int32_t), true},
      {"error", args.error, sizeof(int32_t), true},
  };
  for (const auto& row : pointers) {
    if (!row.needed) continue;
    if (row.pointer == nullptr) return InvalidArgument(row.name, "it is null");
    if (IsMisaligned(row.pointer, row.alignment)) {
      return InvalidArgument(row.name, "it is not aligned to its element");
    }
  }
  const size_t needed = workspace_bytes(args.num_tokens, args.k, args.num_experts, args.block_size);
  if (needed == 0) return {};
  if (args.workspace == nullptr) return InvalidArgument("workspace", "it is null");
  if (IsMisaligned(args.workspace, kWorkspaceAlignment)) {
    return InvalidArgument("workspace", "it is not aligned to 16 bytes");
  }
  if (args.workspace_bytes < needed) {
    return InvalidArgument("workspace_bytes", "it is below what AlignWorkspaceBytes says of this shape");
  }
  return {};
}

}  // namespace

int64_t AlignCapacity(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size) {
  const int64_t most = num_tokens * k + MostPadding(num_experts, block_size);
  return (most + block_size - 1) / block_size * block_size;
}

Status CheckAlignArgs(const AlignArgs& args, AlignWorkspaceFunction workspace_bytes) {
  if (const Status status = CheckShape(args); !status.ok()) return status;
  return CheckMemory(args, workspace_bytes);
}

}  // namespace gatefuzz
