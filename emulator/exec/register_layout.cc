// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/register_layout.h"

namespace gatefuzz::emulator {

void LayOutRegisters(const std::vector<ptx::Match>&, FunctionScope* scope) {
  uint32_t end = 0;
  for (uint32_t id = 0; id < scope->registers.count(); ++id) {
    const RegisterInfo& info = scope->registers.at(id);
    const uint32_t size = info.bytes == 0 ? 4 : 32 * info.bytes;
    const uint32_t alignment = info.bytes == 0 ? 4 : 64;
    end = (end + alignment - 1) / alignment * alignment;
    scope->offsets.push_back(end);
    scope->code->zero.push_back({end, info.bytes});
    end += size;
  }
  scope->code->frame_bytes = (end + 63) / 64 * 64;
  scope->code->zero_all_bytes = scope->code->frame_bytes;
}

}  // namespace gatefuzz::emulator
