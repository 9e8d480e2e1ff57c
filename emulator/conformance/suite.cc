// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/suite.h"

#include <array>

namespace gatefuzz::conformance {
namespace {

constexpr size_t kFormsInBatch = 32;

bool FitTogether(const Form& a, const Form& b) {
  return a.row == b.row && a.operands == b.operands && a.result_bytes == b.result_bytes &&
         a.result_count == b.result_count && a.uses_memory == b.uses_memory;
}

std::string Number(uint64_t n) { return std::to_string(n); }

// Operand k into the register of its width, a predicate into %p<k>. Loaded at that width: where the operand of a shared
// f16x2 addition is the low word of a 64-bit register, ptxas 13.0 takes its upper half from the high word.
std::string LoadOperand(const std::string& kind, size_t k) {
  const std::string n = Number(k + 1);
  if (kind == "p") {
    return "ld.global.b32 %r" + n + ", [%x64+" + Number(8 * k) + "];\nsetp.ne.b32 %p" + n + ", %r" + n + ", 0;\n";
  }
  const int bytes = RegisterBytes(kind);
  return "ld.global.b" + Number(static_cast<uint64_t>(8 * bytes)) +
         (bytes == 2   ? " %h"
          : bytes == 4 ? " %r"
                       : " %x") +
         n + ", [%x64+" + Number(8 * k) + "];\n";
}

std::string Prologue(const Batch& batch) {
  const Form& form = *batch.forms[0];
  std::string text = ".visible .entry " + batch.kernel +
                     "(.param .b64 in, .param .b64 out, .param .b64 memory, .param .align 16 .b8 blob[" +
                     Number(kBlobBytes) + "]) {\n" +
                     ".reg .pred %p<32>; .reg .b16 %h<64>; .reg .b32 %r<280>; .reg .b64 %x<80>;\n";
  if (form.uses_memory) {
    text += ".shared .align 16 .b8 shared_slots[" + Number(kBlockThreads * kSlotBytes) +
            "];\n.local .align 16 .b8 local_slot[" + Number(kSlotBytes) + "];\n";
  }
  text +=
      "mov.u32 %r270, %tid.x;\nmov.u32 %r271, %ctaid.x;\nmov.u32 %r272, %ntid.x;\n"
      "mad.lo.u32 %r273, %r271, %r272, %r270;\n"
      "ld.param.b64 %x70, [in];\nld.param.b64 %x71, [out];\n"
      "mad.wide.u32 %x64, %r273, " +
      Number(8 * form.operands.size()) +
      ", %x70;\n"
      "mad.wide.u32 %x71, %r273, " +
      Number(static_cast<uint64_t>(batch.result_stride())) + ", %x71;\n";
  if (form.uses_memory) {
    const std::string slot = Number(kSlotBytes);
    text += "ld.param.b64 %x72, [memory];\nmad.wide.u32 %x60, %r273, " + slot +
            ", %x72;\n"
            "mov.u32 %r268, shared_slots;\nmad.lo.u32 %r268, %r270, " +
            slot +
            ", %r268;\nmov.b64 %x62, local_slot;\n"
            "mov.b64 %x63, constants;\nand.b32 %r274, %r273, 63;\nmad.wide.u32 %x63, %r274, " +
            slot + ", %x63;\n";
  }
  for (size_t k = 0; k < form.operands.size(); ++k) text += LoadOperand(form.operands[k], k);
  return text;
}

std::string KernelText(const Batch& batch, int tuples) {
  std::string text = Prologue(batch);
  size_t offset = 0;
  for (const Form* form : batch.forms) {
    text += form->text;
    const char* letter = form->result_bytes == 2 ? "%h" : form->result_bytes == 4 ? "%r" : "%x";
    for (int i = 0; i < form->result_count; ++i) {
      text += "st.global.b" + std::to_string(8 * form->result_bytes) + " [%x71+" +
              Number(offset + static_cast<size_t>(i * form->result_bytes)) + "], " + letter + std::to_string(10 + i) +
              ";\n";
    }
    offset += static_cast<size_t>(tuples) * static_cast<size_t>(batch.result_stride());
  }
  return text + "ret;\n}\n";
}

std::string ModuleHead() {
  std::string text = ".version 8.6\n.target sm_90\n.address_size 64\n.const .align 16 .b64 constants[256] = {";
  for (uint64_t i = 0; i < 256; ++i) text += (i == 0 ? "" : ", ") + Number((i + 1) * 0x9e3779b97f4a7c15 >> 1);
  return text + "};\n";
}

std::vector<SuiteModule> MakeModules() {
  std::vector<SuiteModule> modules;
  const Form* before = nullptr;
  for (const Form& form : AllForms()) {
    if (before == nullptr || before->row != form.row) modules.emplace_back();
    std::vector<Batch>& batches = modules.back().batches;
    if (batches.empty() || batches.back().forms.size() == kFormsInBatch ||
        !FitTogether(*batches.back().forms[0], form)) {
      batches.push_back({"batch" + std::to_string(batches.size()), {}});
    }
    batches.back().forms.push_back(&form);
    before = &form;
  }
  for (SuiteModule& module : modules) {
    module.ptx = ModuleHead();
    for (const Batch& batch : module.batches) module.ptx += KernelText(batch, MakeTuples(batch.operands()).count);
  }
  return modules;
}

}  // namespace

const std::vector<SuiteModule>& Modules() {
  static const std::vector<SuiteModule> modules = MakeModules();
  return modules;
}

std::vector<uint64_t> PackOperands(const Tuples& tuples) {
  std::vector<uint64_t> packed;
  packed.reserve(tuples.columns.size() * static_cast<size_t>(tuples.count));
  for (size_t t = 0; t < static_cast<size_t>(tuples.count); ++t) {
    for (const std::vector<uint64_t>& column : tuples.columns) packed.push_back(column[t]);
  }
  return packed;
}

const uint8_t* Blob() {
  static const auto blob = [] {
    std::array<uint8_t, kBlobBytes> bytes{};
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(0x81 + 37 * i);
    return bytes;
  }();
  return blob.data();
}

}  // namespace gatefuzz::conformance
