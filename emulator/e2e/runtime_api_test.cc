// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The parts of the runtime API that need no kernel. Passes on a GPU too.
#include <cuda_runtime_api.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace {

class RuntimeApiTest : public testing::Test {
 protected:
  ~RuntimeApiTest() override {
    cudaGetLastError();
    cudaFree(buffer_);
  }
  void* Allocate(size_t bytes) {
    EXPECT_EQ(cudaMalloc(&buffer_, bytes), cudaSuccess);
    return buffer_;
  }
  void* buffer_ = nullptr;
};

TEST_F(RuntimeApiTest, CopiesThereAndBack) {
  char* const device = static_cast<char*>(Allocate(64));
  const std::string text = "sixteen letters!";
  char back[33] = {};
  EXPECT_EQ(cudaMemcpy(device, text.data(), 16, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(device + 20, device, 16, cudaMemcpyDeviceToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemset(device + 36, '.', 16), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(back, device + 20, 32, cudaMemcpyDefault, nullptr), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaSuccess);
  EXPECT_EQ(back, text + "................");
}

TEST_F(RuntimeApiTest, CopiesRectangles) {
  size_t pitch = 0;
  ASSERT_EQ(cudaMallocPitch(&buffer_, &pitch, 10, 3), cudaSuccess);
  ASSERT_GE(pitch, 10u);
  const char rows[] = "0123456789abcdefghijABCDEFGHIJ";
  char back[31] = {};
  EXPECT_EQ(cudaMemcpy2D(buffer_, pitch, rows, 10, 10, 3, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemset2D(static_cast<char*>(buffer_) + 2, pitch, '-', 3, 3), cudaSuccess);
  EXPECT_EQ(cudaMemcpy2D(back, 10, buffer_, pitch, 10, 3, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_STREQ(back, "01---56789ab---fghijAB---FGHIJ");
  EXPECT_EQ(cudaMemcpy2D(back, 5, buffer_, pitch, 10, 3, cudaMemcpyDeviceToHost), cudaErrorInvalidPitchValue);
}

TEST_F(RuntimeApiTest, CopiesAreBoundToTheAllocation) {
  char* const device = static_cast<char*>(Allocate(1 << 21));
  std::vector<char> host((1 << 21) + 4096);
  EXPECT_EQ(cudaMemcpy(device, host.data(), host.size(), cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMemset(device, 0, host.size()), cudaErrorInvalidValue);
}

TEST_F(RuntimeApiTest, LastErrorIsPeekedThenTaken) {
  EXPECT_EQ(cudaSetDevice(99), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidDevice);
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice) << "a success leaves it alone";
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(RuntimeApiTest, LastErrorBelongsToAThread) {
  EXPECT_EQ(cudaSetDevice(99), cudaErrorInvalidDevice);
  std::thread([] { EXPECT_EQ(cudaPeekAtLastError(), cudaSuccess); }).join();
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
}

TEST_F(RuntimeApiTest, ErrorsHaveNamesAndTexts) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorIllegalAddress), "cudaErrorIllegalAddress");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorInvalidValue), "invalid argument");
  EXPECT_STREQ(cudaGetErrorString(cudaSuccess), "no error");
  EXPECT_STREQ(cudaGetErrorString(static_cast<cudaError_t>(12345)), "unrecognized error code");
}

TEST_F(RuntimeApiTest, NothingToAllocateIsNull) {
  void* nothing = &nothing;
  EXPECT_EQ(cudaMalloc(&nothing, 0), cudaSuccess);
  EXPECT_EQ(nothing, nullptr);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
}

TEST_F(RuntimeApiTest, TooMuchToAllocateIsAnError) {
  EXPECT_EQ(cudaMalloc(&buffer_, size_t{1} << 45), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  size_t available = 0, total = 0;
  EXPECT_EQ(cudaMemGetInfo(&available, &total), cudaSuccess);
  EXPECT_GT(available, 0u);
  EXPECT_LE(available, total);
}

TEST_F(RuntimeApiTest, MemoryIsFreedOnce) {
  EXPECT_EQ(cudaFree(Allocate(16)), cudaSuccess);
  EXPECT_EQ(cudaFree(buffer_), cudaErrorInvalidValue);
  buffer_ = nullptr;
}

TEST_F(RuntimeApiTest, PinnedMemoryIsTheHostsToo) {
  int* pinned = nullptr;
  ASSERT_EQ(cudaMallocHost(reinterpret_cast<void**>(&pinned), 64), cudaSuccess);
  pinned[3] = 7;
  int* const device = static_cast<int*>(Allocate(64));
  int back = 0;
  EXPECT_EQ(cudaMemcpy(device, pinned, 64, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(&back, device + 3, 4, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(back, 7);
  cudaPointerAttributes attributes;
  EXPECT_EQ(cudaPointerGetAttributes(&attributes, pinned), cudaSuccess);
  EXPECT_EQ(attributes.type, cudaMemoryTypeHost);
  EXPECT_EQ(cudaPointerGetAttributes(&attributes, device), cudaSuccess);
  EXPECT_EQ(attributes.type, cudaMemoryTypeDevice);
  EXPECT_EQ(cudaPointerGetAttributes(&attributes, &back), cudaSuccess);
  EXPECT_EQ(attributes.type, cudaMemoryTypeUnregistered);
  EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
}

TEST_F(RuntimeApiTest, StreamOrderedAllocation) {
  cudaStream_t stream;
  ASSERT_EQ(cudaStreamCreate(&stream), cudaSuccess);
  void* memory = nullptr;
  EXPECT_EQ(cudaMallocAsync(&memory, 1000, stream), cudaSuccess);
  EXPECT_EQ(cudaMemsetAsync(memory, 1, 1000, stream), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(memory, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(RuntimeApiTest, EventsMeasureTime) {
  cudaEvent_t start, end, untimed;
  ASSERT_EQ(cudaEventCreateWithFlags(&start, cudaEventDefault), cudaSuccess);
  ASSERT_EQ(cudaEventCreateWithFlags(&end, cudaEventBlockingSync), cudaSuccess);
  ASSERT_EQ(cudaEventCreateWithFlags(&untimed, cudaEventDisableTiming), cudaSuccess);
  float milliseconds = -1;
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorInvalidResourceHandle) << "not yet recorded";
  EXPECT_EQ(cudaEventRecord(start, nullptr), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(untimed, nullptr), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(end, nullptr), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(end), cudaSuccess);
  EXPECT_EQ(cudaEventQuery(start), cudaSuccess);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
  EXPECT_GE(milliseconds, 0);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, untimed), cudaErrorInvalidResourceHandle);
  for (cudaEvent_t event : {start, end, untimed}) EXPECT_EQ(cudaEventDestroy(event), cudaSuccess);
}

TEST_F(RuntimeApiTest, HostFunctionsRunInStreamOrder) {
  cudaStream_t stream;
  ASSERT_EQ(cudaStreamCreateWithPriority(&stream, cudaStreamNonBlocking, 0), cudaSuccess);
  int calls = 0;
  EXPECT_EQ(cudaLaunchHostFunc(stream, [](void* count) { ++*static_cast<int*>(count); }, &calls), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(calls, 1);
  unsigned flags = 0;
  EXPECT_EQ(cudaStreamGetFlags(stream, &flags), cudaSuccess);
  EXPECT_EQ(flags, unsigned{cudaStreamNonBlocking});
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusActive;
  EXPECT_EQ(cudaStreamIsCapturing(stream, &status), cudaSuccess);
  EXPECT_EQ(status, cudaStreamCaptureStatusNone);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(RuntimeApiTest, TheDeviceHasTheLimitsOfItsArchitecture) {
  cudaDeviceProp properties;
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.major, 9);
  EXPECT_EQ(properties.warpSize, 32);
  EXPECT_EQ(properties.maxThreadsPerBlock, 1024);
  EXPECT_EQ(properties.sharedMemPerBlockOptin, 227u * 1024);
  int value = 0;
  EXPECT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrMultiProcessorCount, 0), cudaSuccess);
  EXPECT_EQ(value, properties.multiProcessorCount);
  EXPECT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrMaxGridDimY, 0), cudaSuccess);
  EXPECT_EQ(value, 65535);
  EXPECT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrWarpSize, 77), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrCooperativeLaunch, 0), cudaSuccess);
  EXPECT_EQ(value, 1);
  EXPECT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrMaxAccessPolicyWindowSize, 0), cudaSuccess);
  EXPECT_EQ(value, 128 << 20);
  EXPECT_EQ(properties.accessPolicyMaxWindowSize, 128 << 20);
  size_t launches = 0;
  EXPECT_EQ(cudaDeviceGetLimit(&launches, cudaLimitDevRuntimePendingLaunchCount), cudaSuccess);
  EXPECT_EQ(launches, 2048u);
  size_t heap = 0;
  EXPECT_EQ(cudaDeviceGetLimit(&heap, cudaLimitMallocHeapSize), cudaSuccess);
  EXPECT_EQ(heap, size_t{8} << 20);
}

TEST_F(RuntimeApiTest, SymbolsThatWereNeverRegisteredAreRefused) {
  static int host_only = 0;
  void* address = nullptr;
  EXPECT_EQ(cudaGetSymbolAddress(&address, &host_only), cudaErrorInvalidSymbol);
  EXPECT_EQ(cudaFuncSetAttribute(&host_only, cudaFuncAttributeMaxDynamicSharedMemorySize, 1),
            CUDART_VERSION >= 13000 ? cudaErrorInvalidResourceHandle : cudaErrorInvalidDeviceFunction);
}

}  // namespace
