// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/lowering.h"

#include <bit>
#include <cstddef>

#include "emulator/exec/memory_map.h"

namespace gatefuzz::emulator {
namespace {

using ptx::Operand;
using ptx::Type;

// Special registers that are the same function of the lane in every warp.
bool LaneConstant(std::string_view name, uint32_t (&values)[32]) {
  for (uint32_t lane = 0; lane < 32; ++lane) {
    const uint32_t bit = uint32_t{1} << lane;
    uint32_t value = 0;
    if (name == "%laneid")
      value = lane;
    else if (name == "%lanemask_eq")
      value = bit;
    else if (name == "%lanemask_lt")
      value = bit - 1;
    else if (name == "%lanemask_le")
      value = bit | (bit - 1);
    else if (name == "%lanemask_gt")
      value = ~(bit | (bit - 1));
    else if (name == "%lanemask_ge")
      value = ~(bit - 1);
    else if (name == "WARP_SZ")
      value = 32;
    // One SM, one cluster of one block a launch block. %envreg1 and 2 are in kSpecials.
    else if (name == "%smid" || name == "%gridid" ||
             (name.starts_with("%envreg") && name != "%envreg1" && name != "%envreg2") || name == "%cluster_ctarank" ||
             name.starts_with("%cluster_ctaid.") || name.starts_with("%pm") || name == "%is_explicit_cluster")
      value = 0;
    else if (name == "%nsmid" || name == "%cluster_nctarank" || name.starts_with("%cluster_nctaid."))
      value = 1;
    else if (name == "%reserved_smem_offset_0" || name == "%reserved_smem_offset_begin")
      value = 0;
    else if (name == "%reserved_smem_offset_end" || name == "%reserved_smem_offset_cap")
      value = kSharedBase;
    else
      return false;
    values[lane] = value;
  }
  return true;
}

struct SpecialRow {
  std::string_view name;
  Base base;
  size_t offset;
};
constexpr size_t kAxis = 32 * sizeof(uint32_t);
constexpr SpecialRow kSpecials[] = {
    {"%tid.x", Base::kWarp, offsetof(WarpSpecials, tid_x)},
    {"%tid.y", Base::kWarp, offsetof(WarpSpecials, tid_y)},
    {"%tid.z", Base::kWarp, offsetof(WarpSpecials, tid_z)},
    {"%warpid", Base::kWarp, offsetof(WarpSpecials, warpid)},
    {"%ntid.x", Base::kBlock, offsetof(BlockSpecials, ntid)},
    {"%ntid.y", Base::kBlock, offsetof(BlockSpecials, ntid) + kAxis},
    {"%ntid.z", Base::kBlock, offsetof(BlockSpecials, ntid) + 2 * kAxis},
    {"%ctaid.x", Base::kBlock, offsetof(BlockSpecials, ctaid)},
    {"%ctaid.y", Base::kBlock, offsetof(BlockSpecials, ctaid) + kAxis},
    {"%ctaid.z", Base::kBlock, offsetof(BlockSpecials, ctaid) + 2 * kAxis},
    {"%nctaid.x", Base::kBlock, offsetof(BlockSpecials, nctaid)},
    {"%nctaid.y", Base::kBlock, offsetof(BlockSpecials, nctaid) + kAxis},
    {"%nctaid.z", Base::kBlock, offsetof(BlockSpecials, nctaid) + 2 * kAxis},
    {"%clusterid.x", Base::kBlock, offsetof(BlockSpecials, ctaid)},
    {"%clusterid.y", Base::kBlock, offsetof(BlockSpecials, ctaid) + kAxis},
    {"%clusterid.z", Base::kBlock, offsetof(BlockSpecials, ctaid) + 2 * kAxis},
    {"%nclusterid.x", Base::kBlock, offsetof(BlockSpecials, nctaid)},
    {"%nclusterid.y", Base::kBlock, offsetof(BlockSpecials, nctaid) + kAxis},
    {"%nclusterid.z", Base::kBlock, offsetof(BlockSpecials, nctaid) + 2 * kAxis},
    {"%envreg1", Base::kBlock, offsetof(BlockSpecials, grid_workspace)},
    {"%envreg2", Base::kBlock, offsetof(BlockSpecials, grid_workspace) + kAxis},
    {"%nwarpid", Base::kBlock, offsetof(BlockSpecials, nwarpid)},
    {"%dynamic_smem_size", Base::kBlock, offsetof(BlockSpecials, dynamic_shared_bytes)},
    {"%total_smem_size", Base::kBlock, offsetof(BlockSpecials, total_shared_bytes)},
    {"%aggr_smem_size", Base::kBlock, offsetof(BlockSpecials, total_shared_bytes)},
};

}  // namespace

int Lowering::RegisterBytes(const Operand& operand) const {
  if (operand.kind != Operand::Kind::kRegister) return 0;
  const RegisterInfo* info = scope.registers.Find(operand.name);
  return info == nullptr ? 0 : static_cast<int>(info->bytes);
}

Place Lowering::Dest(const Operand& operand, int bytes) {
  if (operand.kind == Operand::Kind::kSink) {
    Fail("the result of this instruction cannot be dropped");
    return kNoPlace;
  }
  const RegisterInfo* info = operand.kind == Operand::Kind::kRegister ? scope.registers.Find(operand.name) : nullptr;
  if (info == nullptr) {
    Fail("the destination " + operand.name + " is not a declared register");
    return kNoPlace;
  }
  if (static_cast<int>(info->bytes) != bytes) {
    Fail("the destination " + operand.name + " has " + std::to_string(info->bytes * 8) +
         " bits, the instruction writes " + std::to_string(bytes * 8));
    return kNoPlace;
  }
  return MakePlace(Base::kFrame, scope.offsets[info->id]);
}

Place Lowering::DestOrNone(const Operand& operand, int bytes) {
  return operand.kind == Operand::Kind::kSink ? kNoPlace : Dest(operand, bytes);
}

Place Lowering::PredicateDest(const Operand& operand) { return Dest(operand, 0); }

Place Lowering::PredicateDestOrNone(const Operand& operand) { return DestOrNone(operand, 0); }

Place Lowering::Source(const Operand& operand, Type type) {
  const int bytes = ptx::TypeBytes(type);
  switch (operand.kind) {
    case Operand::Kind::kInteger:
      if (type == Type::kF32) {
        return program.constants.Splat(std::bit_cast<uint32_t>(static_cast<float>(static_cast<int64_t>(operand.bits))),
                                       4);
      }
      if (type == Type::kF64) {
        return program.constants.Splat(std::bit_cast<uint64_t>(static_cast<double>(static_cast<int64_t>(operand.bits))),
                                       8);
      }
      return program.constants.Splat(operand.bits, bytes);
    case Operand::Kind::kFloat32:
      if (type == Type::kF64) {
        const float value = std::bit_cast<float>(static_cast<uint32_t>(operand.bits));
        return program.constants.Splat(std::bit_cast<uint64_t>(static_cast<double>(value)), 8);
      }
      if (bytes != 4) break;
      return program.constants.Splat(operand.bits, 4);
    case Operand::Kind::kFloat64:
      if (type == Type::kF32) {
        const float value = static_cast<float>(std::bit_cast<double>(operand.bits));
        return program.constants.Splat(std::bit_cast<uint32_t>(value), 4);
      }
      if (bytes != 8) break;
      return program.constants.Splat(operand.bits, 8);
    case Operand::Kind::kRegister: {
      if (operand.negated) break;
      const RegisterInfo* info = scope.registers.Find(operand.name);
      if (info == nullptr) return Special(operand.name, bytes);
      if (static_cast<int>(info->bytes) != bytes) {
        Fail("the operand " + operand.name + " has " + std::to_string(info->bytes * 8) +
             " bits, the instruction reads " + std::to_string(bytes * 8));
        return kNoPlace;
      }
      return MakePlace(Base::kFrame, scope.offsets[info->id]);
    }
    case Operand::Kind::kSymbol:
      return Symbol(operand, bytes);
    default:
      break;
  }
  Fail("an operand of type ." + std::string(ptx::TypeName(type)) + " cannot be " +
       (operand.name.empty() ? "of this kind" : operand.name));
  return kNoPlace;
}

MemoryOrder Lowering::Order(MemoryOrder otherwise) const {
  if (Has("volatile")) return {Semantics::kVolatile, Scope::kSystem};
  MemoryOrder order = otherwise;
  if (Has("relaxed")) order.semantics = Semantics::kRelaxed;
  if (Has("acquire")) order.semantics = Semantics::kAcquire;
  if (Has("release")) order.semantics = Semantics::kRelease;
  if (Has("acq_rel") || Has("sc")) order.semantics = Semantics::kAcquireRelease;
  if (Has("cta") || Has("cluster")) order.scope = Scope::kBlock;
  if (Has("gpu")) order.scope = Scope::kDevice;
  if (Has("sys")) order.scope = Scope::kSystem;
  return order;
}

Place Lowering::Special(const std::string& name, int bytes) {
  // One grid, no graph, no performance counters.
  if (bytes == 8 &&
      (name == "%gridid" || name == "%current_graph_exec" || (name.starts_with("%pm") && name.ends_with("_64")))) {
    return program.constants.Splat(0, 8);
  }
  if (bytes != 4) {
    Fail(name + " is not a declared register, and no special register of " + std::to_string(bytes * 8) + " bits");
    return kNoPlace;
  }
  for (const SpecialRow& row : kSpecials) {
    if (row.name == name) return MakePlace(row.base, static_cast<uint32_t>(row.offset));
  }
  if (name == "%reserved_smem_offset_1") return program.constants.Splat(scope.FindSymbol(name)->value, 4);
  uint32_t values[32];
  if (LaneConstant(name, values)) return program.constants.Values(values);
  Fail(name + " is neither a declared register nor a special register that is known");
  return kNoPlace;
}

Place Lowering::Symbol(const Operand& operand, int bytes) {
  if (operand.name == "WARP_SZ") return program.constants.Splat(32, bytes);
  const SymbolInfo* symbol = scope.FindSymbol(operand.name);
  if (symbol == nullptr) {
    Fail("the name " + operand.name + " is not declared");
    return kNoPlace;
  }
  const uint64_t value = symbol->value + static_cast<uint64_t>(operand.offset);
  switch (symbol->kind) {
    case SymbolInfo::Kind::kAbsolute:
    case SymbolInfo::Kind::kEntryParameter:
      return program.constants.Splat(value, bytes);
    case SymbolInfo::Kind::kFunction:
      return program.constants.Splat(FunctionAddress(value), bytes);
    case SymbolInfo::Kind::kDynamicShared:
    case SymbolInfo::Kind::kLocal:
      break;
  }
  Fail("the address of " + operand.name + " can be taken only by mov");
  return kNoPlace;
}

Place Lowering::Predicate(const Operand& operand, uint8_t negate_flag) {
  if (operand.kind == Operand::Kind::kInteger) return program.constants.Mask(operand.bits != 0 ? kAllLanes : 0);
  const RegisterInfo* info = operand.kind == Operand::Kind::kRegister ? scope.registers.Find(operand.name) : nullptr;
  if (info == nullptr || info->bytes != 0) {
    if (operand.name == "%is_explicit_cluster") return program.constants.Mask(0);
    Fail(operand.name + " is not a predicate register");
    return kNoPlace;
  }
  if (operand.negated) out.flags |= negate_flag;
  return MakePlace(Base::kFrame, scope.offsets[info->id]);
}

uint64_t Lowering::Immediate(const Operand& operand) {
  if (operand.kind != Operand::Kind::kInteger) Fail("the operand " + operand.name + " must be an integer constant");
  return operand.bits;
}

void Lowering::Address(const Operand& operand, ptx::Space address_space) {
  if (operand.kind != Operand::Kind::kAddress) return Fail("an address must stand in brackets");
  out.immediate = operand.offset;
  switch (address_space) {
    case ptx::Space::kGeneric:
      out.space = MemorySpace::kGeneric;
      break;
    case ptx::Space::kConst:
      out.space = MemorySpace::kConst;
      break;
    case ptx::Space::kGlobal:
      out.space = MemorySpace::kGlobal;
      break;
    case ptx::Space::kLocal:
      out.space = MemorySpace::kLocal;
      break;
    case ptx::Space::kShared:
      out.space = MemorySpace::kShared;
      break;
    // A device function's parameters, and the arguments of a call, live in local memory.
    case ptx::Space::kParam:
      out.space = scope.code->is_entry ? MemorySpace::kEntryParameter : MemorySpace::kLocal;
      break;
  }
  if (operand.name.empty()) {
    out.a = program.constants.Splat(0, 8);
    out.address_bytes = 8;
    return;
  }
  const RegisterInfo* info = scope.registers.Find(operand.name);
  if (info != nullptr) {
    if (info->bytes != 4 && info->bytes != 8)
      return Fail("the address register " + operand.name + " has not 32 or 64 bits");
    out.a = MakePlace(Base::kFrame, scope.offsets[info->id]);
    out.address_bytes = static_cast<uint8_t>(info->bytes);
    return;
  }
  const SymbolInfo* symbol = scope.FindSymbol(operand.name);
  if (symbol == nullptr) return Fail("the name " + operand.name + " is not declared");
  if (address_space == ptx::Space::kGeneric) {
    // A generic access by name: nvcc writes none, but PTX allows it for global variables.
    if (symbol->space != ptx::Space::kGlobal) return Fail("generic access to " + operand.name + " by name");
  } else if (symbol->space != address_space) {
    return Fail(operand.name + " is in another state space");
  }
  switch (symbol->kind) {
    case SymbolInfo::Kind::kAbsolute:
      out.a = program.constants.Splat(symbol->value, 8);
      out.address_bytes = 8;
      break;
    case SymbolInfo::Kind::kEntryParameter:
      out.space = MemorySpace::kEntryParameter;
      out.a = kNoPlace;  // the address is known: immediate alone
      out.immediate += static_cast<int64_t>(symbol->value);
      break;
    case SymbolInfo::Kind::kLocal:
      out.space = MemorySpace::kLocal;
      out.a = MakePlace(Base::kWarp, offsetof(WarpSpecials, local_base));
      out.address_bytes = 8;
      out.immediate += static_cast<int64_t>(symbol->value);
      break;
    case SymbolInfo::Kind::kDynamicShared:
      out.a = MakePlace(Base::kBlock, offsetof(BlockSpecials, dynamic_shared_base));
      out.address_bytes = 4;
      break;
    case SymbolInfo::Kind::kFunction:
      return Fail("a function cannot be read or written: " + operand.name);
  }
}

}  // namespace gatefuzz::emulator
