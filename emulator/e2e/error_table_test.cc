// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The emulator's table of errors against the runtime that is linked. Passes with the Toolkit's too, which is the point.
#include <cuda_runtime_api.h>

#include <iterator>

#include "gtest/gtest.h"

namespace {

TEST(ErrorTableTest, EveryErrorHasItsNameAndText) {
  struct Row {
    int number;
    const char* name;
    const char* text;
  };
  constexpr Row kRows[] = {
#define GATEFUZZ_CUDA_ERROR(number, name, text) {number, #name, text},
#include "emulator/cudart/error_table.inc"
#undef GATEFUZZ_CUDA_ERROR
  };
  int unknown = 0;
  size_t next = 0;
  for (int number = 0; number < 1100; ++number) {
    const bool listed = next < std::size(kRows) && kRows[next].number == number;
    const char* const name = cudaGetErrorName(static_cast<cudaError_t>(number));
    if (!listed) {
      EXPECT_STREQ(name, "unrecognized error code") << number;
      ++unknown;
      continue;
    }
    EXPECT_STREQ(name, kRows[next].name) << number;
    EXPECT_STREQ(cudaGetErrorString(static_cast<cudaError_t>(number)), kRows[next].text) << number;
    ++next;
  }
  EXPECT_EQ(next, std::size(kRows)) << "the table is not in ascending order";
  EXPECT_EQ(unknown, 1100 - static_cast<int>(std::size(kRows)));
}

}  // namespace
