// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What loads, and what is said of a module that does not. PTX_FILES: what nvcc makes of testdata/.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/exec/kernel_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using ::testing::HasSubstr;

TEST(Load, TakesEverythingThatNvccEmits) {
  const char* list = std::getenv("PTX_FILES");
  std::istringstream words(list == nullptr ? "" : list);
  int files = 0;
  for (std::string file; words >> file; ++files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    EXPECT_EQ(KernelRun(text).error(), "") << file;
  }
  EXPECT_GT(files, 0) << "PTX_FILES names no file";
}

// An entry with one instruction, at line 12 of moe.cu.
std::string ErrorOf(const std::string& instruction) {
  return KernelRun(
             ".version 9.0\n.target sm_90a\n.address_size 64\n.file 1 \"/src/moe.cu\"\n.visible .entry k() {\n"
             ".reg .pred %p<9>; .reg .b32 %r<9>; .reg .f32 %f<9>; .reg .b64 %rd<9>;\n.loc 1 12 3\n" +
             instruction + ";\nret; }\n")
      .error();
}

TEST(Load, NamesAnInstructionThatIsLeftOutItsFamilyAndItsPlace) {
  EXPECT_EQ(ErrorOf("wgmma.commit_group.sync.aligned"),
            "PTX line 8 (/src/moe.cu:12): wgmma.commit_group.sync.aligned: instruction "
            "'wgmma.commit_group.sync.aligned' is not supported: it is a tensor-core instruction");
  const struct {
    const char *instruction, *family;
  } cases[] = {
      {"mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%r1,%r2,%r3,%r4}, {%r5,%r6}, "
       "{%f1,%f2,%f3,%f4}",
       "it is a tensor-core instruction"},
      {"ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r1}, [%r2]", "it is a tensor-core instruction"},
      {"cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%r1], [%rd1], 16, [%r2]",
       "it is a TMA instruction"},
      {"cp.async.bulk.wait_group 0", "it is a TMA instruction"},
      {"fence.proxy.tensormap::generic.release.gpu", "it is a TMA instruction"},
      {"mapa.shared::cluster.u32 %r1, %r2, %r3", "it is a cluster instruction"},
      {"barrier.cluster.wait.acquire.aligned", "it is a cluster instruction"},
      {"st.async.shared::cluster.mbarrier::complete_tx::bytes.u32 [%r1], %r2, [%r3]", "it is a cluster instruction"},
      {"multimem.red.release.sys.global.add.f32 [%rd1], %f1", "it is a multi-GPU instruction"},
      {"setmaxnreg.inc.sync.aligned.u32 240", "it is an instruction for tensor-core pipelines"},
      {"tex.1d.v4.f32.s32 {%f1,%f2,%f3,%f4}, [%rd1, {%r1}]", "it is a texture instruction"},
      {"suld.b.1d.b32.trap %r1, [%rd1, {%r2}]", "it is a surface instruction"},
  };
  for (const auto& test : cases) {
    EXPECT_THAT(ErrorOf(test.instruction), HasSubstr(test.family)) << test.instruction;
    EXPECT_THAT(ErrorOf(test.instruction), HasSubstr("PTX line 8 (/src/moe.cu:12): ")) << test.instruction;
  }
}

// What computes nothing that a test of its own would show.
TEST(Load, TakesHintsPoliciesAndProxies) {
  for (const char* instruction :
       {"discard.global.L2 [%rd1], 128", "createpolicy.cvt.L2.b64 %rd1, 0x10F0000000000000",
        "createpolicy.range.global.L2::evict_last.L2::evict_unchanged.b64 %rd1, [%rd2], 128, 256",
        "ld.mmio.relaxed.sys.global.u32 %r1, [%rd1]", "st.mmio.relaxed.sys.b64 [%rd1], %rd2", "membar.proxy.alias",
        "fence.proxy.alias", "fence.proxy.async.shared::cta", "fence.mbarrier_init.release.cluster"}) {
    EXPECT_EQ(ErrorOf(instruction), "") << instruction;
  }
}

TEST(Load, NamesNearFormsOfAnInstructionThatIsNoFamilys) {
  EXPECT_THAT(ErrorOf("vote.all.pred %p1, %p2"), HasSubstr("near forms:\n    vote.sync"));
  EXPECT_EQ(ErrorOf("mov.u32 %r1, %r2"), "");
}

}  // namespace
}  // namespace gatefuzz::emulator
