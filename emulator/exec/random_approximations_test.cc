// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Approximations that are drawn are those of one imagined device, which keeps the manual's corner cases. That draws are
// within the bounds is the conformance suite's to see.
#include <bit>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "emulator/exec/kernel_testing.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

constexpr uint64_t kSeeds = 50;

// What `form` gives for x in two instructions of a kernel.
struct Results {
  uint32_t first, second;
};
Results Apply(const std::string& form, float x, uint64_t seed) {
  KernelRun run(R"(.visible .entry k(.param .u64 out, .param .f32 x) {
    .reg .f32 %f<4>; .reg .b64 %x<2>;
    ld.param.b64 %x1, [out]; ld.param.f32 %f1, [x];
    )" + form + " %f2, %f1; st.global.f32 [%x1], %f2;\n" +
                form + " %f3, %f1; st.global.f32 [%x1+4], %f3; ret; }");
  EXPECT_EQ(run.error(), "");
  if (!run.error().empty()) return {};
  run.request.block = {1, 1, 1};
  run.request.approximation_seed = seed;
  auto* out = run.Buffer<uint32_t>(2);
  EXPECT_TRUE(run.Launch(out, x).completed) << form;
  return {out[0], out[1]};
}

TEST(RandomApproximations, AreTheSameWhereverTheInstructionStands) {
  for (const char* form : {"ex2.approx.ftz.f32", "rcp.approx.f32", "lg2.approx.f32", "tanh.approx.f32"}) {
    std::set<uint32_t> drawn;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const Results results = Apply(form, 0.3f, seed);
      EXPECT_EQ(results.first, results.second) << form << ", seed " << seed;
      drawn.insert(results.first);
    }
    EXPECT_GT(drawn.size(), 1u) << form;
  }
}

TEST(RandomApproximations, AreTheSameWithAndWithoutFlushing) {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    EXPECT_EQ(Apply("ex2.approx.f32", 0.3f, seed).first, Apply("ex2.approx.ftz.f32", 0.3f, seed).first) << seed;
  }
}

TEST(RandomApproximations, KeepTheCornerCasesOfTheManual) {
  const float infinity = std::numeric_limits<float>::infinity();
  const struct {
    const char* form;
    float x, result;
  } cases[] = {
      {"ex2.approx.f32", 0.0f, 1.0f},          {"ex2.approx.f32", -0.0f, 1.0f},
      {"ex2.approx.ftz.f32", 0x1p-140f, 1.0f}, {"ex2.approx.f32", -0x1p-140f, 1.0f},
      {"cos.approx.f32", 0.0f, 1.0f},          {"cos.approx.f32", -0x1p-140f, 1.0f},
      {"tanh.approx.f32", infinity, 1.0f},     {"tanh.approx.f32", -infinity, -1.0f},
  };
  for (const auto& row : cases) {
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      EXPECT_EQ(std::bit_cast<float>(Apply(row.form, row.x, seed).first), row.result)
          << row.form << " " << row.x << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace gatefuzz::emulator
