// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A snippet as it was printed, and the proof that its input is the case that it was printed from.
#include <string>

#include "harness/any_case.h"
#include SNIPPET  // defines Input() and a TEST of its own

namespace gatefuzz {
namespace {

TEST(Snippet, HoldsItsCase) {
  AnyCase printed;
  std::string error;
  ASSERT_TRUE(ReadCaseFile(CASE, &printed, &error)) << error;
  EXPECT_EQ(AnyCase(Input()), printed);
}

}  // namespace
}  // namespace gatefuzz
