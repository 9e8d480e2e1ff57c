// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/c_api.h"

#include <cuda_runtime_api.h>

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

template <typename T>
class DeviceArray {
 public:
  explicit DeviceArray(const std::vector<T>& values) : count_(values.size()) {
    EXPECT_EQ(cudaMalloc(&data_, count_ * sizeof(T)), cudaSuccess);
    EXPECT_EQ(cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice), cudaSuccess);
  }
  ~DeviceArray() { cudaFree(data_); }
  T* get() const { return static_cast<T*>(data_); }
  std::vector<T> Read() const {
    std::vector<T> values(count_);
    EXPECT_EQ(cudaMemcpy(values.data(), data_, count_ * sizeof(T), cudaMemcpyDeviceToHost), cudaSuccess);
    return values;
  }

 private:
  void* data_ = nullptr;
  size_t count_;
};

// One token, four experts, the best two; -1 stands for what is not written.
struct Fixture {
  DeviceArray<float> logits{{1.0f, 3.0f, 2.0f, 0.0f}};
  DeviceArray<float> weights{{-1.0f, -1.0f}};
  DeviceArray<int64_t> ids{{-1, -1}};
  DeviceArray<int32_t> source_rows{{-1, -1}};

  gatefuzz_topk_args Args() const {
    gatefuzz_topk_args args = {};
    args.struct_size = sizeof(args);
    args.logits = logits.get();
    args.num_tokens = 1;
    args.num_experts = 4;
    args.k = 2;
    args.renormalize = 1;
    args.scale = 2.0f;
    args.num_groups = 1;
    args.top_groups = 1;
    args.local_count = -1;
    args.weights = weights.get();
    args.ids = ids.get();
    args.id_type = GATEFUZZ_INT64;
    args.source_rows = source_rows.get();
    return args;
  }
};

TEST(CApi, RoutesAsTheCppInterfaceDoes) {
  const Fixture fixture;
  const gatefuzz_topk_args args = fixture.Args();
  const gatefuzz_status status = gatefuzz_topk_softmax(&args, nullptr);
  ASSERT_EQ(status.code, GATEFUZZ_OK) << status.argument << " " << status.reason;
  EXPECT_EQ(fixture.ids.Read(), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(fixture.source_rows.Read(), (std::vector<int32_t>{0, 1}));
  const std::vector<float> weights = fixture.weights.Read();
  EXPECT_NEAR(weights[0], 2 / (1 + std::exp(-1.0)), 1e-6);
  EXPECT_NEAR(weights[1], 2 - 2 / (1 + std::exp(-1.0)), 1e-6);
}

TEST(CApi, EachFunctionIsItsOwnOperation) {
  const Fixture fixture;
  gatefuzz_topk_args args = fixture.Args();
  args.renormalize = 0;
  args.scale = 1.0f;
  ASSERT_EQ(gatefuzz_topk_sigmoid(&args, nullptr).code, GATEFUZZ_OK);
  EXPECT_NEAR(fixture.weights.Read()[0], 1 / (1 + std::exp(-3.0)), 1e-6);
  ASSERT_EQ(gatefuzz_topk_softplus_sqrt(&args, nullptr).code, GATEFUZZ_OK);
  EXPECT_NEAR(fixture.weights.Read()[0], std::sqrt(std::log(1 + std::exp(3.0))), 1e-6);
  ASSERT_EQ(gatefuzz_topk_then_softmax(&args, nullptr).code, GATEFUZZ_OK);
  EXPECT_NEAR(fixture.weights.Read()[0], 1 / (1 + std::exp(-1.0)), 1e-6);
  args.num_groups = 2;
  ASSERT_EQ(gatefuzz_grouped_topk_sigmoid(&args, nullptr).code, GATEFUZZ_OK);
  EXPECT_EQ(fixture.ids.Read(), (std::vector<int64_t>{1, 0})) << "the first group has the largest logit";
  EXPECT_NEAR(fixture.weights.Read()[1], 1 / (1 + std::exp(-1.0)), 1e-6);
  ASSERT_EQ(gatefuzz_grouped_topk_softmax(&args, nullptr).code, GATEFUZZ_OK);
  const double sum = std::exp(1.0) + std::exp(3.0) + std::exp(2.0) + 1;
  EXPECT_NEAR(fixture.weights.Read()[1], std::exp(1.0) / sum, 1e-6);
}

TEST(CApi, AlignsWhatWasRouted) {
  const DeviceArray<int32_t> ids({2, 0, 2, 3}), sorted(std::vector<int32_t>(12, -1)),
      blocks(std::vector<int32_t>(6, -1)), total({-1}), error({-1});
  gatefuzz_align_args args = {};
  args.struct_size = sizeof(args);
  args.ids = ids.get();
  args.num_tokens = 2;
  args.k = 2;
  args.num_experts = 4;
  args.block_size = 2;
  ASSERT_EQ(gatefuzz_align_capacity(2, 2, 4, 2), 8);
  args.sorted = sorted.get();
  args.block_experts = blocks.get();
  args.total = total.get();
  args.error = error.get();
  ASSERT_EQ(gatefuzz_align_workspace_bytes(2, 2, 4, 2), 0u);
  const gatefuzz_status status = gatefuzz_align_experts(&args, nullptr);
  ASSERT_EQ(status.code, GATEFUZZ_OK) << status.argument << " " << status.reason;
  EXPECT_EQ(sorted.Read(), (std::vector<int32_t>{1, 4, 0, 2, 3, 4, 4, 4, -1, -1, -1, -1}));
  EXPECT_EQ(blocks.Read(), (std::vector<int32_t>{0, 2, 3, 4, -1, -1}));
  EXPECT_EQ(total.Read()[0], 6);
  EXPECT_EQ(error.Read()[0], 0);
}

TEST(CApi, AStructureOfAnotherVersionIsRefused) {
  const Fixture fixture;
  gatefuzz_topk_args args = fixture.Args();
  args.struct_size -= 8;
  const gatefuzz_status status = gatefuzz_topk_softmax(&args, nullptr);
  EXPECT_EQ(status.code, GATEFUZZ_INVALID_ARGUMENT);
  EXPECT_EQ(std::string(status.argument), "struct_size");
  EXPECT_EQ(fixture.ids.Read(), (std::vector<int64_t>{-1, -1}));
  EXPECT_EQ(std::string(gatefuzz_topk_softmax(nullptr, nullptr).argument), "args");
  EXPECT_EQ(std::string(gatefuzz_align_experts(nullptr, nullptr).argument), "args");
}

TEST(CApi, AnInvalidMemberIsNamed) {
  const Fixture fixture;
  gatefuzz_topk_args args = fixture.Args();
  args.k = 5;
  const gatefuzz_status status = gatefuzz_topk_softmax(&args, nullptr);
  EXPECT_EQ(status.code, GATEFUZZ_INVALID_ARGUMENT);
  EXPECT_EQ(std::string(status.argument), "k");
  EXPECT_NE(std::string(status.reason), "");
}

}  // namespace
