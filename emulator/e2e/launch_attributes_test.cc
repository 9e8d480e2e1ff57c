// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Attributes of launches, cooperative launches, kernels as objects, occupancy. Passes on a GPU too.
#include <cstring>
#include <string>

#include "emulator/e2e/graph_testing.h"
#include "emulator/e2e/launch_programs.h"

namespace {

int MultiprocessorCount() {
  int count = 0;
  EXPECT_CUDA(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, 0));
  return count;
}

int Occupancy(int threads, size_t shared_bytes = 0) {
  int blocks = -1;
  EXPECT_CUDA(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, AddOneFunction(), threads, shared_bytes));
  return blocks;
}

class LaunchAttributeTest : public testing::Test {
 protected:
  ~LaunchAttributeTest() override { cudaGetLastError(); }

  cudaError_t Launch(cudaLaunchAttribute attribute, unsigned blocks = 4) {
    return LaunchWithAttributes(value_.get(), dim3(blocks), dim3(32), &attribute, 1);
  }
  static cudaLaunchAttribute Attribute(cudaLaunchAttributeID id) {
    cudaLaunchAttribute attribute = {};
    attribute.id = id;
    return attribute;
  }

  DeviceInt value_;
};

TEST_F(LaunchAttributeTest, ThoseThatOnlyTuneChangeNothing) {
  cudaLaunchAttribute attribute = Attribute(cudaLaunchAttributeIgnore);
  EXPECT_CUDA(Launch(attribute));
  attribute = Attribute(cudaLaunchAttributePriority);
  attribute.val.priority = -1;
  EXPECT_CUDA(Launch(attribute));
  attribute = Attribute(cudaLaunchAttributeProgrammaticStreamSerialization);
  attribute.val.programmaticStreamSerializationAllowed = 1;
  EXPECT_CUDA(Launch(attribute));
  attribute = Attribute(cudaLaunchAttributeClusterDimension);
  attribute.val.clusterDim.x = attribute.val.clusterDim.y = attribute.val.clusterDim.z = 1;
  EXPECT_CUDA(Launch(attribute));
  EXPECT_EQ(value_.Read(), 4 * 4 * 32);
}

TEST_F(LaunchAttributeTest, AClusterMustDivideTheGrid) {
  cudaLaunchAttribute attribute = Attribute(cudaLaunchAttributeClusterDimension);
  attribute.val.clusterDim.x = 3;
  attribute.val.clusterDim.y = attribute.val.clusterDim.z = 1;
  EXPECT_NE(Launch(attribute), cudaSuccess);
  cudaGetLastError();
  attribute.val.clusterDim.x = 64;
  EXPECT_EQ(Launch(attribute, 64), cudaErrorInvalidClusterSize);
  EXPECT_EQ(value_.Read(), 0);
}

TEST_F(LaunchAttributeTest, ALaunchCanRecordAnEventWithoutTiming) {
  Event untimed, timed(cudaEventDefault);
  cudaLaunchAttribute attribute = Attribute(cudaLaunchAttributeProgrammaticEvent);
  attribute.val.programmaticEvent.event = untimed;
  EXPECT_CUDA(Launch(attribute));
  EXPECT_CUDA(cudaEventSynchronize(untimed));
  attribute.val.programmaticEvent.event = timed;
  EXPECT_EQ(Launch(attribute), cudaErrorNotSupported);
  attribute.val.programmaticEvent.event = nullptr;
  EXPECT_EQ(Launch(attribute), cudaErrorInvalidResourceHandle);
}

TEST_F(LaunchAttributeTest, ACooperativeGridMustBeResidentAsAWhole) {
  const int resident = Occupancy(1024) * MultiprocessorCount();
  ASSERT_GT(resident, 0);
  EXPECT_CUDA(LaunchCooperatively(value_.get(), dim3(2), dim3(32), nullptr));
  EXPECT_EQ(value_.Read(), 64);
  const dim3 too_many(static_cast<unsigned>(resident) + 1);
  EXPECT_EQ(LaunchCooperatively(value_.get(), too_many, dim3(1024), nullptr), cudaErrorCooperativeLaunchTooLarge);
  cudaGetLastError();
  cudaLaunchAttribute attribute = Attribute(cudaLaunchAttributeCooperative);
  attribute.val.cooperative = 1;
  EXPECT_EQ(LaunchWithAttributes(value_.get(), too_many, dim3(1024), &attribute, 1),
            cudaErrorCooperativeLaunchTooLarge);
  cudaGetLastError();
  EXPECT_CUDA(LaunchWithAttributes(value_.get(), dim3(2), dim3(32), &attribute, 1));
  EXPECT_EQ(value_.Read(), 128);
}

TEST_F(LaunchAttributeTest, ACooperativeLaunchCanBeCaptured) {
  Stream stream;
  ASSERT_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  EXPECT_CUDA(LaunchCooperatively(value_.get(), dim3(2), dim3(32), stream));
  cudaGraph_t graph = nullptr;
  ASSERT_CUDA(cudaStreamEndCapture(stream, &graph));
  cudaGraphNode_t node;
  size_t count = 1;
  ASSERT_CUDA(cudaGraphGetNodes(graph, &node, &count));
  cudaLaunchAttributeValue value;
  ASSERT_CUDA(cudaGraphKernelNodeGetAttribute(node, cudaLaunchAttributeCooperative, &value));
  EXPECT_EQ(value.cooperative, 1);
  const cudaGraphExec_t exec = Instantiated(graph);
  EXPECT_CUDA(cudaGraphLaunch(exec, stream));
  EXPECT_CUDA(cudaStreamSynchronize(stream));
  EXPECT_EQ(value_.Read(), 64);
  EXPECT_CUDA(cudaGraphExecDestroy(exec));
  EXPECT_CUDA(cudaGraphDestroy(graph));
}

TEST(KernelObjectTest, KernelsHaveHandlesNamesAndParameters) {
  cudaFunction_t function = nullptr;
  ASSERT_CUDA(cudaGetFuncBySymbol(&function, AddOneFunction()));
  EXPECT_NE(function, nullptr);
#if CUDART_VERSION >= 12040
  const char* name = nullptr;
  ASSERT_CUDA(cudaFuncGetName(&name, AddOneFunction()));
  EXPECT_NE(std::string(name).find("AddOne"), std::string::npos) << name;
  size_t offset = 99, bytes = 0;
  ASSERT_CUDA(cudaFuncGetParamInfo(AddOneFunction(), 0, &offset, &bytes));
  EXPECT_EQ(offset, 0u);
  EXPECT_EQ(bytes, sizeof(int*));
  EXPECT_EQ(cudaFuncGetParamInfo(AddOneFunction(), 1, &offset, &bytes), cudaErrorInvalidValue);
  cudaGetLastError();
#endif
}

#if CUDART_VERSION >= 12010
TEST(KernelObjectTest, AHandleLaunchesItsKernel) {
  cudaKernel_t kernel = nullptr;
  ASSERT_CUDA(cudaGetKernel(&kernel, AddOneFunction()));
  DeviceInt value;
  int* to = value.get();
  void* arguments[] = {&to};
  EXPECT_CUDA(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), dim3(1), dim3(3), arguments, 0, nullptr));
  EXPECT_EQ(value.Read(), 3);
}
#endif

TEST(KernelObjectTest, AttributesAreKept) {
  EXPECT_CUDA(cudaFuncSetAttribute(AddOneFunction(), cudaFuncAttributePreferredSharedMemoryCarveout, 50));
  cudaFuncAttributes attributes;
  ASSERT_CUDA(cudaFuncGetAttributes(&attributes, AddOneFunction()));
  EXPECT_EQ(attributes.preferredShmemCarveout, 50);
  EXPECT_EQ(attributes.binaryVersion, 90);
  EXPECT_EQ(attributes.sharedSizeBytes, 0u);
  EXPECT_EQ(cudaFuncSetAttribute(AddOneFunction(), cudaFuncAttributePreferredSharedMemoryCarveout, 101),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaFuncSetAttribute(AddOneFunction(), cudaFuncAttributeMaxDynamicSharedMemorySize, -1),
            cudaErrorInvalidValue);
  cudaGetLastError();
  EXPECT_CUDA(cudaFuncSetAttribute(AddOneFunction(), cudaFuncAttributePreferredSharedMemoryCarveout, -1));
}

TEST(OccupancyTest, IsBoundByThreadsBlocksAndSharedMemory) {
  EXPECT_EQ(Occupancy(1024), 2) << "2048 threads a multiprocessor";
  EXPECT_EQ(Occupancy(32), 32) << "32 blocks a multiprocessor";
  EXPECT_EQ(Occupancy(33), 32);
  EXPECT_EQ(Occupancy(256), 8);
  EXPECT_EQ(Occupancy(32, 48 * 1024), 4) << "228 KiB of shared memory, 1 KiB of each block's kept back";
  EXPECT_LE(Occupancy(512, 30000), Occupancy(512, 10000));
}

// The answer forgets what each block's shared memory costs beyond what it asked for, on a GPU as here.
TEST(OccupancyTest, AvailableSharedMemoryIsAShareOfTheMultiprocessors) {
  struct Row {
    int blocks;
    size_t bytes;
    int fit;
  };
  for (const auto& [blocks, bytes, fit] : {Row{1, 49152, 4}, {2, 49152, 4}, {7, 33280, 6}, {16, 14592, 14}}) {
    size_t available = 0;
    ASSERT_CUDA(cudaOccupancyAvailableDynamicSMemPerBlock(&available, AddOneFunction(), blocks, 64));
    EXPECT_EQ(available, bytes) << blocks;
    EXPECT_EQ(Occupancy(64, available), fit) << blocks;
  }
}

TEST(OccupancyTest, TheBestBlockFillsAMultiprocessor) {
  int grid = 0, threads = 0;
  ASSERT_CUDA(GetPotentialBlockSize(&grid, &threads));
  EXPECT_EQ(threads % 32, 0);
  EXPECT_EQ(Occupancy(threads) * threads, 2048);
  EXPECT_EQ(grid, Occupancy(threads) * MultiprocessorCount());
}

}  // namespace
