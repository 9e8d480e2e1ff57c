// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions that the conformance suite does not sweep, since they give no value to compare machines by: that they
// run, and do to the program what they should, or nothing.
#include <string>
#include <vector>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using Words = std::vector<uint32_t>;

// %x1: the parameter `out`; %r1: the thread; 16 words and an mbarrier in shared memory.
LaunchOutcome RunBody(const std::string& body, uint32_t threads, Words* out) {
  KernelRun run(R"(.visible .entry k(.param .u64 out) {
    .reg .pred %p<9>; .reg .b32 %r<20>; .reg .b64 %x<20>;
    .shared .align 16 .b32 buffer[16]; .shared .align 8 .b64 bar;
    ld.param.u64 %x1, [out]; mov.u32 %r1, %tid.x;
    )" + body + " ret; }");
  EXPECT_EQ(run.error(), "");
  if (!run.error().empty()) return {};
  run.request.block = {threads, 1, 1};
  auto* words = run.Buffer<uint32_t>(64);
  LaunchOutcome outcome = run.Launch(words);
  out->assign(words, words + out->size());
  return outcome;
}

// The first `words` words of `out` after a launch that completes.
Words Results(const std::string& body, uint32_t threads = 1, size_t words = 1) {
  Words out(words);
  EXPECT_TRUE(RunBody(body, threads, &out).completed) << body;
  return out;
}

TEST(Hints, LeaveMemoryAndRegistersAlone) {
  for (const char* hint : {
           "prefetch.global.L1 [%x1];",
           "prefetch.L2 [%x1];",
           "prefetchu.L1 [%x1];",
           "applypriority.global.L2::evict_normal [%x1], 128;",
           "createpolicy.fractional.L2::evict_last.b64 %x2, 0.5;",
           "createpolicy.range.global.L2::evict_last.b64 %x2, [%x1], 128, 256;",
           "mov.u64 %x3, 0; createpolicy.cvt.L2.b64 %x2, %x3;",
           "pmevent 7;",
           "nanosleep.u32 20;",
           "griddepcontrol.launch_dependents;",
           "griddepcontrol.wait;",
           "membar.gl;",
           "membar.proxy.alias;",
           "fence.acq_rel.gpu;",
           "fence.proxy.async;",
           "fence.mbarrier_init.release.cluster;",
       }) {
    EXPECT_EQ(Results(std::string("mov.u32 %r2, 42; st.global.u32 [%x1], %r2; ") + hint +
                          " ld.global.u32 %r3, [%x1]; add.u32 %r2, %r2, %r3; st.global.u32 [%x1+4], %r2;",
                      1, 2),
              (Words{42, 84}))
        << hint;
  }
}

TEST(Discard, LeavesTheRestOfMemoryAlone) {
  EXPECT_EQ(Results("mov.u32 %r2, 42; st.global.u32 [%x1+128], %r2; discard.global.L2 [%x1], 128;"
                    "ld.global.u32 %r3, [%x1+128]; st.global.u32 [%x1], %r3;"),
            Words{42});
}

TEST(Control, GoesWhereItShould) {
  EXPECT_EQ(Results("mov.u32 %r2, 1; bra.uni over; mov.u32 %r2, 2; over: st.global.u32 [%x1], %r2;"), Words{1});
  EXPECT_EQ(Results("mov.u32 %r2, 1; st.global.u32 [%x1], %r2; exit; mov.u32 %r2, 2; st.global.u32 [%x1], %r2;"),
            Words{1});
  // Each of three threads takes another way.
  EXPECT_EQ(Results(R"(table: .branchtargets zero, one, two;
                    mad.wide.u32 %x2, %r1, 4, %x1;
                    brx.idx %r1, table;
                    zero: mov.u32 %r2, 10; bra done;
                    one: mov.u32 %r2, 11; bra done;
                    two: mov.u32 %r2, 12;
                    done: st.global.u32 [%x2], %r2;)",
                    3, 3),
            (Words{10, 11, 12}));
}

TEST(Call, GivesTheResultAndComesBack) {
  KernelRun run(R"(.func (.param .b32 result) twice(.param .b32 value) {
    .reg .b32 %r<3>; ld.param.b32 %r1, [value]; add.u32 %r2, %r1, %r1; st.param.b32 [result], %r2; ret; }
    .visible .entry k(.param .u64 out) {
    .reg .b32 %r<4>; .reg .b64 %x<2>; .param .b32 argument; .param .b32 back;
    ld.param.u64 %x1, [out]; mov.u32 %r1, 21; st.param.b32 [argument], %r1;
    call (back), twice, (argument);
    ld.param.b32 %r2, [back]; st.global.u32 [%x1], %r2; ret; })");
  ASSERT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint32_t>(1);
  ASSERT_TRUE(run.Launch(out).completed);
  EXPECT_EQ(*out, 42u);
}

// The last warp stores before the barrier what the first reads behind it.
TEST(Barriers, OrderTheWarpsOfABlock) {
  const std::string start =
      "setp.ne.u32 %p1, %r1, 0; setp.eq.u32 %p2, %r1, 63; mov.u32 %r2, 42;"
      "@%p2 st.shared.u32 [buffer], %r2;";
  const std::string end = "@%p1 ret; ld.shared.u32 %r3, [buffer]; st.global.u32 [%x1], %r3;";
  for (const char* barrier : {"bar.sync 0;", "barrier.sync 0;", "bar.sync 3, 64;"}) {
    EXPECT_EQ(Results(start + barrier + end, 64), Words{42}) << barrier;
  }
  for (const char* arrive_or_sync :
       {"@%p3 bar.arrive 1, 64; @!%p3 bar.sync 1, 64;", "@%p3 barrier.arrive 1, 64; @!%p3 barrier.sync 1, 64;"}) {
    EXPECT_EQ(Results(start + "setp.ge.u32 %p3, %r1, 32;" + arrive_or_sync + end, 64), Words{42}) << arrive_or_sync;
  }
}

TEST(Barriers, OrderTheLanesOfAWarp) {
  EXPECT_EQ(Results("setp.ne.u32 %p1, %r1, 0; setp.eq.u32 %p2, %r1, 31; mov.u32 %r2, 42;"
                    "@%p2 st.shared.u32 [buffer], %r2; bar.warp.sync 0xffffffff;"
                    "@%p1 ret; ld.shared.u32 %r3, [buffer]; st.global.u32 [%x1], %r3;",
                    32),
            Words{42});
}

TEST(Activemask, NamesTheLanesThatRunTogether) {
  EXPECT_EQ(Results("activemask.b32 %r2; st.global.u32 [%x1], %r2;", 5), Words{0x1f});
}

TEST(Stack, GivesMemoryAndTakesItBack) {
  EXPECT_EQ(Results(R"(stacksave.u64 %x2; alloca.u64 %x3, 16; mov.u32 %r2, 42; st.local.u32 [%x3+4], %r2;
                    ld.local.u32 %r3, [%x3+4]; stackrestore.u64 %x2; alloca.u64 %x4, 16; setp.eq.u64 %p1, %x3, %x4;
                    selp.u32 %r4, 1, 0, %p1; st.global.v2.u32 [%x1], {%r3, %r4};)",
                    1, 2),
            (Words{42, 1}));
}

TEST(Ends, OfALaunchAreFaults) {
  for (const char* end : {"trap;", "brkpt;"}) {
    Words out(1);
    const LaunchOutcome outcome = RunBody(end, 1, &out);
    EXPECT_FALSE(outcome.completed) << end;
    EXPECT_EQ(outcome.diagnostics.size(), 1u) << end;
  }
}

TEST(Mbarrier, ADropAndExpectedBytesCount) {
  EXPECT_EQ(Results(R"(mbarrier.init.shared.b64 [bar], 3;
                    mbarrier.arrive_drop.noComplete.shared.b64 %x2, [bar], 1;
                    mbarrier.arrive_drop.expect_tx.shared.b64 %x3, [bar], 4;
                    mbarrier.expect_tx.relaxed.cta.shared.b64 [bar], 4;
                    mbarrier.arrive.shared.b64 %x4, [bar];
                    mbarrier.test_wait.shared.b64 %p1, [bar], %x4; selp.u32 %r2, 1, 0, %p1;
                    mbarrier.complete_tx.shared.b64 [bar], 8;
                    mbarrier.try_wait.shared.b64 %p2, [bar], %x4; selp.u32 %r3, 1, 0, %p2;
                    mbarrier.arrive.shared.b64 %x5, [bar];
                    mbarrier.test_wait.shared.b64 %p3, [bar], %x5; selp.u32 %r4, 1, 0, %p3;
                    st.global.u32 [%x1], %r2; st.global.u32 [%x1+4], %r3; st.global.u32 [%x1+8], %r4;)",
                    1, 3),
            (Words{0, 1, 1}));
}

}  // namespace
}  // namespace gatefuzz::emulator
