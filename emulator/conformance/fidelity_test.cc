// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/fidelity.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/conformance/run.h"
#include "emulator/ptx/opcode.h"
#include "gtest/gtest.h"

namespace gatefuzz::conformance {
namespace {

// A run that has graded these forms.
Run RunOf(std::vector<Record> records) {
  Run run;
  for (Record& record : records) run.records.emplace(record.form, record);
  return run;
}

Record Graded(const std::string& form) {
  Record record;
  record.form = form;
  record.tuples = 2048;
  return record;
}

// Of a kernel whose body is `instructions`.
std::vector<InstructionFidelity> FidelityIn(const std::string& instructions, const Run& run) {
  const std::string text =
      ".version 8.0\n.target sm_90\n.address_size 64\n.visible .entry kernel() {\n"
      ".reg .pred %p<9>; .reg .b16 %h<9>; .reg .b32 %r<9>; .reg .f32 %f<9>; .reg .b64 %x<9>; .reg .b32 plain;\n" +
      instructions + "}\n";
  std::vector<InstructionFidelity> forms;
  std::string error;
  EXPECT_TRUE(FidelityOfPtx({&text, 1}, run, &forms, &error)) << error;
  return forms;
}

// Of the one form that `instructions` use.
InstructionFidelity OnlyFidelity(const std::string& instructions, const Run& run) {
  const std::vector<InstructionFidelity> forms = FidelityIn(instructions, run);
  EXPECT_EQ(forms.size(), 1u) << instructions;
  return forms.empty() ? InstructionFidelity{} : forms[0];
}

std::string Text(const InstructionFidelity& form) { return FidelityText(form.fidelity, Markup::kNone); }

TEST(FidelityOfPtx, CountsAFormInWhateverOperandsAndGuards) {
  const InstructionFidelity form =
      OnlyFidelity("add.s32 %r1, %r2, %r3;\n@%p1 add.s32 %r1, %r1, 7;\n@!%p1 add.s32 plain, %r1, %r2;\n",
                   RunOf({Graded("add.s32")}));
  EXPECT_EQ(form.form, "add.s32");
  EXPECT_EQ(form.count, 3);
  EXPECT_EQ(Text(form), "exact");
  EXPECT_EQ(form.fidelity.tuples, 2048);
}

TEST(FidelityOfPtx, GivesTheBoundAndTheErrorsSeen) {
  Record record = Graded("ex2.approx.ftz.f32");
  record.errors = {{"2 ulp", 1.26, 0.5}};
  const InstructionFidelity form = OnlyFidelity("ex2.approx.ftz.f32 %f1, %f2;\n", RunOf({record}));
  EXPECT_EQ(form.fidelity.verdict, Verdict::kBounded);
  EXPECT_EQ(Text(form), "bounded: 2 ulp (seen: GPU 1.26 ulp, emulator 0.5 ulp)");
}

TEST(FidelityOfPtx, NamesWhatTheEmulatorRefuses) {
  const InstructionFidelity form = OnlyFidelity("wgmma.fence.sync.aligned;\n", RunOf({}));
  EXPECT_EQ(form.fidelity.verdict, Verdict::kUnsupported);
  EXPECT_EQ(Text(form).rfind("unsupported: instruction 'wgmma.fence.sync.aligned' is not supported", 0), 0u)
      << Text(form);
}

TEST(FidelityOfPtx, NamesTheTestOfWhatIsNotSwept) {
  const InstructionFidelity form = OnlyFidelity("bar.warp.sync 0xffffffff;\n", RunOf({}));
  EXPECT_EQ(Text(form), "not swept: waits; computes nothing (emulator/exec/unswept_test.cc)");
}

TEST(FidelityOfPtx, SaysWhatTheRunIsTooOldFor) {
  EXPECT_EQ(Text(OnlyFidelity("add.s32 %r1, %r2, %r3;\n", RunOf({Graded("add.u32")}))), "not graded yet");
}

TEST(FidelityOfPtx, NamesTheDivergenceThatRemains) {
  Record record = Graded("tanh.approx.bf16");
  record.divergence = "tanh-bf16-bound";
  record.errors = {{"2^-8 absolute", 0.00390650, 0.0038}};
  const InstructionFidelity form = OnlyFidelity("tanh.approx.bf16 %h1, %h2;\n", RunOf({record}));
  EXPECT_NE(Text(form).find(", but for tanh-bf16-bound"), std::string::npos) << Text(form);
  EXPECT_NE(FidelityText(form.fidelity, Markup::kMarkdown).find("[tanh-bf16-bound](#tanh-bf16-bound)"),
            std::string::npos);
}

TEST(FidelityOfPtx, TakesWhatChangesNoValueForTheFormWithoutIt) {
  const auto run = RunOf({Graded("ld.global.f32"), Graded("ld.volatile.global.b32")});
  const InstructionFidelity other = OnlyFidelity("ld.volatile.global.f32 %f1, [%x1];\n", run);
  EXPECT_EQ(other.form, "ld.volatile.global.f32");
  EXPECT_EQ(other.graded_as, "ld.global.f32");
  EXPECT_EQ(Text(other), "exact");
  // Tried itself: it goes by its own name.
  EXPECT_EQ(OnlyFidelity("ld.volatile.global.b32 %r1, [%x1];\n", run).graded_as, "");
}

TEST(FidelityOfPtx, TellsMovesOfPartsAndOfSpecialRegistersApart) {
  const auto run = RunOf({Graded("mov.b64 {d, e}, a"), Graded("mov.b64 d, {a, b}"), Graded("mov.u32 d, %tid.x"),
                          Graded("mov.u32"), Graded("mov.b64 d, {a, b, c, e}")});
  const auto name = [&](const char* instruction) {
    const InstructionFidelity form = OnlyFidelity(instruction, run);
    return form.form + ": " + Text(form);
  };
  EXPECT_EQ(name("mov.b64 {%r1, %r2}, %x1;\n"), "mov.b64 {d, e}, a: exact");
  EXPECT_EQ(name("mov.b64 %x1, {%r1, %r2};\n"), "mov.b64 d, {a, b}: exact");
  EXPECT_EQ(name("mov.b64 %x1, {%h1, %h2, %h3, %h4};\n"), "mov.b64 d, {a, b, c, e}: exact");
  EXPECT_EQ(name("mov.u32 %r1, %tid.x;\n"), "mov.u32 d, %tid.x: exact");
  EXPECT_EQ(name("mov.u32 %r1, %r2;\n"), "mov.u32: exact");
  EXPECT_EQ(name("mov.u32 %r1, plain;\n"), "mov.u32: exact");
  EXPECT_EQ(name("mov.u32 %r1, %clock;\n"), "mov.u32 d, %clock: not swept: what %clock holds, machines choose");
}

TEST(FidelityOfPtx, PutsWhatNeedsALookFirst) {
  const std::vector<InstructionFidelity> forms = FidelityIn(
      "add.s32 %r1, %r2, %r3;\nsub.s32 %r1, %r2, %r3;\nsub.s32 %r1, %r2, %r3;\nbar.sync 0;\nex2.approx.f32 %f1, %f2;\n"
      "wgmma.fence.sync.aligned;\nmul.lo.s32 %r1, %r2, %r3;\n",
      RunOf({Graded("add.s32"), Graded("sub.s32"), Graded("ex2.approx.f32")}));
  std::vector<std::string> names;
  for (const InstructionFidelity& form : forms) names.push_back(form.form);
  EXPECT_EQ(names, (std::vector<std::string>{"wgmma.fence.sync.aligned", "mul.lo.s32", "bar.sync", "ex2.approx.f32",
                                             "sub.s32", "add.s32"}));
}

TEST(FidelityOfPtx, AddsUpOverModules) {
  const std::string module =
      ".version 8.0\n.target sm_90\n.address_size 64\n.func f() {\n.reg .b32 %r<9>;\nadd.s32 %r1, %r2, %r3;\nret;\n}\n";
  const std::string modules[] = {module, module};
  std::vector<InstructionFidelity> forms;
  std::string error;
  ASSERT_TRUE(FidelityOfPtx(modules, RunOf({Graded("add.s32")}), &forms, &error)) << error;
  ASSERT_EQ(forms.size(), 2u);
  EXPECT_EQ(forms[0].form, "ret");
  EXPECT_EQ(forms[1].form, "add.s32");
  EXPECT_EQ(forms[1].count, 2);
}

TEST(FidelityOfPtx, SaysWhereItIsNoPtx) {
  const std::string module = ".version 8.0\n.target sm_90\n.address_size 64\n.func f( {\n";
  std::vector<InstructionFidelity> forms;
  std::string error;
  EXPECT_FALSE(FidelityOfPtx({&module, 1}, RunOf({}), &forms, &error));
  EXPECT_EQ(error.rfind("PTX line 4: ", 0), 0u) << error;
}

TEST(FidelityOfRow, SumsOverItsForms) {
  const auto& rows = ptx::OpcodeRows();
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [](const ptx::OpcodeRow& r) { return r.id == ptx::OpcodeId::kEx2ApproxF32; });
  Record plain = Graded("ex2.approx.f32"), flushing = Graded("ex2.approx.ftz.f32");
  plain.errors = {{"2 ulp", 1.25, 0.25}};
  flushing.errors = {{"2 ulp", 1.0, 0.5}};
  EXPECT_EQ(FidelityText(FidelityOfRow(*row, RunOf({plain, flushing})), Markup::kNone),
            "bounded: 2 ulp (seen: GPU 1.25 ulp, emulator 0.5 ulp)");
  EXPECT_EQ(FidelityText(FidelityOfRow(*row, RunOf({plain})), Markup::kNone),
            "bounded: 2 ulp (seen: GPU 1.25 ulp, emulator 0.25 ulp); 1 of its forms not graded yet");
  EXPECT_EQ(FidelityText(FidelityOfRow(*row, RunOf({})), Markup::kNone), "not graded yet");
}

// The text in the program is the data file but for the hashes.
TEST(EmbeddedRun, SaysWhatTheDataFileSays) {
  conformance::Run file;
  std::string error;
  ASSERT_TRUE(ReadRun("docs/data/conformance_h200.json", &file, &error)) << error;
  const conformance::Run& embedded = EmbeddedRun();
  EXPECT_EQ(embedded.device, file.device);
  EXPECT_EQ(embedded.driver, file.driver);
  EXPECT_EQ(embedded.date, file.date);
  ASSERT_EQ(embedded.records.size(), file.records.size());
  for (const auto& [form, record] : file.records) {
    const auto found = embedded.records.find(form);
    ASSERT_NE(found, embedded.records.end()) << form;
    EXPECT_EQ(found->second.tuples, record.tuples) << form;
    EXPECT_EQ(found->second.mismatches, record.mismatches) << form;
    EXPECT_EQ(found->second.divergence, record.divergence) << form;
    ASSERT_EQ(found->second.errors.size(), record.errors.size()) << form;
    for (size_t i = 0; i < record.errors.size(); ++i) {
      EXPECT_EQ(found->second.errors[i].bound, record.errors[i].bound) << form;
      EXPECT_EQ(found->second.errors[i].gpu, record.errors[i].gpu) << form;
    }
    EXPECT_EQ(found->second.hash, "") << form;
  }
}

TEST(ReadRun, SaysWhatIsWrongWithAFile) {
  conformance::Run run;
  std::string error;
  EXPECT_FALSE(ReadRun("no/such/file.json", &run, &error));
  EXPECT_NE(error.find("no/such/file.json"), std::string::npos) << error;
}

}  // namespace
}  // namespace gatefuzz::conformance
