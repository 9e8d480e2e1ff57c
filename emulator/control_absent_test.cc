// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/control.h"
#include "emulator/kernel_ptx.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

TEST(ControlAbsentTest, SaysSoAndDoesNothing) {
  EXPECT_FALSE(Present());
  SetOptions({});
  ResetDevice();
  MarkRegion(nullptr, 0, Region::kForbidden);
  EXPECT_TRUE(TakeDiagnostics().empty());
  EXPECT_EQ(GetCoverage().launches, 0u);
  VisitKernelPtx([](const ModulePtx&) { FAIL(); });
}

}  // namespace
}  // namespace gatefuzz::emulator
