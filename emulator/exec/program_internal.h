// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The inside of a loaded program. Filled by loader.cc, read by everything that runs.
#ifndef GATEFUZZ_EMULATOR_EXEC_PROGRAM_INTERNAL_H_
#define GATEFUZZ_EMULATOR_EXEC_PROGRAM_INTERNAL_H_

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "emulator/exec/decoded.h"
#include "emulator/exec/program.h"
#include "emulator/exec/register_flow.h"

namespace gatefuzz::emulator {

// A register (or part of the frame) that may be read before it is written: zeroed when its function starts, so that
// every run gives the same values and nothing leaks from one launch into the next.
struct ZeroRange {
  uint32_t offset = 0;
  uint32_t width = 0;  // bytes of a lane; 0: a predicate
};

// A parameter or return value of a device function: bytes of its frame in local memory.
struct CallSlot {
  uint32_t offset = 0;
  uint32_t bytes = 0;
};

struct FunctionCode {
  std::string name;
  bool is_entry = false;
  const Decoded* entry = nullptr;  // null: declared, not defined
  uint32_t frame_bytes = 0;        // of the register stack
  uint32_t local_bytes = 0;        // of local memory, a multiple of 16
  uint32_t first_site = 0, end_site = 0;
  std::vector<ZeroRange> zero;
  std::vector<CallSlot> parameters, returns;
  std::vector<int> callees;
  bool calls_indirectly = false;
};

// One argument or result of a call: copied between the frames of caller and callee.
struct CallSite {
  const FunctionCode* caller = nullptr;
  const FunctionCode* callee = nullptr;      // null: indirect
  std::vector<CallSlot> arguments, results;  // in the caller's frame
};

// 32-lane values that instructions read but never write. The memory of a pool never moves.
class ConstantPool {
 public:
  // A value of `bytes` (4 for predicates: the mask itself, not splatted) for every lane.
  Place Splat(uint64_t value, int bytes);
  Place Mask(uint32_t lanes);
  Place Values(const uint32_t (&values)[32]);

  // Fixed once the program is complete. Requires: no places are made after this.
  const uint8_t* Freeze();

 private:
  Place Add(const void* data, size_t bytes);
  std::vector<uint8_t> data_;
  std::unique_ptr<uint8_t[]> frozen_;
  std::unordered_map<std::string, Place> known_;
};

class Program {
 public:
  std::vector<Decoded> code;
  std::vector<FunctionCode> functions;  // as in the module
  std::vector<KernelEntry> kernels;
  ConstantPool constants;
  const uint8_t* constant_base = nullptr;
  std::deque<CallSite> call_sites;  // a deque: elements never move
  std::deque<std::vector<const Decoded*>> branch_tables;
  std::vector<std::shared_ptr<void>> side_tables;  // whatever else Decoded::extra points at
  // Constant variables; they are in the arena, like global ones.
  struct AddressRange {
    uint64_t begin = 0, bytes = 0;
  };
  std::vector<AddressRange> constant_variables;

  // One for each of `code`; read only while a warp is watched.
  std::vector<RegisterFlow> flows;
  std::vector<FlowOperand> flow_operands;
  std::vector<FlowMove> flow_moves;

  // Diagnostics only.
  struct SiteText {
    std::string text;
    int ptx_line = 0;
    ptx::SourceLocation source;
    int frame = 0;  // index of `frames`
  };
  std::vector<SiteText> sites;
  std::vector<uint64_t> site_ids;
  std::vector<std::string> files;
  std::vector<ptx::SourceFrame> frames;
  std::string debug_strings;

  uint32_t SiteIndex(const Decoded* d) const { return static_cast<uint32_t>(d - code.data()); }
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_PROGRAM_INTERNAL_H_
