// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_EXEC_FLOW_BUILDER_H_
#define GATEFUZZ_EMULATOR_EXEC_FLOW_BUILDER_H_

#include <vector>

#include "emulator/exec/function_scope.h"
#include "emulator/exec/register_flow.h"
#include "emulator/ptx/opcode.h"

namespace gatefuzz::emulator {

// The flows of a function's instructions. Requires: its registers were laid out.
class FlowBuilder {
 public:
  // `scope` must outlive this.
  explicit FlowBuilder(FunctionScope* scope) : scope_(*scope) {}

  // The flow of a lowered instruction; its operands and moves are appended to those of scope->program. What is not
  // known to move bytes counts as computing with them.
  RegisterFlow Build(const ptx::Instruction& instruction, const ptx::Match& match, const Decoded& decoded);

 private:
  class OneInstruction;

  FunctionScope& scope_;
  // Of the instruction at hand; here, so that they keep their memory.
  std::vector<FlowOperand> used_, moved_, results_;
  std::vector<FlowMove> moves_;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_FLOW_BUILDER_H_
