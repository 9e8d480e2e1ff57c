// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Links one symbol of each library that bazel/system declares as an archive.
#include <cstdint>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "mpfr.h"
#include "nlohmann/json.hpp"
#include "rapidcheck.h"

TEST(SystemLibraries, Link) {
  EXPECT_TRUE(rc::check("reversing twice", [](const std::vector<int>& v) {
    RC_ASSERT(std::vector<int>(v.rbegin(), v.rend()).size() == v.size());
  }));
  EXPECT_EQ(fmt::format("{}", 3), "3");
  EXPECT_EQ(nlohmann::json::parse("[1]").size(), 1u);
  mpfr_t x;
  mpfr_init2(x, 100);
  mpfr_set_d(x, 2, MPFR_RNDN);
  mpfr_exp(x, x, MPFR_RNDN);
  EXPECT_NEAR(mpfr_get_d(x, MPFR_RNDN), 7.38905609893065, 1e-14);
  mpfr_clear(x);
}
