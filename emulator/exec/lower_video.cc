// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.18: the video instructions that nvcc emits.
#include "emulator/exec/lowering.h"
#include "emulator/semantics/video.h"

namespace gatefuzz::emulator {
namespace {

template <int kParts>
void LowerVabsdiff(Lowering& l) {
  VisitBool(l.Has("add"), [&]<bool kAdd>(std::bool_constant<kAdd>) {
    l.Ternary<uint32_t>([](uint32_t a, uint32_t b, uint32_t c) { return semantics::Vabsdiff<kParts, kAdd>(a, b, c); });
  });
}

}  // namespace

void LowerVabsdiff2(Lowering& l) { LowerVabsdiff<2>(l); }
void LowerVabsdiff4(Lowering& l) { LowerVabsdiff<4>(l); }

}  // namespace gatefuzz::emulator
