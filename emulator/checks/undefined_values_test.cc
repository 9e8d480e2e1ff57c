// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels in PTX that load eight bytes a lane, of which some were never written, do something with them and store what
// came of it: which bytes of the result count as written, and what was reported.
#include "emulator/checks/undefined_values.h"

#include <cstring>
#include <string>
#include <vector>

#include "emulator/checks/memory_check.h"
#include "emulator/checks/shadow.h"
#include "emulator/exec/kernel_testing.h"
#include "emulator/exec/memory_map.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::HasSubstr;

const DeviceMemory& Memory() {
  static const DeviceMemory* const memory = new DeviceMemory(DeviceArena());
  return *memory;
}

uint8_t* ShadowOf(const void* address) { return Memory().ShadowOf(reinterpret_cast<uint64_t>(address)); }

// The state of a lane's eight bytes: 'w' written, '-' not.
std::string StateOf(const void* lanes, int lane) {
  std::string state;
  for (int i = 0; i < 8; ++i) {
    state += (ShadowOf(lanes)[lane * 8 + i] & shadow::kInitialized) != 0 ? 'w' : '-';
  }
  return state;
}

// %rd1: the lane's address in the input, %rd2: in the output; %r1: the lane.
std::string Kernel(const std::string& body) {
  return R"(.visible .entry k(.param .u64 in, .param .u64 out) {
    .reg .pred %p<4>; .reg .b16 %rs<8>; .reg .b32 %r<12>; .reg .b64 %rd<12>; .reg .f32 %f<4>;
    .shared .align 8 .b8 tile[256];
    .local .align 8 .b8 mine[8];
    ld.param.u64 %rd1, [in]; ld.param.u64 %rd2, [out];
    mov.u32 %r1, %tid.x; mul.wide.u32 %rd3, %r1, 8;
    add.s64 %rd1, %rd1, %rd3; add.s64 %rd2, %rd2, %rd3;
)" + body +
         "\nret; }";
}

class UndefinedValuesTest : public testing::Test {
 protected:
  // Runs the body over an input of which each lane's bytes are as in `input`, "w" or "-" each.
  void Run(const std::string& body, const std::string& input = "wwww--ww") { RunModule(Kernel(body), input); }
  void RunModule(const std::string& ptx, const std::string& input) {
    KernelRun run(ptx);
    ASSERT_EQ(run.error(), "");
    uint8_t* const in = run.Buffer<uint8_t>(256);
    out_ = run.Buffer<uint8_t>(256);
    for (int i = 0; i < 256; ++i) {
      ShadowOf(in)[i] = input[static_cast<size_t>(i % 8)] == 'w' ? shadow::kValid : shadow::kFresh;
      ShadowOf(out_)[i] = shadow::kFresh;
      in[i] = static_cast<uint8_t>(i);
    }
    check_.BeginLaunch();
    run.request.check = &check_;
    outcome_ = run.Launch(in, out_);
    EXPECT_TRUE(outcome_.completed);
  }
  std::string Out(int lane = 5) const { return StateOf(out_, lane); }
  void ExpectSilent() const { EXPECT_EQ(Text(), ""); }
  std::string Text() const {
    std::string text;
    for (const Diagnostic& diagnostic : outcome_.diagnostics) text += diagnostic.ToString() + "\n";
    return text;
  }

  MemoryCheck check_{Memory()};
  LaunchOutcome outcome_;
  uint8_t* out_ = nullptr;
};

TEST_F(UndefinedValuesTest, DefinedMemoryNeedsNoWatch) {
  Run("ld.global.u64 %rd4, [%rd1]; add.s64 %rd4, %rd4, 1; st.global.u64 [%rd2], %rd4;", "wwwwwwww");
  ExpectSilent();
  EXPECT_EQ(Out(), "wwwwwwww");
}

TEST_F(UndefinedValuesTest, ACopyKeepsTheHoles) {
  Run("ld.global.u64 %rd4, [%rd1]; mov.u64 %rd5, %rd4; st.global.u64 [%rd2], %rd5;");
  ExpectSilent();
  for (int lane = 0; lane < 32; ++lane) EXPECT_EQ(Out(lane), "wwww--ww") << lane;
}

TEST_F(UndefinedValuesTest, VectorsAndNarrowElementsKeepTheirPlaces) {
  Run("ld.global.v2.u32 {%r2, %r3}, [%rd1]; st.global.v2.u32 [%rd2], {%r3, %r2};");
  ExpectSilent();
  EXPECT_EQ(Out(), "--wwwwww");
  Run("ld.global.v4.u16 {%rs1, %rs2, %rs3, %rs4}, [%rd1]; st.global.v4.u16 [%rd2], {%rs3, %rs1, %rs3, 7};");
  ExpectSilent();
  EXPECT_EQ(Out(), "--ww--ww");
}

TEST_F(UndefinedValuesTest, AStoreOverwritesAHole) {
  Run("ld.global.u64 %rd4, [%rd1]; st.global.u64 [%rd2], %rd4; st.global.u16 [%rd2+4], 3;");
  ExpectSilent();
  EXPECT_EQ(Out(), "wwwwwwww");
}

TEST_F(UndefinedValuesTest, PackingUnpackingAndPermutingMoveBytes) {
  Run(R"(ld.global.u64 %rd4, [%rd1]; mov.b64 {%r2, %r3}, %rd4; mov.b32 {%rs1, %rs2}, %r3;
         mov.b32 %r4, {%rs2, %rs1}; mov.b64 %rd5, {%r4, %r2}; st.global.u64 [%rd2], %rd5;)");
  ExpectSilent();
  EXPECT_EQ(Out(), "ww--wwww");
  Run(R"(ld.global.v2.u32 {%r2, %r3}, [%rd1]; prmt.b32 %r4, %r2, %r3, 0x7450; prmt.b32 %r5, %r2, %r3, 0x7777;
         st.global.v2.u32 [%rd2], {%r4, %r5};)");
  ExpectSilent();
  EXPECT_EQ(Out(), "w--wwwww");
}

TEST_F(UndefinedValuesTest, ShiftsMasksAndFieldsOfWholeBytesMoveBytes) {
  Run(R"(ld.global.u64 %rd4, [%rd1]; shr.u64 %rd5, %rd4, 32; and.b64 %rd6, %rd4, 0xff00ffff;
         shl.b64 %rd6, %rd6, 32; or.b64 %rd5, %rd5, %rd6; st.global.u64 [%rd2], %rd5;)");
  ExpectSilent();
  EXPECT_EQ(Out(), "--wwwwww");
  Run(R"(ld.global.v2.u32 {%r2, %r3}, [%rd1]; bfe.u32 %r4, %r3, 8, 16; bfi.b32 %r5, %r3, %r2, 16, 8;
         st.global.v2.u32 [%rd2], {%r4, %r5};)");
  ExpectSilent();
  EXPECT_EQ(Out(), "-wwwww-w");
  Run(R"(ld.global.v2.u32 {%r2, %r3}, [%rd1]; shl.b32 %r4, %r3, 4; shr.s32 %r5, %r3, 12;
         st.global.v2.u32 [%rd2], {%r4, %r5};)");
  ExpectSilent();
  EXPECT_EQ(Out(), "---w-www") << "a byte that is made of an undefined one and a defined one is undefined";
}

TEST_F(UndefinedValuesTest, ConversionsBetweenWidthsMoveBytes) {
  Run(R"(ld.global.u32 %r2, [%rd1+4]; cvt.u16.u32 %rs1, %r2; cvt.u64.u16 %rd4, %rs1; st.global.u64 [%rd2], %rd4;)");
  ExpectSilent();
  EXPECT_EQ(Out(), "--wwwwww");
  Run("ld.global.u16 %rs1, [%rd1+4]; cvt.s64.s16 %rd4, %rs1; st.global.u64 [%rd2], %rd4;");
  ExpectSilent();
  EXPECT_EQ(Out(), "--------") << "the sign is undefined too";
  Run("ld.global.s8 %r2, [%rd1+5]; ld.global.u8 %r3, [%rd1+5]; st.global.v2.u32 [%rd2], {%r2, %r3};");
  ExpectSilent();
  EXPECT_EQ(Out(), "-----www");
}

TEST_F(UndefinedValuesTest, SelectionTakesTheChosenSide) {
  Run(R"(ld.global.v2.u32 {%r2, %r3}, [%rd1]; setp.lt.u32 %p1, %r1, 8; selp.b32 %r4, %r2, %r3, %p1;
         selp.b32 %r5, %r3, 1, %p1; st.global.v2.u32 [%rd2], {%r4, %r5};)");
  ExpectSilent();
  EXPECT_EQ(Out(5), "wwww--ww");
  EXPECT_EQ(Out(9), "--wwwwww");
}

TEST_F(UndefinedValuesTest, AShuffleCarriesTheBytesOfTheOtherLane) {
  Run(R"(mov.u32 %r2, %r1; setp.lt.u32 %p1, %r1, 16; @%p1 ld.global.u32 %r2, [%rd1+4];
         shfl.sync.bfly.b32 %r3|%p2, %r2, 16, 31, -1; st.global.v2.u32 [%rd2], {%r2, %r3};)");
  ExpectSilent();
  EXPECT_EQ(Out(3), "--wwwwww");
  EXPECT_EQ(Out(19), "wwww--ww");
}

TEST_F(UndefinedValuesTest, AShuffleThatLanesReachOneAfterAnother) {
  // The lower half waits for the upper one, which comes by another way.
  Run(R"(ld.global.u32 %r2, [%rd1+4]; setp.lt.u32 %p1, %r1, 16; @%p1 bra meet;
         mov.u32 %r2, 5; mov.u32 %r4, 0;
         meet: shfl.sync.up.b32 %r3, %r2, 16, 0, -1; st.global.v2.u32 [%rd2], {%r2, %r3};)");
  ExpectSilent();
  EXPECT_EQ(Out(3), "--ww--ww") << "its own value, since no lane is 16 below";
  EXPECT_EQ(Out(19), "wwww--ww");
}

TEST_F(UndefinedValuesTest, SharedAndLocalMemoryKeepTheHoles) {
  Run(R"(ld.global.u64 %rd4, [%rd1]; mov.u32 %r2, tile; shl.b32 %r3, %r1, 3; add.s32 %r2, %r2, %r3;
         st.shared.u64 [%r2], %rd4; bar.sync 0; ld.shared.u64 %rd5, [%r2]; st.local.u64 [mine], %rd5;
         ld.local.u64 %rd6, [mine]; st.global.u64 [%rd2], %rd6;)");
  ExpectSilent();
  EXPECT_EQ(Out(), "wwww--ww");
}

TEST_F(UndefinedValuesTest, CallsPassUndefinedBytesOn) {
  RunModule(R"(.func (.param .b32 result) same(.param .b32 value) {
      .reg .b32 %r<4>;
      ld.param.b32 %r1, [value]; st.param.b32 [result], %r1; ret; })" +
                Kernel(R"(ld.global.u32 %r2, [%rd1+4]; .param .b32 a; .param .b32 b; st.param.b32 [a], %r2;
      call (b), same, (a); ld.param.b32 %r3, [b]; st.global.u32 [%rd2], %r3;)"),
            "wwww--ww");
  ExpectSilent();
  EXPECT_EQ(Out(), "--ww----");
}

TEST_F(UndefinedValuesTest, ArithmeticIsAUseAndIsToldOnce) {
  Run(R"(ld.global.u32 %r2, [%rd1+4]; mov.u32 %r3, %r2;
         add.s32 %r4, %r3, 1; add.s32 %r5, %r4, 1; st.global.v2.u32 [%rd2], {%r4, %r5};)");
  ASSERT_EQ(outcome_.diagnostics.size(), 1u) << Text();
  EXPECT_EQ(outcome_.diagnostics[0].kind, FaultKind::kUninitialized);
  EXPECT_THAT(outcome_.diagnostics[0].ptx_text, HasSubstr("add.s32 %r4"));
  EXPECT_THAT(outcome_.diagnostics[0].message, HasSubstr("byte 0 was never written"));
  EXPECT_THAT(outcome_.diagnostics[0].message, HasSubstr("was loaded at PTX line"));
  EXPECT_EQ(Out(), "wwwwwwww") << "what was reported counts as defined";
}

TEST_F(UndefinedValuesTest, UsesOfEveryKind) {
  const struct {
    const char* body;
    const char* at;
  } kUses[] = {
      {"setp.eq.s32 %p1, %r2, 0; @%p1 bra end; end:", "setp.eq"},
      {"cvt.u64.u32 %rd4, %r2; add.s64 %rd5, %rd1, %rd4;", "add.s64"},
      {"and.b32 %r3, %r2, 0; cvt.u64.u32 %rd4, %r3; mov.u32 %r4, tile; shl.b32 %r5, %r2, %r1;", "shl.b32"},
      {"atom.global.add.u32 %r3, [%rd2], %r2;", "atom.global.add"},
      {"shfl.sync.idx.b32 %r3, %r1, %r2, 31, -1;", "shfl.sync"},
      {"mov.b32 %f1, %r2; mul.f32 %f2, %f1, 0f40000000;", "mul.f32"},
      {"redux.sync.add.s32 %r3, %r2, -1;", "redux.sync"},
      {"cvt.rn.f32.s32 %f1, %r2;", "cvt.rn.f32.s32"},
      {"mul.wide.u32 %rd4, %r2, 0; add.s64 %rd5, %rd1, %rd4; ld.global.u32 %r3, [%rd5];", "mul.wide"},
  };
  for (const auto& use : kUses) {
    Run(std::string("st.global.u64 [%rd2], 0; ld.global.u32 %r2, [%rd1+4];") + use.body);
    ASSERT_EQ(outcome_.diagnostics.size(), 1u) << use.at << "\n" << Text();
    EXPECT_THAT(outcome_.diagnostics[0].ptx_text, HasSubstr(use.at));
  }
}

TEST_F(UndefinedValuesTest, AnUndefinedAddressIsReportedWhereItIsUsed) {
  Run("st.global.u64 [%rd2], %rd1; ld.global.u64 %rd4, [%rd1]; and.b64 %rd4, %rd4, 0x0; or.b64 %rd5, %rd1, %rd4;"
      "ld.global.u32 %r3, [%rd5];");
  ExpectSilent();
  // The bits of the address are its own, but one byte's state is not.
  Run(R"(shl.b64 %rd6, %rd1, 32; ld.global.u64 %rd4, [%rd1]; and.b64 %rd4, %rd4, 0x0000ff00000000;
         and.b64 %rd4, %rd4, %rd6; xor.b64 %rd4, %rd4, %rd4; or.b64 %rd5, %rd1, %rd4; ld.global.u32 %r3, [%rd5];)");
  ASSERT_EQ(outcome_.diagnostics.size(), 1u) << Text();
  EXPECT_THAT(outcome_.diagnostics[0].ptx_text, HasSubstr("ld.global.u32"));
}

TEST_F(UndefinedValuesTest, TheDefinedPartOfALoadMayBeUsed) {
  Run("ld.global.v2.u32 {%r2, %r3}, [%rd1]; add.s32 %r2, %r2, 1; st.global.v2.u32 [%rd2], {%r2, %r3};");
  ExpectSilent();
  EXPECT_EQ(Out(), "wwww--ww");
}

TEST_F(UndefinedValuesTest, AFreshFrameForgetsWhatItsPlaceHeld) {
  // The second call's frame lies where the first one's was; a register that it reads unwritten is zero, not undefined.
  RunModule(R"(.func leave(.param .b64 at) { .reg .b64 %rd<4>; .reg .b32 %r<4>;
      ld.param.b64 %rd1, [at]; ld.global.u32 %r1, [%rd1+4]; st.global.u32 [%rd1], %r1; ret; }
    .func read(.param .b64 at) { .reg .b64 %rd<4>; .reg .b32 %r<4>;
      ld.param.b64 %rd1, [at]; add.s32 %r2, %r1, 1; st.global.u32 [%rd1], %r2; ret; })" +
                Kernel(R"(.param .b64 a; st.param.b64 [a], %rd1; call leave, (a);
      .param .b64 b; st.param.b64 [b], %rd2; call read, (b);)"),
            "wwww--ww");
  ExpectSilent();
}

}  // namespace
}  // namespace gatefuzz::emulator
