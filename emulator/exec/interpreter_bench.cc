// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Nanoseconds a warp instruction, by kind (items are warp instructions), and the cost of a launch.
#include <string>

#include "benchmark/benchmark.h"
#include "emulator/exec/kernel_testing.h"

namespace gatefuzz::emulator {
namespace {

// A loop of 1,000 rounds over 32 copies of `body`.
void RunBody(benchmark::State& state, const std::string& body, uint32_t threads = 32) {
  std::string text = R"(.visible .entry k(.param .u64 out) {
    .reg .pred %p<4>; .reg .b16 %h<4>; .reg .b32 %r<16>; .reg .f32 %f<8>; .reg .b64 %x<8>; .shared .align 16 .b8 sm[512];
    ld.param.u64 %x1, [out]; mov.u32 %r1, %tid.x; mov.u32 %r2, 3; mov.u32 %r9, 0; mov.u32 %r10, sm;
    mul.wide.u32 %x2, %r1, 4; add.s64 %x1, %x1, %x2; add.s64 %x4, %x1, %x2; shl.b32 %r11, %r1, 2; add.s32 %r10, %r10, %r11;
    cvt.rn.f32.u32 %f1, %r1; mov.f32 %f2, 0f3f800000; setp.lt.u32 %p1, %r1, 16;
    mov.u32 %r3, 0; mov.u32 %r4, 0; mov.f32 %f3, %f1; mov.b16 %h1, 0; mov.u64 %x3, 0; setp.eq.u32 %p2, %r1, 0;
    st.shared.u32 [%r10], %r1;
    LOOP:
    )";
  for (int i = 0; i < 32; ++i) text += body + "\n";
  text +=
      "add.s32 %r9, %r9, 1; setp.lt.s32 %p3, %r9, 1000; @%p3 bra LOOP; st.global.u32 [%x1], %r3; st.global.f32 [%x1], "
      "%f3;"
      "st.global.b32 [%x1], %r4; st.global.u64 [%x1], %x3; ret; }";
  KernelRun run(text);
  if (!run.error().empty()) return state.SkipWithError(run.error().c_str());
  run.request.block = {threads, 1, 1};
  auto* out = run.Buffer<uint64_t>(1024);
  std::vector<uint8_t> executed(SiteCount(run.program()));
  run.request.executed = executed.data();
  uint64_t instructions = 0;
  for (auto _ : state) {
    const LaunchOutcome outcome = run.Launch(out);
    if (!outcome.completed) return state.SkipWithError(outcome.diagnostics[0].message.c_str());
    instructions += outcome.warp_instructions;
  }
  state.counters["ns_per_instruction"] = benchmark::Counter(static_cast<double>(instructions) * 1e-9,
                                                            benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

#define BODY(name, text, ...)                                                 \
  void name(benchmark::State& state) { RunBody(state, text, ##__VA_ARGS__); } \
  BENCHMARK(name)->Unit(benchmark::kMicrosecond)

// What is done nothing for: dispatch alone.
BODY(Dispatch, "prefetch.global.L1 [%x1];");
BODY(AddS32, "add.s32 %r3, %r3, %r1;");
BODY(AddS32Immediate, "add.s32 %r3, %r1, 7;");
BODY(AddS32HalfWarpBlock, "add.s32 %r3, %r3, %r1;", 16);
BODY(AddS32Guarded, "@%p1 add.s32 %r3, %r3, %r1;");
BODY(AddS64, "add.s64 %x3, %x3, %x2;");
BODY(MovImmediate, "mov.u32 %r3, 7;");
BODY(MulWide, "mul.wide.s32 %x3, %r1, %r2;");
BODY(FmaF32, "fma.rn.f32 %f3, %f3, %f2, %f1;");
BODY(FmaRmF32, "fma.rm.f32 %f3, %f3, %f2, %f1;");
BODY(Ex2F32, "ex2.approx.ftz.f32 %f3, %f1;");
BODY(DivRnF32, "div.rn.f32 %f3, %f1, %f2;");
BODY(SetpS32, "setp.lt.s32 %p2, %r1, %r2;");
BODY(Selp, "selp.b32 %r3, %r1, %r2, %p1;");
BODY(CvtF16, "cvt.rn.f16.f32 %h1, %f1;");
BODY(ShflBfly, "shfl.sync.bfly.b32 %r3, %r1, 1, 31, -1;");
BODY(ReduxMax, "redux.sync.max.u32 %r3, %r1, -1;");
BODY(Ballot, "vote.sync.ballot.b32 %r3, %p1, -1;");
BODY(LoadGlobal, "ld.global.u32 %r3, [%x1];");
BODY(LoadGlobalV2, "ld.global.v2.u32 {%r3, %r4}, [%x4];");
BODY(StoreGlobal, "st.global.u32 [%x1], %r1;");
BODY(LoadShared, "ld.shared.u32 %r3, [%r10];");
BODY(LoadSharedGuarded, "@%p1 ld.shared.u32 %r3, [%r10];");
BODY(BarrierOneWarp, "bar.sync 0;");
BODY(BarrierFourWarps, "bar.sync 0;", 128);

// An empty kernel of one block: what a launch costs.
void Launch(benchmark::State& state) {
  KernelRun run(".visible .entry k() { ret; }");
  run.request.block = {static_cast<uint32_t>(state.range(0)), 1, 1};
  for (auto _ : state) benchmark::DoNotOptimize(run.Launch());
}
BENCHMARK(Launch)->Arg(32)->Arg(128)->Arg(1024);

}  // namespace
}  // namespace gatefuzz::emulator

BENCHMARK_MAIN();
