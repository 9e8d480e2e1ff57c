// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// One instruction at a time: that each form reads the operands it should, at the width it should, and calls the right
// function. What the functions compute in every corner is tested in semantics/.
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint32_t F(float x) { return std::bit_cast<uint32_t>(x); }
constexpr uint64_t D(double x) { return std::bit_cast<uint64_t>(x); }

struct Case {
  const char* text;  // operands: d and sources a, b, c. %h: 16, %r: 32, %x: 64 bits; predicates %p0 (false), %p1 (true)
  uint64_t a, b, c;
  uint64_t expected;  // of %r0, %x0 or %h0, or 1/0 for %p2, whichever the text names as its result
};

// Runs `text` in one thread. Results are stored from the register that follows the mnemonic.
uint64_t Run(const Case& test) {
  const std::string text = test.text;
  const std::string result = text.substr(text.find("%"), 3);
  std::string store;
  if (result == "%p2") {
    store = "selp.b64 %x9, 1, 0, %p2;";
  } else if (result == "%h0") {
    store = "cvt.u64.u16 %x9, %h0;";
  } else if (result == "%r0") {
    store = "cvt.u64.u32 %x9, %r0;";
  } else {
    store = "mov.b64 %x9, %x0;";
  }
  KernelRun run(R"(.visible .entry k(.param .u64 out, .param .u64 a, .param .u64 b, .param .u64 c) {
    .reg .pred %p<4>; .reg .b16 %h<8>; .reg .b32 %r<8>; .reg .b64 %x<12>;
    ld.param.b64 %x8, [out];
    ld.param.b64 %x1, [a]; ld.param.b64 %x2, [b]; ld.param.b64 %x3, [c];
    ld.param.b32 %r1, [a]; ld.param.b32 %r2, [b]; ld.param.b32 %r3, [c];
    ld.param.b16 %h1, [a]; ld.param.b16 %h2, [b]; ld.param.b16 %h3, [c];
    setp.ne.s32 %p0, %r1, %r1; setp.eq.s32 %p1, %r1, %r1;
    )" + text + ";\n" +
                store + " st.global.b64 [%x8], %x9; ret; }");
  if (!run.error().empty()) {
    ADD_FAILURE() << run.error();
    return 0;
  }
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint64_t>(1);
  const LaunchOutcome outcome = run.Launch(out, test.a, test.b, test.c);
  EXPECT_TRUE(outcome.completed) << text;
  return *out;
}

void Check(std::initializer_list<Case> cases) {
  for (const Case& test : cases) EXPECT_EQ(Run(test), test.expected) << test.text;
}

constexpr uint64_t kMinus1 = ~uint64_t{0};

TEST(Integer, EachFormComputesOnItsWidth) {
  Check({
      {"add.u16 %h0, %h1, %h2", 0xffff, 2, 0, 1},
      {"add.s32 %r0, %r1, %r2", 0x7fffffff, 1, 0, 0x80000000},
      {"add.sat.s32 %r0, %r1, %r2", 0x7fffffff, 1, 0, 0x7fffffff},
      {"add.u64 %x0, %x1, %x2", kMinus1, 2, 0, 1},
      {"add.s16x2 %r0, %r1, %r2", 0xffff0001, 0x00010001, 0, 0x00000002},
      {"sub.s32 %r0, %r1, %r2", 1, 2, 0, 0xffffffff},
      {"sub.sat.s32 %r0, %r1, %r2", 0x80000000, 1, 0, 0x80000000},
      {"mul.lo.s32 %r0, %r1, %r2", 0x10001, 0x10001, 0, 0x20001},
      {"mul.hi.u32 %r0, %r1, %r2", 0xffffffff, 0xffffffff, 0, 0xfffffffe},
      {"mul.hi.s32 %r0, %r1, %r2", 0xffffffff, 0xffffffff, 0, 0},
      {"mul.hi.u64 %x0, %x1, %x2", kMinus1, 2, 0, 1},
      {"mul.wide.s32 %x0, %r1, %r2", 0xffffffff, 3, 0, kMinus1 - 2},
      {"mul.wide.u32 %x0, %r1, %r2", 0xffffffff, 3, 0, 0x2fffffffd},
      {"mul.wide.u16 %r0, %h1, %h2", 0xffff, 0xffff, 0, 0xfffe0001},
      {"mad.lo.s32 %r0, %r1, %r2, %r3", 3, 4, 5, 17},
      {"mad.wide.u32 %x0, %r1, %r2, %x3", 0xffffffff, 2, 1, 0x1ffffffff},
      {"mul24.lo.s32 %r0, %r1, %r2", 0x1000003, 5, 0, 15},
      {"sad.s32 %r0, %r1, %r2, %r3", 2, 0xffffffff, 10, 13},
      {"div.s32 %r0, %r1, %r2", 0xfffffff9, 2, 0, 0xfffffffd},
      {"div.u32 %r0, %r1, %r2", 0xfffffff9, 2, 0, 0x7ffffffc},
      {"rem.s32 %r0, %r1, %r2", 0xfffffff9, 4, 0, 0xfffffffd},
      {"div.u64 %x0, %x1, %x2", uint64_t{1} << 40, 3, 0, (uint64_t{1} << 40) / 3},
      {"abs.s32 %r0, %r1", 0xfffffff9, 0, 0, 7},
      {"neg.s64 %x0, %x1", 7, 0, 0, kMinus1 - 6},
      {"min.s32 %r0, %r1, %r2", 0xffffffff, 1, 0, 0xffffffff},
      {"min.u32 %r0, %r1, %r2", 0xffffffff, 1, 0, 1},
      {"max.s64 %x0, %x1, %x2", kMinus1, 1, 0, 1},
      {"dp4a.u32.u32 %r0, %r1, %r2, %r3", 0x01020304, 0x01010101, 5, 15},
      {"vabsdiff4.u32.u32.u32.add %r0, %r1, %r2, %r3", 0x01ff0000, 0x0001ff00, 2, 1 + 254 + 255 + 2},
      {"vabsdiff2.u32.u32.u32 %r0, %r1, %r2, %r3", 0x00010003, 0x00020001, 9, 0x00010002},
      {"dp2a.lo.s32.s32 %r0, %r1, %r2, %r3", 0x00020003, 0x0000ff01, 0, 1},
  });
}

TEST(Bits, EachFormComputesOnItsWidth) {
  Check({
      {"popc.b32 %r0, %r1", 0xf0f0, 0, 0, 8},
      {"popc.b64 %r0, %x1", kMinus1, 0, 0, 64},
      {"clz.b64 %r0, %x1", 1, 0, 0, 63},
      {"bfind.u32 %r0, %r1", 0x00800000, 0, 0, 23},
      {"bfind.shiftamt.u32 %r0, %r1", 0x00800000, 0, 0, 8},
      {"bfind.s32 %r0, %r1", 0xffffffff, 0, 0, 0xffffffff},
      {"brev.b32 %r0, %r1", 1, 0, 0, 0x80000000},
      {"bfe.u32 %r0, %r1, %r2, %r3", 0xabcd, 4, 8, 0xbc},
      {"bfe.s32 %r0, %r1, %r2, %r3", 0xabcd, 4, 8, 0xffffffbc},
      {"bfi.b32 %r0, %r1, %r2, 4, 8", 0xff, 0, 0, 0xff0},
      {"bmsk.clamp.b32 %r0, %r1, %r2", 4, 3, 0, 0x70},
      {"fns.b32 %r0, %r1, %r2, 2", 0b10110, 0, 0, 2},
      {"lop3.b32 %r0, %r1, %r2, %r3, 0xe8", 0b1100, 0b1010, 0b0110, 0b1110},
      {"lop3.b32 %r0, %r1, %r2, %r3, 0x1b", 0b1100, 0b1010, 0, 0xfffffff7 & ~uint64_t{0b0010}},
      {"shf.l.wrap.b32 %r0, %r1, %r2, %r3", 0x80000000, 1, 1, 3},
      {"shf.r.clamp.b32 %r0, %r1, %r2, %r3", 0x80000000, 1, 40, 1},
      {"shl.b32 %r0, %r1, %r2", 1, 40, 0, 0},
      {"shr.s32 %r0, %r1, %r2", 0x80000000, 40, 0, 0xffffffff},
      {"shr.u64 %x0, %x1, %r2", kMinus1, 60, 0, 15},
      {"prmt.b32 %r0, %r1, %r2, 0x5410", 0x3210, 0x7654, 0, 0x76543210 & 0xffffffff},
      {"and.b64 %x0, %x1, %x2", 0xff00ff, 0x0ff0f0, 0, 0x0f00f0},
      {"not.b16 %h0, %h1", 0x00ff, 0, 0, 0xff00},
      {"cnot.b32 %r0, %r1", 0, 0, 0, 1},
      {"xor.pred %p2, %p0, !%p0", 0, 0, 0, 1},
      {"and.pred %p2, %p0, %p1", 0, 0, 0, 0},
      {"not.pred %p2, %p0", 0, 0, 0, 1},
  });
}

TEST(Carry, RunsThroughAChainOfAdditions) {
  KernelRun run(R"(.visible .entry k(.param .u64 out) {
    .reg .b32 %r<9>; .reg .b64 %x<3>; ld.param.u64 %x1, [out];
    mov.u32 %r1, -1; mov.u32 %r2, 1;
    add.cc.u32 %r3, %r1, %r2; addc.cc.u32 %r4, %r1, 0; addc.u32 %r5, 5, 0;
    sub.cc.u32 %r6, 0, 1; subc.u32 %r7, 7, 0;
    st.global.v4.u32 [%x1], {%r3, %r4, %r5, %r6}; st.global.u32 [%x1+16], %r7; ret; })");
  ASSERT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint32_t>(5);
  ASSERT_TRUE(run.Launch(out).completed);
  EXPECT_EQ(std::vector<uint32_t>(out, out + 5), (std::vector<uint32_t>{0, 0, 6, 0xffffffff, 6}));
}

TEST(Float, EachFormComputesInItsFormat) {
  Check({
      {"add.f32 %r0, %r1, %r2", F(1.5f), F(2.25f), 0, F(3.75f)},
      {"add.rz.f32 %r0, %r1, %r2", F(1.0f), F(0x1.8p-24f), 0, F(1.0f)},
      {"add.rp.f32 %r0, %r1, %r2", F(1.0f), F(0x1p-30f), 0, F(0x1.000002p0f)},
      {"sub.ftz.f32 %r0, %r1, %r2", F(0x1p-130f), 0, 0, 0},
      {"mul.sat.f32 %r0, %r1, %r2", F(2.0f), F(3.0f), 0, F(1.0f)},
      {"fma.rn.f32 %r0, %r1, %r2, %r3", F(2.0f), F(3.0f), F(4.0f), F(10.0f)},
      {"div.rn.f32 %r0, %r1, %r2", F(1.0f), F(3.0f), 0, F(1.0f / 3.0f)},
      {"rcp.rn.f32 %r0, %r1", F(4.0f), 0, 0, F(0.25f)},
      {"sqrt.rn.f32 %r0, %r1", F(2.25f), 0, 0, F(1.5f)},
      {"abs.f32 %r0, %r1", F(-2.0f), 0, 0, F(2.0f)},
      {"neg.f32 %r0, %r1", F(-2.0f), 0, 0, F(2.0f)},
      {"min.f32 %r0, %r1, %r2", 0x7fc00001, F(2.0f), 0, F(2.0f)},
      {"min.NaN.f32 %r0, %r1, %r2", 0x7fc00001, F(2.0f), 0, 0x7fffffff},
      {"max.xorsign.abs.f32 %r0, %r1, %r2", F(-3.0f), F(2.0f), 0, F(-3.0f)},
      {"copysign.f32 %r0, %r1, %r2", F(-1.0f), F(2.0f), 0, F(-2.0f)},
      {"testp.subnormal.f32 %p2, %r1", 1, 0, 0, 1},
      {"ex2.approx.ftz.f32 %r0, %r1", F(3.0f), 0, 0, F(8.0f)},
      {"lg2.approx.f32 %r0, %r1", F(8.0f), 0, 0, F(3.0f)},
      {"rcp.approx.ftz.f32 %r0, %r1", F(2.0f), 0, 0, F(0.5f)},
      {"rsqrt.approx.f32 %r0, %r1", F(4.0f), 0, 0, F(0.5f)},
      {"add.f32 %r0, %r1, 0f40000000", F(1.0f), 0, 0, F(3.0f)},
      {"add.f64 %x0, %x1, %x2", D(1.5), D(2.0), 0, D(3.5)},
      {"fma.rn.f64 %x0, %x1, %x2, %x3", D(2.0), D(3.0), D(4.0), D(10.0)},
      {"div.rn.f64 %x0, %x1, %x2", D(1.0), D(4.0), 0, D(0.25)},
      {"sqrt.rn.f64 %x0, %x1", D(9.0), 0, 0, D(3.0)},
      {"min.f64 %x0, %x1, %x2", D(9.0), D(-1.0), 0, D(-1.0)},
      {"add.f16 %h0, %h1, %h2", 0x3c00, 0x4000, 0, 0x4200},
      {"mul.bf16 %h0, %h1, %h2", 0x4000, 0x4040, 0, 0x40c0},
      {"fma.rn.f16x2 %r0, %r1, %r2, %r3", 0x3c004000, 0x40003c00, 0x3c003c00, 0x42004200},
      {"fma.rn.relu.bf16 %h0, %h1, %h2, %h3", 0xbf80, 0x3f80, 0, 0},
      {"min.bf16x2 %r0, %r1, %r2", 0x3f804000, 0x40003f80, 0, 0x3f803f80},
      {"neg.f16 %h0, %h1", 0x3c00, 0, 0, 0xbc00},
  });
}

TEST(Compare, SetsBothPredicatesAndCombinesThem) {
  Check({
      {"setp.lt.s32 %p2, %r1, %r2", 0xffffffff, 0, 0, 1},
      {"setp.lt.u32 %p2, %r1, %r2", 0xffffffff, 0, 0, 0},
      {"setp.hi.u64 %p2, %x1, %x2", kMinus1, 0, 0, 1},
      {"setp.eq.and.s32 %p2, %r1, %r2, !%p1", 1, 1, 0, 0},
      {"setp.eq.or.s32 %p2, %r1, %r2, %p1", 1, 2, 0, 1},
      {"setp.ne.xor.s32 %p2|%p3, %r1, %r2, %p1", 1, 2, 0, 0},
      {"setp.ltu.f32 %p2, %r1, %r2", 0x7fc00000, 0, 0, 1},
      {"setp.lt.f32 %p2, %r1, %r2", 0x7fc00000, 0, 0, 0},
      {"setp.eq.ftz.f32 %p2, %r1, %r2", 1, 0, 0, 1},
      {"setp.nan.f64 %p2, %x1, %x2", D(1.0), 0x7ff8000000000001, 0, 1},
      {"setp.gt.bf16 %p2, %h1, %h2", 0x4000, 0x3f80, 0, 1},
      {"setp.lt.f16x2 %p2|%p3, %r1, %r2", 0x40003c00, 0x3c004000, 0, 1},
      {"set.eq.u32.s32 %r0, %r1, %r2", 5, 5, 0, 0xffffffff},
      {"set.lt.f32.f32 %r0, %r1, %r2", F(1.0f), F(2.0f), 0, F(1.0f)},
      {"set.eq.f16.f16 %h0, %h1, %h2", 0x3c00, 0x3c00, 0, 0x3c00},
      {"set.gt.bf16x2.bf16x2 %r0, %r1, %r2", 0x40003f80, 0x3f804000, 0, 0x3f800000},
      {"selp.b32 %r0, %r1, %r2, %p1", 3, 4, 0, 3},
      {"selp.b64 %x0, %x1, %x2, !%p1", 3, 4, 0, 4},
      {"slct.f32.s32 %r0, %r1, %r2, %r3", 3, 4, 0xffffffff, 4},
  });
}

TEST(Convert, ReadsAndWritesRegistersWiderThanItsTypes) {
  Check({
      {"cvt.s32.s8 %r0, %r1", 0x1ff, 0, 0, 0xffffffff},
      {"cvt.u32.u8 %r0, %r1", 0x1ff, 0, 0, 0xff},
      {"cvt.s64.s32 %x0, %r1", 0x80000000, 0, 0, 0xffffffff80000000},
      {"cvt.u64.u32 %x0, %r1", 0x80000000, 0, 0, 0x80000000},
      {"cvt.u16.u32 %h0, %r1", 0x12345678, 0, 0, 0x5678},
      {"cvt.u8.u32 %r0, %r1", 0x12345678, 0, 0, 0x78},
      {"cvt.sat.s8.s32 %r0, %r1", 0xfffff000, 0, 0, 0xffffff80},
      {"cvt.rn.f32.s32 %r0, %r1", 0xffffffff, 0, 0, F(-1.0f)},
      {"cvt.rn.f32.u64 %r0, %x1", 1 << 20, 0, 0, F(1048576.0f)},
      {"cvt.rzi.s32.f32 %r0, %r1", F(-1.75f), 0, 0, 0xffffffff},
      {"cvt.rni.s32.f32 %r0, %r1", F(2.5f), 0, 0, 2},
      {"cvt.rmi.f32.f32 %r0, %r1", F(-1.25f), 0, 0, F(-2.0f)},
      {"cvt.rzi.u8.f32 %h0, %r1", F(300.0f), 0, 0, 255},
      {"cvt.f64.f32 %x0, %r1", F(1.5f), 0, 0, D(1.5)},
      {"cvt.rn.f32.f64 %r0, %x1", D(1.5), 0, 0, F(1.5f)},
      {"cvt.rn.f16.f32 %h0, %r1", F(1.5f), 0, 0, 0x3e00},
      {"cvt.rn.bf16.f32 %h0, %r1", F(1.5f), 0, 0, 0x3fc0},
      {"cvt.f32.f16 %r0, %h1", 0x3e00, 0, 0, F(1.5f)},
      {"cvt.f32.bf16 %r0, %h1", 0x3fc0, 0, 0, F(1.5f)},
      {"cvt.rn.bf16x2.f32 %r0, %r1, %r2", F(1.0f), F(2.0f), 0, 0x3f804000},
      {"cvt.sat.f32.f32 %r0, %r1", F(-3.0f), 0, 0, 0},
      {"cvt.rn.f64.s64 %x0, %x1", kMinus1, 0, 0, D(-1.0)},
      {"cvt.rn.f16.s32 %h0, %r1", 3, 0, 0, 0x4200},
      {"cvt.rzi.s32.f16 %r0, %h1", 0x4200, 0, 0, 3},
      {"cvt.pack.sat.s16.s32 %r0, %r1, %r2", 0x12345, 0xffffffff, 0, 0x7fffffff},
      {"cvt.sat.f64.f64 %x0, %x1", D(3.0), 0, 0, D(1.0)},
      {"cvt.sat.f64.f16 %x0, %h1", 0xc200, 0, 0, 0},
      {"cvt.rn.sat.f16.s32 %h0, %r1", 3, 0, 0, 0x3c00},
      {"cvt.rn.sat.f64.s64 %x0, %x1", kMinus1, 0, 0, 0},
      {"cvt.rn.sat.f16.f64 %h0, %x1", D(7.0), 0, 0, 0x3c00},
      {"cvt.rni.sat.f16.f16 %h0, %h1", 0x4300, 0, 0, 0x3c00},
      {"cvt.rn.satfinite.f16.f32 %h0, %r1", F(1e9f), 0, 0, 0x7bff},
      {"cvt.rn.relu.satfinite.bf16x2.f32 %r0, %r1, %r2", F(HUGE_VALF), F(-1.0f), 0, 0x7f7f0000},
      {"cvt.rn.satfinite.e4m3x2.f32 %h0, %r1, %r2", F(1.0f), F(-2.0f), 0, 0x38c0},
      {"cvt.rn.satfinite.relu.e5m2x2.f32 %h0, %r1, %r2", F(1.0f), F(-2.0f), 0, 0x3c00},
      {"cvt.rn.satfinite.e5m2x2.f16x2 %h0, %r1", 0x3c00c000, 0, 0, 0x3cc0},
      {"cvt.rn.f16x2.e4m3x2 %r0, %h1", 0x38c0, 0, 0, 0x3c00c000},
      {"cvt.rn.relu.f16x2.e5m2x2 %r0, %h1", 0x3cc0, 0, 0, 0x3c000000},
      {"cvt.rna.tf32.f32 %r0, %r1", F(1.0f + 0x1p-11f), 0, 0, F(1.0f + 0x1p-10f)},
      {"cvt.rz.relu.tf32.f32 %r0, %r1", F(-1.0f), 0, 0, 0},
  });
}

TEST(Mov, PacksAndUnpacks) {
  Check({
      {"mov.b32 %r0, {%h1, %h2}", 0x1111, 0x2222, 0, 0x22221111},
      {"mov.b64 %x0, {%r1, %r2}", 1, 2, 0, 0x200000001},
      {"mov.b64 %x0, {%h1, %h2, %h3, %h1}", 1, 2, 3, 0x0001000300020001},
      {"mov.b32 {%h0, _}, %r1", 0x12345678, 0, 0, 0x5678},
      {"mov.b32 %r0, {%h1, %h2, 7, 0}", 0x1211, 0x2221, 0, 0x00072111},
      {"mov.b16 %h0, {%h1, %h2}", 0x1211, 0x2221, 0, 0x2111},
      {"mov.b16 {_, %h0}, %h1", 0x1211, 0, 0, 0x12},
  });
}

TEST(Mov, ReadsSpecialRegistersOfEveryWidth) {
  Check({
      {"mov.u16 %h0, %ntid.x", 0, 0, 0, 1},
      {"mov.u32 %r0, %ntid.x", 0, 0, 0, 1},
      {"mov.u64 %x0, %gridid", 0, 0, 0, 0},
      {"mov.pred %p2, %is_explicit_cluster", 0, 0, 0, 0},
  });
}

TEST(Wide, A128BitRegisterIsMovedStoredLoadedAndExchanged) {
  KernelRun run(R"(.visible .entry k(.param .u64 out) {
    .reg .b128 %q<9>; .reg .b32 %r<9>; .reg .b64 %x<9>; ld.param.u64 %x1, [out];
    mov.b128 %q1, {1, 2}; mov.b128 %q2, {3, 4}; mov.b128 %q3, %q2;
    st.global.b128 [%x1], %q1;
    atom.global.exch.b128 %q4, [%x1], %q3;
    atom.global.cas.b128 %q5, [%x1], %q1, %q1;
    atom.global.cas.b128 %q6, [%x1], %q2, %q4;
    ld.global.b128 %q7, [%x1];
    mov.b128 {%x2, %x3}, %q5; mov.b128 {%x4, %x5}, %q7; mov.b128 {%r1, _, %r2, _}, %q6;
    st.global.v2.u64 [%x1], {%x2, %x3}; st.global.v2.u64 [%x1+16], {%x4, %x5}; st.global.v2.u32 [%x1+32], {%r1, %r2};
    ret; })");
  ASSERT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint64_t>(6);
  ASSERT_TRUE(run.Launch(out).completed);
  EXPECT_EQ(std::vector<uint64_t>(out, out + 5), (std::vector<uint64_t>{3, 4, 1, 2, 0x400000003}));
}

TEST(AtomicVector, UpdatesEachElementAndGivesTheOldOnes) {
  KernelRun run(R"(.visible .entry k(.param .u64 out) {
    .reg .b16 %h<9>; .reg .b32 %r<9>; .reg .f32 %f<9>; .reg .b64 %x<9>; ld.param.u64 %x1, [out];
    mov.f32 %f1, 0f3f800000; mov.f32 %f2, 0f40000000;
    red.global.add.v4.f32 [%x1], {%f1, %f2, %f1, %f2};
    atom.relaxed.gpu.global.add.v2.f32 {%f1, _}, [%x1], {%f2, %f1};
    st.global.f32 [%x1+16], %f1;
    mov.b32 %r1, 0x3c004000; red.global.max.noftz.v2.f16x2 [%x1+32], {%r1, %r1};
    mov.b16 %h1, 0xc000; mov.b16 %h2, 0x4200;
    atom.global.min.noftz.v2.f16 {%h2, %h3}, [%x1+32], {%h1, %h2};
    mov.b32 %r2, {%h2, %h3}; st.global.u32 [%x1+20], %r2;
    ret; })");
  ASSERT_EQ(run.error(), "");
  run.request.block = {1, 1, 1};
  auto* out = run.Buffer<uint32_t>(10);
  ASSERT_TRUE(run.Launch(out).completed);
  EXPECT_EQ(std::vector<uint32_t>(out, out + 6),
            (std::vector<uint32_t>{F(3.0f), F(3.0f), F(1.0f), F(2.0f), F(1.0f), 0x3c004000}));
  EXPECT_EQ(std::vector<uint32_t>(out + 8, out + 10), (std::vector<uint32_t>{0x3c00c000, 0x3c004000}));
}

}  // namespace
}  // namespace gatefuzz::emulator
