// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.11 and what else allocates or hints: alloca and its kin, createpolicy.
#include "emulator/exec/blocked.h"
#include "emulator/exec/lowering.h"

namespace gatefuzz::emulator {
namespace {

// alloca p, size{, align}: grows the frame of each lane; ret gives it back. immediate: alignment.
template <class T>
const Decoded* Alloca(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* size = w.At<const T>(d->a);
  T* result = w.At<T>(d->d);
  const uint64_t alignment = static_cast<uint64_t>(d->immediate);
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    const uint64_t start = (w.stack_pointer[lane] + alignment - 1) / alignment * alignment;
    if (start > w.local_stride || size[lane] > w.local_stride - start) {
      Fault fault;
      fault.kind = FaultKind::kStackOverflow;
      fault.lane = lane;
      fault.message = "alloca of " + std::to_string(size[lane]) + " bytes: a thread has " +
                      std::to_string(w.local_stride) + " bytes of local memory, " + std::to_string(start) + " in use";
      w.Report(d, fault);
      return w.Stop(d);
    }
    result[lane] = static_cast<T>(start);
    w.stack_pointer[lane] = start + size[lane];
  }
  return d + 1;
}

template <class T>
const Decoded* StackSave(Warp& w, const Decoded* d, uint32_t lanes) {
  StoreLanes<T>(w, d->d, lanes, [&w](int i) { return static_cast<T>(w.stack_pointer[i]); });
  return d + 1;
}

template <class T>
const Decoded* StackRestore(Warp& w, const Decoded* d, uint32_t lanes) {
  const T* a = w.At<const T>(d->a);
  ForLanes(lanes, [&](int i) { w.stack_pointer[i] = a[i]; });
  return d + 1;
}

}  // namespace

void LowerAlloca(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), ptx::TypeBytes(l.type()));
  l.out.a = l.Source(1, l.type());
  l.out.immediate = l.in.operands.size() > 2 ? static_cast<int64_t>(l.Immediate(l.operand(2))) : 8;
  if (l.out.immediate <= 0) return l.Fail("an alignment of 0");
  // The size is known only at run time: room is made as for recursion.
  l.scope.code->calls_indirectly = true;
  VisitBytes(ptx::TypeBytes(l.type()), [&]<class T>(Tag<T>) { l.out.run = Alloca<T>; });
}
void LowerStacksave(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), ptx::TypeBytes(l.type()));
  VisitBytes(ptx::TypeBytes(l.type()), [&]<class T>(Tag<T>) { l.out.run = StackSave<T>; });
}
void LowerStackrestore(Lowering& l) {
  l.out.a = l.Source(0, l.type());
  VisitBytes(ptx::TypeBytes(l.type()), [&]<class T>(Tag<T>) { l.out.run = StackRestore<T>; });
}

// A cache policy has no effect here; its value is opaque.
// A policy says nothing where there is no cache.
static void LowerPolicy(Lowering& l) {
  l.out.d = l.Dest(l.operand(0), 8);
  l.out.a = l.program.constants.Splat(0, 8);
  constexpr auto kCopy = [](uint64_t a) { return a; };
  l.out.run = UnaryHandler<decltype(kCopy), uint64_t, uint64_t>;
}
void LowerCreatePolicyFractional(Lowering& l) { LowerPolicy(l); }
void LowerCreatePolicyRange(Lowering& l) { LowerPolicy(l); }
void LowerCreatePolicyCvt(Lowering& l) { LowerPolicy(l); }

}  // namespace gatefuzz::emulator
