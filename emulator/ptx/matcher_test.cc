// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <set>
#include <string>
#include <vector>

#include "emulator/ptx/opcode.h"
#include "emulator/ptx/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

OpcodeId IdOf(const std::string& text) {
  const Instruction instruction = ParseInstructionText(text);
  Match match;
  std::string error;
  EXPECT_TRUE(MatchInstruction(instruction, &match, &error)) << error;
  return match.row == nullptr ? OpcodeId() : match.row->id;
}

std::string MatchError(const std::string& text) {
  const Instruction instruction = ParseInstructionText(text);
  Match match;
  std::string error;
  EXPECT_FALSE(MatchInstruction(instruction, &match, &error)) << text;
  return error;
}

TEST(Matcher, ChoosesTheRowByModifiersAndTypes) {
  EXPECT_EQ(IdOf("add.s32 %r1, %r2, %r3"), OpcodeId::kAddInt);
  EXPECT_EQ(IdOf("add.cc.u32 %r1, %r2, %r3"), OpcodeId::kAddCc);
  EXPECT_EQ(IdOf("add.rn.ftz.f32 %f1, %f2, %f3"), OpcodeId::kAddF32);
  EXPECT_EQ(IdOf("add.sat.f16x2 %r1, %r2, %r3"), OpcodeId::kAddHalf);
  EXPECT_EQ(IdOf("ld.global.nc.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1]"), OpcodeId::kLdNc);
  EXPECT_EQ(IdOf("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1]"), OpcodeId::kLd);
  EXPECT_EQ(IdOf("cvt.rn.f16x2.f32 %r1, %f1, %f2"), OpcodeId::kCvtHalf2);
  EXPECT_EQ(IdOf("cvt.rzi.s32.f32 %r1, %f1"), OpcodeId::kCvtFloatInt);
  EXPECT_EQ(IdOf("exit"), OpcodeId::kExit);
}

TEST(Matcher, GivesModifiersAndTypesInOrder) {
  const Instruction instruction = ParseInstructionText("set.gtu.ftz.u32.f32 %r1, %f1, %f2");
  Match match;
  std::string error;
  ASSERT_TRUE(MatchInstruction(instruction, &match, &error)) << error;
  EXPECT_THAT(match.modifiers, ElementsAre("gtu", "ftz", "u32", "f32"));
  EXPECT_THAT(match.types, ElementsAre(Type::kU32, Type::kF32));
  EXPECT_TRUE(match.Has("ftz"));
  EXPECT_FALSE(match.Has("sat"));
  EXPECT_EQ(match.type(1), Type::kF32);
  EXPECT_EQ(match.type(2), Type::kNone);
}

// nvcc itself writes atom.add.acq_rel.gpu.s32 and vote.ballot.sync.b32, against the manual's order.
TEST(Matcher, TakesModifiersInAnyOrderButTypesInTheirs) {
  EXPECT_EQ(IdOf("atom.add.acq_rel.gpu.s32 %r1, [%rd1], %r2"), OpcodeId::kAtom);
  EXPECT_EQ(IdOf("vote.ballot.sync.b32 %r1, %p1, %r2"), OpcodeId::kVoteBallot);
  EXPECT_EQ(IdOf("cvt.s64.s32 %rd1, %r1"), OpcodeId::kCvtIntInt);
  EXPECT_THAT(MatchError("set.eq.f32.u32 %r1"), HasSubstr("operands"));
  EXPECT_THAT(MatchError("dp4a.u32 %r1, %r2, %r3, %r4"), HasSubstr("not supported"));
}

TEST(Matcher, RefusesAModifierTwice) {
  EXPECT_THAT(MatchError("add.ftz.ftz.f32 %f1, %f2, %f3"), HasSubstr("'add.ftz.ftz.f32' is not supported"));
}

TEST(Matcher, NamesNearFormsBestFirst) {
  const std::string error = MatchError("add.rn.sat.f64 %fd1, %fd2, %fd3");
  EXPECT_THAT(error, HasSubstr("instruction 'add.rn.sat.f64' is not supported; near forms:\n    add"));
  EXPECT_THAT(error, HasSubstr(".f64 d, a, b"));
}

TEST(Matcher, SaysWhichFamilyIsLeftOut) {
  EXPECT_EQ(MatchError("wgmma.fence.sync.aligned"),
            "instruction 'wgmma.fence.sync.aligned' is not supported: it is a tensor-core instruction");
  EXPECT_THAT(MatchError("cp.async.bulk.commit_group"), HasSubstr("it is a TMA instruction"));
  EXPECT_THAT(MatchError("barrier.cluster.arrive.aligned"), HasSubstr("it is a cluster instruction"));
  EXPECT_THAT(MatchError("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%r1]"),
              HasSubstr("it is a cluster instruction"));
  EXPECT_THAT(MatchError("add.rn.f32x2 %rd1, %rd2, %rd3"), HasSubstr("it is an instruction of sm_100 and later"));
  EXPECT_EQ(MatchError("frobnicate.u32 %r1"), "instruction 'frobnicate.u32' is not supported");
}

TEST(Matcher, CountsOperands) {
  EXPECT_THAT(MatchError("add.s32 %r1, %r2"), HasSubstr("has 2 operands; its form is\n    add"));
  EXPECT_EQ(IdOf("setp.lt.and.s32 %p1|%p2, %r1, %r2, !%p3"), OpcodeId::kSetpInt);
  EXPECT_EQ(IdOf("setp.lt.s32 %p1, %r1, %r2"), OpcodeId::kSetpInt);
  EXPECT_EQ(IdOf("bar.red.popc.u32 %r1, 0, %r2, %p1"), OpcodeId::kBarRedPopc);
  EXPECT_EQ(IdOf("call f"), OpcodeId::kCall);
}

TEST(Matcher, ParsesPatterns) {
  const std::vector<ModifierSlot> slots = ParseModifierPattern("[.{rn,rz}].to[.ftz].{f16,f32}");
  ASSERT_EQ(slots.size(), 4u);
  EXPECT_FALSE(slots[0].required);
  EXPECT_THAT(slots[0].choices, ElementsAre("rn", "rz"));
  EXPECT_TRUE(slots[1].required);
  EXPECT_THAT(slots[2].choices, ElementsAre("ftz"));
  EXPECT_TRUE(slots[3].is_type);
  EXPECT_FALSE(slots[2].is_type);
}

TEST(OpcodeTable, NamesEachRowOnce) {
  std::set<OpcodeId> ids;
  std::set<std::string> forms;
  for (const OpcodeRow& row : OpcodeRows()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.mnemonic;
    EXPECT_TRUE(forms.insert(std::string(row.mnemonic) + std::string(row.modifiers)).second) << row.mnemonic;
  }
}

TEST(UnsupportedTable, HasNoRowOfASupportedInstruction) {
  for (const UnsupportedRow& row : UnsupportedRows()) {
    EXPECT_FALSE(row.family.empty()) << row.pattern;
    if (row.pattern.find('.') != std::string_view::npos) continue;
    for (const OpcodeRow& opcode : OpcodeRows()) EXPECT_NE(opcode.mnemonic, row.pattern);
  }
}

// Every form that fills the required slots with their first choices, and each optional slot in turn, belongs to the
// row it came from and to no row after it.
TEST(OpcodeTable, HasNoTwoRowsForOneForm) {
  for (const OpcodeRow& row : OpcodeRows()) {
    const std::vector<ModifierSlot> slots = ParseModifierPattern(row.modifiers);
    for (size_t varied = 0; varied <= slots.size(); ++varied) {
      const size_t choices = varied < slots.size() ? slots[varied].choices.size() : 1;
      for (size_t choice = 0; choice < choices; ++choice) {
        Instruction instruction;
        instruction.mnemonic = row.mnemonic;
        for (size_t s = 0; s < slots.size(); ++s) {
          if (s == varied) {
            instruction.modifiers.emplace_back(slots[s].choices[choice]);
          } else if (slots[s].required) {
            instruction.modifiers.emplace_back(slots[s].choices[0]);
          }
        }
        for (const OpcodeRow& other : OpcodeRows()) {
          if (other.mnemonic != row.mnemonic || other.id == row.id) continue;
          EXPECT_FALSE(FitsRow(other, instruction)) << row.mnemonic << row.modifiers << " and " << other.modifiers;
        }
        EXPECT_TRUE(FitsRow(row, instruction)) << row.mnemonic << row.modifiers;
      }
    }
  }
}

}  // namespace
}  // namespace gatefuzz::ptx
