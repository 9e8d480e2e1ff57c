// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every check fires on the fault that it is for, naming the place, and stays silent on the near miss. Only where
// kernels run on the emulator: a GPU notices few of these.
#include "emulator/e2e/faulty_programs.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

constexpr char kSource[] = "emulator/e2e/faulty_programs.cu";

// The line of the source that ends with "// FAULT: name"; 0 if there is none.
int LineOf(const std::string& name) {
  std::ifstream source(kSource);
  std::string text;
  for (int line = 1; std::getline(source, text); ++line) {
    if (text.size() >= name.size() && text.find("// FAULT: " + name) != std::string::npos) return line;
  }
  return 0;
}

class FaultTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Present()) GTEST_SKIP() << "kernels run on a GPU";
    ResetDevice();
    Options options;
    options.print_diagnostics = false;
    options.instruction_budget = 100'000;
    SetOptions(options);
  }

  // Expects one diagnostic of `kind` at the marked line, in a kernel of that name, and returns it.
  Diagnostic Only(FaultKind kind, const std::string& mark, const std::string& kernel) {
    const std::vector<Diagnostic> found = TakeDiagnostics();
    EXPECT_EQ(found.size(), 1u);
    if (found.empty()) return {};
    EXPECT_EQ(FaultName(found[0].kind), std::string(FaultName(kind)));
    EXPECT_THAT(found[0].kernel, HasSubstr(kernel));
    EXPECT_EQ(found[0].source_file, kSource);
    EXPECT_EQ(found[0].source_line, LineOf(mark)) << found[0].ToString();
    EXPECT_GT(found[0].ptx_line, 0);
    EXPECT_FALSE(found[0].ptx_text.empty());
    return found[0];
  }
};

TEST_F(FaultTest, OutOfBoundsWrite) {
  EXPECT_EQ(WriteElements(96), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(WriteElements(128), cudaErrorIllegalAddress);
  const Diagnostic found = Only(FaultKind::kOutOfBounds, "write", "WriteElementsKernel");
  EXPECT_EQ(found.block.x, 3u);
  EXPECT_EQ(found.thread.x, 4u);
  EXPECT_EQ(found.space, "global");
  EXPECT_EQ(found.bytes, 4u);
  EXPECT_THAT(found.message, HasSubstr("0 bytes past the end of the 400-byte allocation of cudaMalloc #"));
  EXPECT_THAT(found.ptx_text, HasSubstr("st.global"));
}

TEST_F(FaultTest, AFaultStaysUntilTheDeviceIsReset) {
  EXPECT_EQ(WriteElements(128), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress) << "sticky";
  void* memory = nullptr;
  EXPECT_EQ(cudaMalloc(&memory, 16), cudaErrorIllegalAddress);
  ResetDevice();
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&memory, 16), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
}

TEST_F(FaultTest, OutOfBoundsReadOnEitherSide) {
  EXPECT_EQ(ReadAtOffset(0), cudaSuccess);
  EXPECT_EQ(ReadAtOffset(396), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ReadAtOffset(-8), cudaErrorIllegalAddress);
  EXPECT_THAT(Only(FaultKind::kOutOfBounds, "offset", "ReadAtOffsetKernel").message,
              HasSubstr("8 bytes before the start of the 400-byte allocation"));
  ResetDevice();
  EXPECT_EQ(ReadAtOffset(400), cudaErrorIllegalAddress);
  Only(FaultKind::kOutOfBounds, "offset", "ReadAtOffsetKernel");
}

TEST_F(FaultTest, MisalignedRead) {
  EXPECT_EQ(ReadAtOffset(6), cudaErrorMisalignedAddress);
  EXPECT_THAT(Only(FaultKind::kMisaligned, "offset", "ReadAtOffsetKernel").message, HasSubstr("multiple of 4"));
}

TEST_F(FaultTest, UninitializedReadIsNoErrorOfTheLaunch) {
  EXPECT_EQ(ReadFresh(true), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ReadFresh(false), cudaSuccess);
  EXPECT_THAT(Only(FaultKind::kUninitialized, "copy", "CopyKernel").message, HasSubstr("128-byte allocation"));
}

TEST_F(FaultTest, UseAfterFree) {
  EXPECT_EQ(WriteFreed(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(WriteFreed(true), cudaErrorIllegalAddress);
  EXPECT_THAT(Only(FaultKind::kUseAfterFree, "copy", "CopyKernel").message, HasSubstr("which cudaFree freed"));
}

TEST_F(FaultTest, UninitializedSharedMemory) {
  EXPECT_EQ(ReadShared(true), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ReadShared(false), cudaSuccess);
  EXPECT_EQ(Only(FaultKind::kUninitialized, "shared", "ReadSharedKernel").space, "shared");
}

TEST_F(FaultTest, LocalArrayOverrun) {
  EXPECT_EQ(ReadLocal(7), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ReadLocal(100), cudaErrorIllegalAddress);
  EXPECT_EQ(Only(FaultKind::kOutOfBounds, "local", "ReadLocalKernel").space, "local");
}

TEST_F(FaultTest, SharedArrayOverrun) {
  EXPECT_EQ(ReadSharedAt(63), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ReadSharedAt(64), cudaErrorIllegalAddress);
  const Diagnostic found = Only(FaultKind::kOutOfBounds, "shared_at", "ReadSharedAtKernel");
  EXPECT_EQ(found.space, "shared");
  EXPECT_THAT(found.message, HasSubstr("256 bytes of shared memory"));
}

TEST_F(FaultTest, WriteToAConstant) {
  EXPECT_EQ(WriteConstant(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(WriteConstant(true), cudaErrorIllegalAddress);
  EXPECT_THAT(Only(FaultKind::kReadOnlyWrite, "constant", "WriteConstantKernel").message, HasSubstr("factors"));
}

TEST_F(FaultTest, RecursionDeeperThanTheStack) {
  EXPECT_EQ(Recurse(20), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(Recurse(2000), cudaErrorHardwareStackError);
  EXPECT_THAT(Only(FaultKind::kStackOverflow, "recursion", "RecurseKernel").message, HasSubstr("bytes of stack"));
}

TEST_F(FaultTest, MembersThatNeverCome) {
  EXPECT_EQ(MeetHalf(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(MeetHalf(true), cudaErrorLaunchFailure);
  const std::vector<Diagnostic> found = TakeDiagnostics();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, FaultKind::kMemberMaskNeverMet);
  EXPECT_EQ(found[0].source_line, LineOf("meet"));
  EXPECT_THAT(found[0].message, HasSubstr("for lanes 16-31, which wait elsewhere"));
}

TEST_F(FaultTest, PaddingMayBeCopiedButNotUsed) {
  EXPECT_EQ(AddCopied(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(AddCopied(true), cudaSuccess);
  EXPECT_THAT(Only(FaultKind::kUninitialized, "padding", "AddPaddedKernel").message,
              HasSubstr("byte 1 was never written; it lies 1 byte into the 64-byte allocation"));
}

TEST_F(FaultTest, MemberMaskWithoutTheCaller) {
  EXPECT_EQ(ShuffleWithMask(true), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(ShuffleWithMask(false), cudaErrorLaunchFailure);
  // The place is that of the shfl in the Toolkit's inlined header: the parser keeps the innermost place of .loc.
  const std::vector<Diagnostic> found = TakeDiagnostics();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, FaultKind::kIllegalMemberMask);
  EXPECT_THAT(found[0].kernel, HasSubstr("ShuffleKernel"));
  EXPECT_THAT(found[0].ptx_text, HasSubstr("shfl.sync"));
  EXPECT_EQ(found[0].thread.x, 16u);
}

TEST_F(FaultTest, BarrierThatSomePassBy) {
  // Threads that pass by a barrier race as well; this is about the barrier.
  Options options = GetOptions();
  options.check_race = false;
  SetOptions(options);
  EXPECT_EQ(WaitForAll(true), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(WaitForAll(false), cudaErrorLaunchFailure);
  // Lanes of one warp wait at both.
  const Diagnostic found = Only(FaultKind::kBarrierDivergence, "second", "BarrierKernel");
  EXPECT_EQ(found.thread.x, 48u);
  EXPECT_THAT(found.message, HasSubstr("faulty_programs.cu:" + std::to_string(LineOf("barrier"))));
}

TEST_F(FaultTest, EndlessLoop) {
  EXPECT_EQ(Spin(1000), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(Spin(0), cudaErrorLaunchTimeout);
  const std::vector<Diagnostic> found = TakeDiagnostics();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, FaultKind::kHang);
  EXPECT_EQ(found[0].source_file, kSource);
  EXPECT_THAT(found[0].source_line, AnyOf(LineOf("spin"), LineOf("spin") + 1, LineOf("spin") - 1));
  const std::string loop = std::to_string(LineOf("spin")) + "-" + std::to_string(LineOf("spin") + 1);
  EXPECT_THAT(found[0].message, HasSubstr("it loops over faulty_programs.cu:" + loop));
}

TEST_F(FaultTest, FailedAssertion) {
  EXPECT_EQ(AssertPositive(1), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(AssertPositive(0), cudaErrorAssert);
  EXPECT_THAT(Only(FaultKind::kAssert, "assert", "AssertKernel").message, HasSubstr("value > 0"));
}

TEST_F(FaultTest, TrapInstruction) {
  EXPECT_EQ(TrapUnlessPositive(1), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(TrapUnlessPositive(0), cudaErrorLaunchFailure);
  Only(FaultKind::kTrap, "trap", "TrapKernel");
}

TEST_F(FaultTest, ChecksCanBeSwitchedOff) {
  Options options = GetOptions();
  options.check_memory = options.check_sync = false;
  SetOptions(options);
  EXPECT_EQ(WriteElements(128), cudaSuccess);
  EXPECT_EQ(ReadFresh(false), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
}

TEST_F(FaultTest, RegionsCanBeMarked) {
  float* memory = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory), 400), cudaSuccess);
  ASSERT_EQ(cudaMemset(memory, 0, 400), cudaSuccess);
  MarkRegion(memory, 200, Region::kReadOnly);
  ResetDevice();  // forgets the mark with the allocation
  EXPECT_EQ(WriteElements(96), cudaSuccess);
  EXPECT_TRUE(TakeDiagnostics().empty());
}

TEST_F(FaultTest, CoverageCountsWhatRan) {
  ResetCoverage();
  EXPECT_EQ(GetCoverage().launches, 0u);
  EXPECT_EQ(ReadFresh(true), cudaSuccess);
  EXPECT_EQ(ReadFresh(true), cudaSuccess);
  const Coverage coverage = GetCoverage();
  EXPECT_EQ(coverage.launches, 2u);
  EXPECT_EQ(coverage.kernels_launched, 1u);
  EXPECT_GE(coverage.kernels_present, 10u);
  EXPECT_GT(coverage.instructions_present, 4u);
  EXPECT_EQ(coverage.instructions_executed, coverage.instructions_present) << "straight code";
  EXPECT_EQ(coverage.warp_instructions, 2 * coverage.instructions_executed);
}

}  // namespace
}  // namespace gatefuzz::emulator
