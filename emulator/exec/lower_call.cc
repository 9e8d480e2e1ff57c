// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// call and ret. A call copies its arguments, and their shadow, from .param variables of the caller's frame to those of
// the callee's, lane by lane; ret copies the results back. Each lane keeps its own stack, so lanes that call different
// functions through a pointer need nothing special.
#include <algorithm>
#include <bit>

#include "emulator/exec/block.h"
#include "emulator/exec/blocked.h"
#include "emulator/exec/lowering.h"
#include "emulator/exec/memory_map.h"
#include "emulator/exec/runtime_calls.h"

namespace gatefuzz::emulator {
namespace {

// What a device function's local variables hold before they are written (see block.cc).
constexpr int kUninitializedByte = 0xcd;
constexpr uint32_t kMaxDepth = 10'000;

// Copies `bytes` of `lane`'s local memory from offset `from` to `to`, shadow included.
void CopyLocal(Warp& w, int lane, uint64_t to, uint64_t from, uint32_t bytes) {
  if (bytes == 0) return;  // a warp without local memory has none to point to
  const size_t base = static_cast<size_t>(lane) * w.local_stride;
  std::memmove(w.local + base + to, w.local + base + from, bytes);
  if (w.local_shadow != nullptr) std::memmove(w.local_shadow + base + to, w.local_shadow + base + from, bytes);
}

void CopySlots(Warp& w, int lane, const std::vector<CallSlot>& to, uint64_t to_base, const std::vector<CallSlot>& from,
               uint64_t from_base) {
  for (size_t i = 0; i < std::min(to.size(), from.size()); ++i) {
    CopyLocal(w, lane, to_base + to[i].offset, from_base + from[i].offset, std::min(to[i].bytes, from[i].bytes));
  }
}

const Decoded* Overflow(Warp& w, const Decoded* d, int lane, const std::string& what) {
  Fault fault;
  fault.kind = FaultKind::kStackOverflow;
  fault.lane = lane;
  fault.message = what;
  w.Report(d, fault);
  return w.Stop(d);
}

// `lanes` enter `callee`; their pc, frame, depth and local memory are set. False: a fault stopped the launch.
bool Enter(Warp& w, const Decoded* d, uint32_t lanes, const CallSite& site, const FunctionCode& callee) {
  const int first = std::countr_zero(lanes);
  const uint32_t frame = w.group_frame + site.caller->frame_bytes;
  const uint32_t depth = w.depth[first] + 1;
  if (!w.GrowRegisters(frame + callee.frame_bytes) || depth > kMaxDepth) {
    Overflow(w, d, first, "calls nest deeper than " + std::to_string(depth - 1));
    return false;
  }
  if (w.returns.size() < depth) w.returns.resize(depth);
  w.deepest = std::max(w.deepest, depth);
  auto& records = w.returns[depth - 1];
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    const uint64_t local = (w.stack_pointer[lane] + 15) & ~uint64_t{15};
    // stackrestore may have set the stack pointer to anything: no sum that could wrap.
    if (local > w.local_stride || callee.local_bytes > w.local_stride - local) {
      Overflow(w, d, lane,
               "the call of " + callee.name + " needs " + std::to_string(local + callee.local_bytes) +
                   " bytes of stack, a thread has " + std::to_string(w.local_stride));
      return false;
    }
    Warp::Return& record = records[static_cast<size_t>(lane)];
    record = {&site, d + 1, &callee, w.group_frame, w.specials.local_base[lane], local, w.stack_pointer[lane]};
    const size_t base = static_cast<size_t>(lane) * w.local_stride + local;
    if (callee.local_bytes != 0) std::memset(w.local + base, kUninitializedByte, callee.local_bytes);
    if (w.check != nullptr && callee.local_bytes != 0) w.check->OnWarpStart(w.local_shadow + base, callee.local_bytes);
    CopySlots(w, lane, callee.parameters, local, site.arguments, record.local_base);
    w.specials.local_base[lane] = local;
    w.stack_pointer[lane] = local + callee.local_bytes;
    w.frame[lane] = frame;
    w.depth[lane] = depth;
    w.pc[lane] = callee.entry;
  }
  w.bases[0] = w.register_base + frame;
  w.ZeroFrame(callee, lanes);
  w.bases[0] = w.register_base + w.group_frame;
  return true;
}

// The group goes on as one at `target`, in the frame that its lanes now have, if nothing else could run instead.
const Decoded* Continue(Warp& w, uint32_t lanes, const Decoded* target) {
  if (lanes != w.active || w.active != w.live || w.launch->instructions >= w.slice_end) return nullptr;
  w.group_frame = w.frame[std::countr_zero(lanes)];
  w.bases[0] = w.register_base + w.group_frame;
  w.segment = target;
  return target;
}

const Decoded* CallDirect(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto& site = *static_cast<const CallSite*>(d->extra);
  w.Account(d + 1);
  w.SetPc(w.active & ~lanes, d + 1);
  if (!Enter(w, d, lanes, site, *site.callee)) return nullptr;
  return Continue(w, lanes, site.callee->entry);
}

const Decoded* CallIndirect(Warp& w, const Decoded* d, uint32_t lanes) {
  const auto& site = *static_cast<const CallSite*>(d->extra);
  const uint64_t* target = w.At<const uint64_t>(d->a);
  const auto& functions = w.launch->program.functions;
  w.Account(d + 1);
  w.SetPc(w.active & ~lanes, d + 1);
  for (uint32_t rest = lanes; rest != 0;) {
    const int lane = std::countr_zero(rest);
    const uint64_t address = target[lane];
    const uint64_t index = (address - kFunctionWindow) / 16;
    if (address % 16 != 0 || index >= functions.size() || functions[index].entry == nullptr ||
        functions[index].is_entry) {
      Fault fault;
      fault.kind = FaultKind::kOutOfBounds;
      fault.lane = lane;
      fault.address = address;
      fault.message = "a call through " + Hex(address) + ", which is no device function";
      w.Report(d, fault);
      return w.Stop(d);
    }
    uint32_t same = 0;
    ForLanes(rest, [&](int i) { same |= static_cast<uint32_t>(target[i] == address) << i; });
    if (!Enter(w, d, same, site, functions[index])) return nullptr;
    rest &= ~same;
  }
  return nullptr;
}

const Decoded* Return(Warp& w, const Decoded* d, uint32_t lanes) {
  const int first = std::countr_zero(lanes);
  const uint32_t depth = w.depth[first];
  if (depth == 0) return ExitHandler()(w, d, lanes);
  w.Account(d + 1);
  w.SetPc(w.active & ~lanes, d + 1);
  const auto& records = w.returns[depth - 1];
  const Warp::Return& one = records[static_cast<size_t>(first)];
  bool together = true;
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    const Warp::Return& record = records[static_cast<size_t>(lane)];
    CopySlots(w, lane, record.site->results, record.local_base, record.callee->returns, record.callee_local);
    w.specials.local_base[lane] = record.local_base;
    w.stack_pointer[lane] = record.stack_pointer;
    w.frame[lane] = record.frame;
    w.depth[lane] = depth - 1;
    w.pc[lane] = record.pc;
    together &= record.pc == one.pc && record.frame == one.frame;
  }
  return together ? Continue(w, lanes, one.pc) : nullptr;
}

// Offsets of .param variables named in an argument list.
std::vector<CallSlot> Slots(Lowering& l, const ptx::Operand& list) {
  std::vector<CallSlot> slots;
  for (const ptx::Operand& part : list.parts) {
    const SymbolInfo* symbol = l.scope.FindSymbol(part.name);
    if (symbol == nullptr || symbol->kind != SymbolInfo::Kind::kLocal) {
      l.Fail("the argument " + part.name + " is not a .param variable of the function");
      return slots;
    }
    slots.push_back({static_cast<uint32_t>(symbol->value), static_cast<uint32_t>(symbol->bytes)});
  }
  return slots;
}

}  // namespace

Handler ReturnHandler() { return Return; }

void LowerRet(Lowering& l) { l.out.run = Return; }

// The parser gives every call four operands: results, function, arguments, prototype.
void LowerCall(Lowering& l) {
  CallSite& site = l.program.call_sites.emplace_back();
  site.caller = l.scope.code;
  site.results = Slots(l, l.operand(0));
  site.arguments = Slots(l, l.operand(2));
  l.out.extra = &site;
  const ptx::Operand& target = l.operand(1);
  if (l.RegisterBytes(target) == 8) {
    l.out.a = l.Source(target, ptx::Type::kU64);
    l.out.run = CallIndirect;
    l.scope.code->calls_indirectly = true;
    return;
  }
  const SymbolInfo* symbol = l.scope.FindSymbol(target.name);
  if (symbol == nullptr || symbol->kind != SymbolInfo::Kind::kFunction) return l.Fail("no function " + target.name);
  const FunctionCode& callee = l.program.functions[symbol->value];
  if (callee.entry != nullptr) {
    site.callee = &callee;
    l.scope.code->callees.push_back(static_cast<int>(symbol->value));
    l.out.run = CallDirect;
    return;
  }
  l.out.run = FindRuntimeCall(target.name);
  if (l.out.run == nullptr) l.Fail("the function " + target.name + " is declared but has no body here");
}

}  // namespace gatefuzz::emulator
