// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/random_module.h"

#include <string_view>

#include "fuzz/random_instruction.h"

namespace gatefuzz {
namespace {

constexpr std::string_view kHead =
    ".version 9.0\n"
    ".target sm_90\n"
    ".address_size 64\n"
    ".global .align 16 .b8 g[256] = {37, 100, 32, 37, 115, 32, 37, 102, 10, 0, 1, 2, 3, 255, 127, 128};\n"
    ".const .align 16 .b8 c[256] = {37, 42, 46, 42, 102, 37, 108, 108, 120, 37, 99, 0, 0, 0, 128, 63};\n"
    ".shared .align 16 .b8 s[256];\n"
    ".extern .shared .align 16 .b8 dynamic[];\n"
    ".extern .func (.param .b32 result) vprintf(.param .b64 format, .param .b64 arguments);\n"
    ".extern .func (.param .b64 result) malloc(.param .b64 bytes);\n"
    ".extern .func free(.param .b64 address);\n"
    ".func (.param .b32 r0) f0(.param .b32 x0);\n"
    ".func (.param .b32 r0) f1(.param .b32 x0);\n"
    ".entry k1();\n";

// Declares what instructions name, and gives most registers values.
constexpr std::string_view kOpen =
    "{\n"
    ".reg .pred %p<8>;\n"
    ".reg .b16 %h<8>;\n"
    ".reg .b32 %r<8>;\n"
    ".reg .b64 %d<8>;\n"
    ".reg .b64 %a<4>;\n"
    ".reg .b128 %q<8>;\n"
    ".local .align 16 .b8 l[256];\n"
    ".param .b32 in;\n"
    ".param .b32 out;\n"
    ".param .b64 w0;\n"
    ".param .b64 w1;\n"
    "proto: .callprototype (.param .b32 _) _ (.param .b32 _);\n"
    "T0: .branchtargets L0, L1, L2, L3, L4, L5, L6, L7;\n"
    "mov.u64 %a0, g;\n"
    "mov.u64 %a1, g;\n"
    "mov.u64 %a2, s;\n"
    "cvta.shared.u64 %a2, %a2;\n"
    "mov.u64 %a3, l;\n"
    "cvta.local.u64 %a3, %a3;\n"
    "mov.u64 %d0, f0;\n"
    "mov.u32 %r0, %tid.x;\n"
    "mov.u32 %r1, 1065353216;\n"
    "mov.u64 %d1, 4607182418800017408;\n"
    "setp.lt.u32 %p0, %r0, 16;\n"
    "setp.eq.u32 %p1, %r0, 3;\n"
    "st.param.b32 [in], %r0;\n"
    "st.param.b64 [w0], %a0;\n"
    "st.param.b64 [w1], %a1;\n";

void AddBody(ByteDraws& draws, uint32_t statements, std::string_view prologue, std::string_view epilogue,
             std::string* text) {
  *text += kOpen;
  *text += prologue;
  uint32_t label = 0;
  for (uint32_t i = 0; i < statements && !draws.empty(); ++i) {
    if (draws.OneIn(4) && label < kLabels) *text += "L" + std::to_string(label++) + ":\n";
    *text += DrawInstruction(draws) + "\n";
  }
  for (; label < kLabels; ++label) *text += "L" + std::to_string(label) + ":\n";
  *text += epilogue;
  *text += "ret;\n}\n";
}

}  // namespace

std::string DrawModule(ByteDraws& draws) {
  std::string text(kHead);
  const uint32_t statements = 1 + draws.Below(64);
  text += ".entry k0(.param .u64 p0, .param .u32 p1)\n";
  AddBody(draws, statements, "ld.param.u64 %a1, [p0];\nld.param.u32 %r2, [p1];\n",
          "st.global.b32 [%a1], %r3;\nst.global.b64 [%a1+8], %d2;\n", &text);
  for (const std::string_view function : {"f0", "f1"}) {
    text += ".func (.param .b32 r0) " + std::string(function) + "(.param .b32 x0)\n";
    AddBody(draws, draws.Below(16), "ld.param.b32 %r4, [x0];\n", "st.param.b32 [r0], %r5;\n", &text);
  }
  text += ".entry k1()\n";
  AddBody(draws, draws.Below(8), "", "", &text);
  return text;
}

}  // namespace gatefuzz
