// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// CUDA graphs as serving engines use them: the story of vLLM 39391 with production kernels, which must stand it. Its
// other half, with the kernels that did not, is zoo/served_graph_test. Runs on the emulator and on a GPU, where every
// number of live rows has its turn.
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "harness/chain_runner.h"
#include "kernels/align_table.h"
#include "kernels/kernel_table.h"
#include "properties/chain.h"
#include "properties/graph_replays.h"
#include "properties/testing/served_batch.h"

namespace gatefuzz {
namespace {

constexpr int32_t kBlockSize = 16;

std::vector<KernelInfo> Routers() {
  int count = 0;
  const KernelInfo* kernels = ProductionKernels(&count);
  return std::vector<KernelInfo>(kernels, kernels + count);
}

AlignKernelInfo OurSort() {
  int count = 0;
  return *ProductionAlignKernels(&count);
}

std::string NameOf(const ::testing::TestParamInfo<KernelInfo>& info) { return std::string(info.param.name); }

class ServedGraphTest : public ::testing::TestWithParam<KernelInfo> {};

TEST_P(ServedGraphTest, ARouterCapturedAtTheLargestBatchServesEveryBatch) {
  Runner runner(GetParam());
  const Outcome outcome = CheckReplays(testing::ServedBatch(GetParam().operation), runner, testing::ServedBatches());
  EXPECT_TRUE(std::holds_alternative<Pass>(outcome)) << Describe(outcome);
}

TEST_P(ServedGraphTest, EveryTokenOfTheChainIsGatheredOnceForEachChoice) {
  ChainRunner runner(GetParam(), OurSort());
  const Outcome outcome =
      CheckChain(testing::ServedBatch(GetParam().operation), runner, testing::ServedBatches(), kBlockSize);
  EXPECT_TRUE(std::holds_alternative<Pass>(outcome)) << Describe(outcome);
}

INSTANTIATE_TEST_SUITE_P(Production, ServedGraphTest, ::testing::ValuesIn(Routers()), NameOf);

}  // namespace
}  // namespace gatefuzz
