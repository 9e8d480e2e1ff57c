// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/c_api.h"

#include "kernels/align.h"
#include "kernels/routing.h"

namespace gatefuzz {
namespace {

gatefuzz_status ToC(const Status& status) {
  return {static_cast<int32_t>(status.code), static_cast<int32_t>(status.cuda_error), status.argument, status.reason};
}

gatefuzz_status Invalid(const char* argument, const char* reason) {
  return {GATEFUZZ_INVALID_ARGUMENT, 0, argument, reason};
}

// The C structure is there and of this header's size, else why not.
template <typename Args>
bool CheckStruct(const Args* args, gatefuzz_status* wrong) {
  if (args == nullptr) {
    *wrong = Invalid("args", "it is null");
    return false;
  }
  if (args->struct_size != sizeof(Args)) {
    *wrong = Invalid("struct_size", "it is not the size that this library knows");
    return false;
  }
  return true;
}

TopkArgs FromC(const gatefuzz_topk_args& c) {
  TopkArgs args;
  args.logits = c.logits;
  args.logits_dtype = static_cast<DType>(c.logits_dtype);
  args.num_tokens = c.num_tokens;
  args.num_experts = c.num_experts;
  args.k = c.k;
  args.logits_row_stride = c.logits_row_stride;
  args.correction_bias = c.correction_bias;
  args.non_finite = static_cast<NonFinitePolicy>(c.non_finite);
  args.renormalize = c.renormalize != 0;
  args.scale = c.scale;
  args.num_groups = c.num_groups;
  args.top_groups = c.top_groups;
  args.local_first = c.local_first;
  args.local_count = c.local_count;
  args.finished = c.finished;
  args.weights = c.weights;
  args.ids = c.ids;
  args.id_type = static_cast<IdType>(c.id_type);
  args.source_rows = c.source_rows;
  return args;
}

AlignArgs FromC(const gatefuzz_align_args& c) {
  AlignArgs args;
  args.ids = c.ids;
  args.id_type = static_cast<IdType>(c.id_type);
  args.num_tokens = c.num_tokens;
  args.k = c.k;
  args.num_experts = c.num_experts;
  args.block_size = c.block_size;
  args.sorted = c.sorted;
  args.block_experts = c.block_experts;
  args.total = c.total;
  args.error = c.error;
  args.workspace = c.workspace;
  args.workspace_bytes = c.workspace_bytes;
  return args;
}

template <typename Args, typename Function>
gatefuzz_status Call(const Args* args, void* stream, Function function) {
  gatefuzz_status wrong = {};
  if (!CheckStruct(args, &wrong)) return wrong;
  return ToC(function(FromC(*args), static_cast<cudaStream_t>(stream)));
}

}  // namespace
}  // namespace gatefuzz

extern "C" {

gatefuzz_status gatefuzz_topk_softmax(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::TopkSoftmax);
}

gatefuzz_status gatefuzz_topk_sigmoid(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::TopkSigmoid);
}

gatefuzz_status gatefuzz_topk_softplus_sqrt(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::TopkSoftplusSqrt);
}

gatefuzz_status gatefuzz_topk_then_softmax(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::TopkThenSoftmax);
}

gatefuzz_status gatefuzz_grouped_topk_sigmoid(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::GroupedTopkSigmoid);
}

gatefuzz_status gatefuzz_grouped_topk_softmax(const gatefuzz_topk_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::GroupedTopkSoftmax);
}

gatefuzz_status gatefuzz_align_experts(const gatefuzz_align_args* args, void* stream) {
  return gatefuzz::Call(args, stream, gatefuzz::AlignExperts);
}

int64_t gatefuzz_align_capacity(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size) {
  return gatefuzz::AlignCapacity(num_tokens, k, num_experts, block_size);
}

size_t gatefuzz_align_workspace_bytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size) {
  return gatefuzz::AlignWorkspaceBytes(num_tokens, k, num_experts, block_size);
}

}  // extern "C"
