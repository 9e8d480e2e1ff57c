// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the host's own calls get wrong, told by the emulator: leaks, copies of what was never written, frees, handles.
#include <cuda_runtime_api.h>

#include <string>
#include <vector>

#include "emulator/control.h"
#include "emulator/e2e/launch_limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::HasSubstr;

class HostChecksTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Present()) GTEST_SKIP() << "kernels run on a GPU";
    ResetDevice();
    options_.check_leaks = options_.check_copies = true;
    SetOptions(options_);
  }
  ~HostChecksTest() override {
    ResetDevice();
    SetOptions({});
  }
  static char* Allocate(size_t bytes) {
    void* memory = nullptr;
    EXPECT_EQ(cudaMalloc(&memory, bytes), cudaSuccess);
    return static_cast<char*>(memory);
  }
  // What `call` writes to stderr.
  template <class Call>
  static std::string Told(Call call) {
    testing::internal::CaptureStderr();
    call();
    return testing::internal::GetCapturedStderr();
  }

  Options options_;
  char host_[256];
};

TEST_F(HostChecksTest, AllocationsThatLiveAtAResetAreListed) {
  char* const kept = Allocate(100);
  EXPECT_EQ(cudaFree(Allocate(200)), cudaSuccess);
  char* const other = Allocate(300);
  const std::vector<LiveAllocation> live = LiveAllocations();
  ASSERT_EQ(live.size(), 2u);
  EXPECT_EQ(live[0].address + live[1].address, reinterpret_cast<uint64_t>(kept) + reinterpret_cast<uint64_t>(other));
  EXPECT_EQ(live[0].bytes + live[1].bytes, 400u);
  const std::string told = Told([] { cudaDeviceReset(); });
  EXPECT_THAT(told, HasSubstr("2 allocations never freed, 400 bytes"));
  EXPECT_THAT(told, HasSubstr("100-byte allocation of cudaMalloc #1 at 0x"));
  EXPECT_THAT(told, HasSubstr("300-byte allocation of cudaMalloc #3"));
}

TEST_F(HostChecksTest, WhatIsFreedIsNoLeak) {
  EXPECT_EQ(cudaFree(Allocate(100)), cudaSuccess);
  EXPECT_TRUE(LiveAllocations().empty());
  EXPECT_EQ(Told([] { cudaDeviceReset(); }), "");
}

TEST_F(HostChecksTest, LeaksAreToldOnRequestOnly) {
  SetOptions({});
  Allocate(100);
  EXPECT_EQ(Told([] { cudaDeviceReset(); }), "");
}

TEST_F(HostChecksTest, ACopyOfWhatWasNeverWrittenIsNoted) {
  char* const memory = Allocate(256);
  EXPECT_EQ(cudaMemset(memory, 0, 192), cudaSuccess);
  const std::string told =
      Told([&] { EXPECT_EQ(cudaMemcpy(host_, memory, 256, cudaMemcpyDeviceToHost), cudaSuccess); });
  EXPECT_THAT(told, HasSubstr("cudaMemcpy gives the host 256 bytes, of which 64 were never written; the first lies 192 "
                              "bytes into the 256-byte allocation of cudaMalloc #1"));
  const std::vector<Diagnostic> found = TakeDiagnostics();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, FaultKind::kUninitialized);
}

TEST_F(HostChecksTest, PaddingMayBeCopied) {
  char* const memory = Allocate(256);
  EXPECT_EQ(cudaMemset2D(memory, 64, 0, 49, 4), cudaSuccess);  // 15 bytes are left out of 64
  EXPECT_EQ(cudaMemcpy(host_, memory, 256, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(cudaMemset2D(memory + 128, 64, 0, 16, 2), cudaSuccess);
  EXPECT_EQ(cudaMemcpy2D(host_, 16, memory, 64, 16, 4, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty()) << "the rest of each row is not copied";
}

TEST_F(HostChecksTest, AShortCopyOfNothingButFreshBytesIsNoted) {
  EXPECT_EQ(cudaMemcpy(host_, Allocate(4), 4, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(TakeDiagnostics().size(), 1u);
}

TEST_F(HostChecksTest, CopiesAreNotedOnRequestOnly) {
  SetOptions({});
  EXPECT_EQ(cudaMemcpy(host_, Allocate(64), 64, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
}

TEST_F(HostChecksTest, FreesOfWhatIsNotTheirsAreExplained) {
  char* const memory = Allocate(64);
  EXPECT_THAT(Told([&] { EXPECT_EQ(cudaFree(memory + 8), cudaErrorInvalidValue); }),
              HasSubstr("not the start of its allocation; the address is 8 bytes into the 64-byte allocation"));
  EXPECT_EQ(Told([&] { EXPECT_EQ(cudaFree(memory), cudaSuccess); }), "");
  EXPECT_THAT(Told([&] { EXPECT_EQ(cudaFree(memory), cudaErrorInvalidValue); }), HasSubstr("freed twice"));
  EXPECT_THAT(Told([&] { EXPECT_EQ(cudaFree(host_), cudaErrorInvalidValue); }), HasSubstr("never allocated"));
}

TEST_F(HostChecksTest, DestroyedHandlesAreExplainedWhateverWasCreatedSince) {
  cudaStream_t stream = nullptr, later = nullptr;
  ASSERT_EQ(cudaStreamCreate(&stream), cudaSuccess);
  EXPECT_EQ(Told([&] { EXPECT_EQ(LaunchEmpty(1, 1, 0, stream), cudaSuccess); }), "");
  ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  ASSERT_EQ(cudaStreamCreate(&later), cudaSuccess);
  EXPECT_NE(stream, later);
  EXPECT_THAT(Told([&] { EXPECT_EQ(LaunchEmpty(1, 1, 0, stream), cudaErrorInvalidResourceHandle); }),
              HasSubstr("was destroyed"));
  cudaEvent_t event = nullptr;
  ASSERT_EQ(cudaEventCreate(&event), cudaSuccess);
  ASSERT_EQ(cudaEventDestroy(event), cudaSuccess);
  EXPECT_THAT(Told([&] { EXPECT_EQ(cudaEventRecord(event, later), cudaErrorInvalidResourceHandle); }),
              HasSubstr("was destroyed"));
  EXPECT_EQ(cudaStreamDestroy(later), cudaSuccess);
}

}  // namespace
}  // namespace gatefuzz::emulator
