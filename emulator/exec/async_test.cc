// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// mbarrier and cp.async: who waits for whom, when copies arrive, what is misuse.
#include <string>
#include <vector>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

// An entry with an mbarrier `bar` and 128 words `buffer` in shared memory; %x1, %x2: parameters; %r1: thread.
std::string Kernel(const std::string& body) {
  return R"(.visible .entry k(.param .u64 out, .param .u64 in) {
    .reg .pred %p<9>; .reg .b32 %r<20>; .reg .b64 %x<20>;
    .shared .align 8 .b64 bar; .shared .align 16 .b32 buffer[128];
    ld.param.u64 %x1, [out]; ld.param.u64 %x2, [in]; mov.u32 %r1, %tid.x;
    setp.eq.u32 %p1, %r1, 0;
    )" + body +
         " ret; }";
}

// The message of the launch's first diagnostic; "" if it completed.
std::string FaultOf(const std::string& body, uint32_t threads = 1) {
  KernelRun run(Kernel(body));
  EXPECT_EQ(run.error(), "");
  run.request.block = {threads, 1, 1};
  const LaunchOutcome outcome = run.Launch(run.Buffer<uint32_t>(128), run.Buffer<uint32_t>(512));
  if (outcome.completed) return "";
  EXPECT_EQ(outcome.diagnostics.at(0).kind, FaultKind::kMbarrierMisuse);
  return outcome.diagnostics.at(0).message;
}

TEST(Mbarrier, LetsWaitersGoOnceEveryoneHasArrived) {
  // Each thread writes its slot, arrives, waits, and reads the slot of the thread that is last to run.
  KernelRun run(Kernel(R"(
    @%p1 mbarrier.init.shared.b64 [bar], 128;
    bar.sync 0;
    mov.u32 %r2, buffer; shl.b32 %r3, %r1, 2; add.u32 %r4, %r2, %r3; add.u32 %r5, %r1, 7;
    st.shared.u32 [%r4], %r5;
    mbarrier.arrive.release.cta.shared::cta.b64 %x3, [bar];
    wait: mbarrier.try_wait.acquire.cta.shared::cta.b64 %p2, [bar], %x3, 100;
    @!%p2 bra wait;
    ld.shared.u32 %r6, [buffer+508];
    mul.wide.u32 %x4, %r1, 4; add.u64 %x4, %x1, %x4; st.global.u32 [%x4], %r6;)"));
  ASSERT_EQ(run.error(), "");
  run.request.block = {128, 1, 1};
  auto* out = run.Buffer<uint32_t>(128);
  ASSERT_TRUE(run.Launch(out, uint64_t{0}).completed);
  EXPECT_EQ(std::vector<uint32_t>(out, out + 128), std::vector<uint32_t>(128, 127 + 7));
}

TEST(Mbarrier, LanesOfOneWarpMayWaitForEachOther) {
  KernelRun run(Kernel(R"(
    @%p1 mbarrier.init.shared.b64 [bar], 1;
    bar.warp.sync 0xffffffff;
    @!%p1 bra wait;
    bra arrive;
    wait: mbarrier.test_wait.parity.shared.b64 %p2, [bar], 0;
    @!%p2 bra wait;
    bra done;
    arrive: mov.u32 %r5, 42; st.shared.u32 [buffer], %r5;
    mbarrier.arrive.shared.b64 _, [bar];
    done: ld.shared.u32 %r6, [buffer];
    mul.wide.u32 %x4, %r1, 4; add.u64 %x4, %x1, %x4; st.global.u32 [%x4], %r6;)"));
  ASSERT_EQ(run.error(), "");
  auto* out = run.Buffer<uint32_t>(32);
  ASSERT_TRUE(run.Launch(out, uint64_t{0}).completed);
  EXPECT_EQ(std::vector<uint32_t>(out, out + 32), std::vector<uint32_t>(32, 42));
}

TEST(Mbarrier, ADroppedThreadIsExpectedNoMore) {
  KernelRun run(Kernel(R"(
    mbarrier.init.shared.b64 [bar], 3;
    mbarrier.arrive_drop.shared.b64 %x3, [bar];
    mbarrier.arrive.shared.b64 _, [bar], 2;
    mbarrier.test_wait.shared.b64 %p2, [bar], %x3;
    selp.u32 %r2, 1, 0, %p2;
    mbarrier.arrive.noComplete.shared.b64 %x4, [bar], 1;
    mbarrier.pending_count.b64 %r3, %x4;
    mbarrier.test_wait.parity.shared.b64 %p3, [bar], 1;
    selp.u32 %r4, 1, 0, %p3;
    mbarrier.arrive.expect_tx.shared.b64 %x5, [bar], 8;
    mbarrier.complete_tx.shared.b64 [bar], 4;
    mbarrier.test_wait.shared.b64 %p4, [bar], %x5;
    selp.u32 %r5, 1, 0, %p4;
    mbarrier.complete_tx.shared.b64 [bar], 4;
    mbarrier.test_wait.shared.b64 %p4, [bar], %x5;
    selp.u32 %r6, 1, 0, %p4;
    mbarrier.inval.shared.b64 [bar];
    st.global.v4.u32 [%x1], {%r2, %r3, %r4, %r5}; st.global.u32 [%x1+16], %r6;)"));
  ASSERT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint32_t>(5);
  ASSERT_TRUE(run.Launch(out, uint64_t{0}).completed);
  EXPECT_EQ(std::vector<uint32_t>(out, out + 5), (std::vector<uint32_t>{1, 2, 0, 0, 1}));
}

TEST(Mbarrier, MisuseIsAFault) {
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 1; mbarrier.arrive.shared.b64 _, [bar];"), "");
  EXPECT_EQ(FaultOf("mbarrier.arrive.shared.b64 _, [bar];"),
            "this memory holds no mbarrier object: nothing has initialised it");
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 0;"), "a count of 0: it must be 1 to 1048575");
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 2; mbarrier.arrive.shared.b64 _, [bar], 3;"),
            "3 arrivals where 2 are pending in the phase");
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 1; mbarrier.inval.shared.b64 [bar];"
                    "mbarrier.arrive.shared.b64 _, [bar];"),
            "this memory holds no mbarrier object: nothing has initialised it");
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 1; mbarrier.arrive.noComplete.shared.b64 _, [bar], 1;"),
            "an arrival with .noComplete completes the phase");
  EXPECT_EQ(FaultOf("mbarrier.init.shared.b64 [bar], 2; mbarrier.arrive.noComplete.shared.b64 _, [bar], 1;"), "");
}

// Copies in[0..3], waits as `wait` says, and gives what the buffer then holds.
std::vector<uint32_t> CopyAndRead(const std::string& start, const std::string& wait) {
  KernelRun run(Kernel(R"(
    mov.u32 %r2, 0; mov.u32 %r3, buffer;
    st.shared.v4.u32 [buffer], {%r2, %r2, %r2, %r2}; st.shared.v4.u32 [buffer+16], {%r2, %r2, %r2, %r2};
    mbarrier.init.shared.b64 [bar], 1;
    )" + start + wait + R"(
    ld.shared.v4.u32 {%r4, %r5, %r6, %r7}, [buffer]; ld.shared.v4.u32 {%r8, %r9, %r10, %r11}, [buffer+16];
    st.global.v4.u32 [%x1], {%r4, %r5, %r6, %r7}; st.global.v4.u32 [%x1+16], {%r8, %r9, %r10, %r11};)"));
  EXPECT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint32_t>(8);
  auto* in = run.Buffer<uint32_t>({1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_TRUE(run.Launch(out, in).completed);
  return {out, out + 8};
}
using Words = std::vector<uint32_t>;

constexpr char kTwoGroups[] =
    "cp.async.ca.shared.global [buffer], [%x2], 8; cp.async.commit_group;"
    "cp.async.cg.shared::cta.global.L2::128B [buffer+16], [%x2+16], 16; cp.async.commit_group;";

TEST(CpAsync, ArrivesWhereItIsWaitedFor) {
  EXPECT_EQ(CopyAndRead(kTwoGroups, ""), (Words{0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(kTwoGroups, "cp.async.wait_group 2;"), (Words{0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(kTwoGroups, "cp.async.wait_group 1;"), (Words{1, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(kTwoGroups, "cp.async.wait_group 0;"), (Words{1, 2, 0, 0, 5, 6, 7, 8}));
}

TEST(CpAsync, IsWaitedForWithoutAGroupByWaitAllAlone) {
  const std::string start = "cp.async.ca.shared.global [%r3+4], [%x2], 4;";
  EXPECT_EQ(CopyAndRead(start, "cp.async.wait_group 0;"), (Words{0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(start, "cp.async.wait_all;"), (Words{0, 1, 0, 0, 0, 0, 0, 0}));
}

TEST(CpAsync, FillsUpWithZeros) {
  const std::string ones = "mov.u32 %r2, -1; st.shared.v4.u32 [buffer], {%r2, %r2, %r2, %r2};";
  EXPECT_EQ(CopyAndRead(ones + "cp.async.cg.shared.global [buffer], [%x2], 16, 6;", "cp.async.wait_all;"),
            (Words{1, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(ones + "cp.async.ca.shared.global [buffer], [%x2], 8, %p1;", "cp.async.wait_all;"),
            (Words{0, 0, 0xffffffff, 0xffffffff, 0, 0, 0, 0}));
  // Nothing is read where nothing is copied: not even from a null pointer.
  EXPECT_EQ(
      CopyAndRead(ones + "mov.u64 %x5, 0; cp.async.cg.shared.global [buffer], [%x5], 16, 0;", "cp.async.wait_all;"),
      (Words{0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(CpAsync, MayTellAnMbarrier) {
  const std::string copy = "cp.async.cg.shared.global [buffer], [%x2], 16;";
  const std::string wait =
      "w: mbarrier.test_wait.parity.shared.b64 %p2, [bar], 0; selp.u32 %r12, 1, 0, %p2; st.shared.u32 [buffer+16], "
      "%r12;";
  EXPECT_EQ(CopyAndRead(copy, "cp.async.mbarrier.arrive.noinc.shared.b64 [bar];" + wait),
            (Words{1, 2, 3, 4, 1, 0, 0, 0}));
  EXPECT_EQ(CopyAndRead(copy, "cp.async.mbarrier.arrive.shared.b64 [bar];" + wait), (Words{1, 2, 3, 4, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace gatefuzz::emulator
