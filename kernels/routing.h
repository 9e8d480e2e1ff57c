// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The public interface of gatefuzz's routing kernels: which k of E experts does each token go to, and with which
// weight. docs/contract.md says what every operation owes its caller on every input; this header says how to call it.
//
// Every entry point is stream-ordered: it checks its arguments on the host, launches on `stream` and returns. It never
// allocates, never synchronises, keeps no state, and may be captured in a CUDA graph. It may be called from any number
// of threads at once. C++17, so that every supported Toolkit's nvcc takes it in a device translation unit.
#ifndef GATEFUZZ_KERNELS_ROUTING_H_
#define GATEFUZZ_KERNELS_ROUTING_H_

#include <cuda_runtime_api.h>

#include <cstdint>

namespace gatefuzz {

// Limits of the contract. Anything outside is refused with a status.
inline constexpr int kMaxExperts = 1024;
inline constexpr int kMaxTopK = 32;
inline constexpr int kMaxGroups = 32;

// Element type of the logits.
enum class DType : int32_t { kF32 = 0, kF16 = 1, kBF16 = 2 };

// Element type of the expert ids that are written.
enum class IdType : int32_t { kInt32 = 0, kUint32 = 1, kInt64 = 2 };

// What a non-finite score or logit does; contract.md, "Non-finite policy".
enum class NonFinitePolicy : int32_t { kZeroScore = 0, kMask = 1 };

// One batch of tokens to route by top-k. All pointers are device pointers. Rows are tokens.
struct TopkArgs {
  // Logits x[t,e], any bit pattern: row t starts at element t * logits_row_stride. Aligned to the element.
  const void* logits = nullptr;
  DType logits_dtype = DType::kF32;
  int64_t num_tokens = 0;                  // T >= 0; 0 is a success that launches nothing
  int32_t num_experts = 0;                 // E in [1, kMaxExperts]
  int32_t k = 0;                           // choices a token, in [1, min(E, kMaxTopK)]
  int64_t logits_row_stride = 0;           // elements between rows, >= E; 0 means E (contiguous)
  const float* correction_bias = nullptr;  // b[e], E floats of any bit pattern, or null: no bias

  NonFinitePolicy non_finite = NonFinitePolicy::kZeroScore;
  bool renormalize = false;  // divide the chosen weights by their sum
  float scale = 1.0f;        // weights are multiplied by it; finite, >= 0

  // Grouped operations: E experts are num_groups equal runs of neighbours, of which the top_groups best survive. G
  // divides E, 1 <= top_groups <= G <= kMaxGroups, k <= top_groups * E / G. Other operations: both are 1.
  int32_t num_groups = 1;
  int32_t top_groups = 1;

  // Expert-parallel window: ids in [first, first + count) are written less `first`, others as the sentinel E.
  // local_count < 0: no window, ids are written as they are. Otherwise 0 <= first, first + count <= E.
  int32_t local_first = 0;
  int32_t local_count = -1;
  const uint8_t* finished = nullptr;  // [T] or null; a row with a non-zero flag has the sentinel E for all its ids

  // Outputs, row-major [T, k], contiguous. The weights of a row stand beside its ids, in falling order of choice score.
  float* weights = nullptr;
  void* ids = nullptr;
  IdType id_type = IdType::kInt32;
  int32_t* source_rows = nullptr;  // [T, k] or null; source_rows[t,j] = j*T + t. Refused where k*T > 2^31 - 1
};

enum class StatusCode : int32_t {
  kOk = 0,
  kInvalidArgument = 1,  // nothing was launched and no output byte was changed
  kLaunchFailed = 2,     // the CUDA runtime refused the launch; `cuda_error` says why
};

// Result of an entry point. Holds pointers to string literals only: free to copy, never to be released.
struct Status {
  StatusCode code = StatusCode::kOk;
  const char* argument = "";  // the offending member of the argument struct, by name
  const char* reason = "";    // why, as an English clause
  cudaError_t cuda_error = cudaSuccess;

  bool ok() const { return code == StatusCode::kOk; }
};

// The operations; docs/contract.md, "Scores", "Selection" and "Weights", defines each. They differ in the score of a
// logit x and in what is chosen by. All are deterministic and read the logits once. Where there is no bias and are no
// groups, the ids agree exactly with the contract.

// s = exp(x - max) / sum over the row; the k best by s + bias.
Status TopkSoftmax(const TopkArgs& args, cudaStream_t stream);
// s = 1 / (1 + exp(-x)); the k best by s + bias.
Status TopkSigmoid(const TopkArgs& args, cudaStream_t stream);
// s = sqrt(log(1 + exp(x))); the k best by s + bias.
Status TopkSoftplusSqrt(const TopkArgs& args, cudaStream_t stream);
// The k best by x + bias; weights are the softmax over the chosen logits alone, and so sum to the scale, whether
// `renormalize` is set or not.
Status TopkThenSoftmax(const TopkArgs& args, cudaStream_t stream);
// As TopkSigmoid, but only experts of the top_groups best groups may be chosen. A group's score is the sum of its two
// largest choice scores where there is a bias (DeepSeek-V3, Kimi K2), else the largest.
Status GroupedTopkSigmoid(const TopkArgs& args, cudaStream_t stream);
// As TopkSoftmax, grouped likewise (DeepSeek-V2).
Status GroupedTopkSoftmax(const TopkArgs& args, cudaStream_t stream);

}  // namespace gatefuzz

#endif  // GATEFUZZ_KERNELS_ROUTING_H_
