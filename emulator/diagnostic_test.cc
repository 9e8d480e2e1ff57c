// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/control.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

TEST(DiagnosticTest, NamesEveryPlaceOfAMemoryFault) {
  Diagnostic diagnostic;
  diagnostic.kind = FaultKind::kOutOfBounds;
  diagnostic.kernel = "topk(float const*)";
  diagnostic.block = {1, 0, 0};
  diagnostic.thread = {3, 2, 0};
  diagnostic.source_file = "kernels/topk.cu";
  diagnostic.source_line = 12;
  diagnostic.ptx_line = 345;
  diagnostic.ptx_text = "ld.global.f32 %f1, [%rd1]";
  diagnostic.space = "global";
  diagnostic.address = 0x1000;
  diagnostic.bytes = 4;
  diagnostic.message = "8 bytes past the end";
  EXPECT_EQ(diagnostic.ToString(),
            "out of bounds (global address 0x1000, 4 bytes): 8 bytes past the end\n"
            "  in topk(float const*), block (1,0,0), thread (3,2,0), at kernels/topk.cu:12\n"
            "  PTX line 345: ld.global.f32 %f1, [%rd1]");
}

TEST(DiagnosticTest, TellsBothPlacesOfARace) {
  Diagnostic diagnostic;
  diagnostic.kind = FaultKind::kRace;
  diagnostic.kernel = "sum()";
  diagnostic.source_file = "a.cu";
  diagnostic.source_line = 7;
  diagnostic.ptx_line = 30;
  diagnostic.ptx_text = "ld.shared.u32 %r1, [x]";
  diagnostic.message = "nothing orders them";
  diagnostic.other_block = {1, 0, 0};
  diagnostic.other_thread = {32, 0, 0};
  diagnostic.other_source_file = "a.cu";
  diagnostic.other_source_line = 5;
  diagnostic.other_ptx_line = 20;
  diagnostic.other_ptx_text = "st.shared.u32 [x], %r1";
  EXPECT_EQ(diagnostic.ToString(),
            "data race: nothing orders them\n"
            "  in sum(), block (0,0,0), thread (0,0,0), at a.cu:7\n"
            "  PTX line 30: ld.shared.u32 %r1, [x]\n"
            "  after block (1,0,0), thread (32,0,0), at a.cu:5\n"
            "  PTX line 20: st.shared.u32 [x], %r1");
}

TEST(DiagnosticTest, LeavesOutWhatIsUnknown) {
  Diagnostic diagnostic;
  diagnostic.kind = FaultKind::kHang;
  diagnostic.kernel = "spin";
  diagnostic.message = "50 instructions";
  EXPECT_EQ(diagnostic.ToString(), "hang: 50 instructions\n  in spin, block (0,0,0), thread (0,0,0)");
}

TEST(FaultKindTest, NamesAndClassesComeFromTheTable) {
  EXPECT_STREQ(FaultName(FaultKind::kUseAfterFree), "use after free");
  EXPECT_EQ(FaultClassOf(FaultKind::kBarrierDivergence), FaultClass::kSync);
}

}  // namespace
}  // namespace gatefuzz::emulator
