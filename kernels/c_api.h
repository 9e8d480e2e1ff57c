/* Copyright 2026 The gatefuzz authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * The routing kernels for C and for whatever loads a C library: kernels/routing.h and kernels/align.h say what each
 * member and each operation means. Thread-safe, stream-ordered, nothing allocated, nothing kept.
 *
 * A structure begins with its own size, so that a library can tell a caller that was built with another version of this
 * header from its own: one that is smaller or larger is refused, with `argument` "struct_size".
 */
#ifndef GATEFUZZ_KERNELS_C_API_H_
#define GATEFUZZ_KERNELS_C_API_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Element types of logits, of ids; policies; what a call returns. */
enum { GATEFUZZ_F32 = 0, GATEFUZZ_F16 = 1, GATEFUZZ_BF16 = 2 };
enum { GATEFUZZ_INT32 = 0, GATEFUZZ_UINT32 = 1, GATEFUZZ_INT64 = 2 };
enum { GATEFUZZ_ZERO_SCORE = 0, GATEFUZZ_MASK = 1 };
enum { GATEFUZZ_OK = 0, GATEFUZZ_INVALID_ARGUMENT = 1, GATEFUZZ_LAUNCH_FAILED = 2 };

typedef struct gatefuzz_topk_args {
  size_t struct_size; /* sizeof(gatefuzz_topk_args) */
  const void* logits;
  int32_t logits_dtype;
  int32_t num_experts;
  int64_t num_tokens;
  int64_t logits_row_stride;
  const float* correction_bias;
  int32_t k;
  int32_t non_finite;
  int32_t renormalize; /* 0 or not */
  float scale;
  int32_t num_groups; /* 1 where there are none */
  int32_t top_groups;
  int32_t local_first;
  int32_t local_count; /* below 0: no window */
  const uint8_t* finished;
  float* weights;
  void* ids;
  int32_t* source_rows;
  int32_t id_type;
} gatefuzz_topk_args;

typedef struct gatefuzz_align_args {
  size_t struct_size; /* sizeof(gatefuzz_align_args) */
  const void* ids;
  int64_t num_tokens;
  int32_t id_type;
  int32_t k;
  int32_t num_experts;
  int32_t block_size;
  int32_t* sorted;
  int32_t* block_experts;
  int32_t* total;
  int32_t* error;
  void* workspace;
  size_t workspace_bytes;
} gatefuzz_align_args;

/* Strings live as long as the library. */
typedef struct gatefuzz_status {
  int32_t code;         /* GATEFUZZ_OK ... */
  int32_t cuda_error;   /* a cudaError_t; not 0 where the launch failed */
  const char* argument; /* the member at fault, or "" */
  const char* reason;   /* why, or "" */
} gatefuzz_status;

/* `stream` is a cudaStream_t. */
gatefuzz_status gatefuzz_topk_softmax(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_topk_sigmoid(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_topk_softplus_sqrt(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_topk_then_softmax(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_grouped_topk_sigmoid(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_grouped_topk_softmax(const gatefuzz_topk_args* args, void* stream);
gatefuzz_status gatefuzz_align_experts(const gatefuzz_align_args* args, void* stream);

/* Elements of `sorted`, bytes of `workspace`; of shapes within the bounds of kernels/align.h. */
int64_t gatefuzz_align_capacity(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);
size_t gatefuzz_align_workspace_bytes(int64_t num_tokens, int32_t k, int32_t num_experts, int32_t block_size);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GATEFUZZ_KERNELS_C_API_H_ */
