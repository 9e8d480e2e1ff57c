// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX 9.7.6: comparison operators of set and setp. Ordered ones are false if an operand is NaN, those with a u true.
#ifndef GATEFUZZ_EMULATOR_SEMANTICS_COMPARE_H_
#define GATEFUZZ_EMULATOR_SEMANTICS_COMPARE_H_

#include <string_view>

#include "emulator/semantics/float_bits.h"

namespace gatefuzz::semantics {

// In the order of kComparisonNames. kLo to kHs compare as kLt to kGe; their types are unsigned.
enum class Comparison {
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kEqu,
  kNeu,
  kLtu,
  kLeu,
  kGtu,
  kGeu,
  kNum,
  kNan,
  kLo,
  kLs,
  kHi,
  kHs
};
inline constexpr std::string_view kComparisonNames[] = {"eq",  "ne",  "lt",  "le",  "gt",  "ge", "equ", "neu", "ltu",
                                                        "leu", "gtu", "geu", "num", "nan", "lo", "ls",  "hi",  "hs"};

// T: integer, float or double. The caller flushes operands of .ftz.
template <Comparison kComparison, class T>
GATEFUZZ_SEMANTICS bool Compare(T a, T b) {
  switch (kComparison) {
    case Comparison::kEq:
      return a == b;
    case Comparison::kNe:
      return a < b || a > b;
    case Comparison::kLo:
    case Comparison::kLt:
      return a < b;
    case Comparison::kLs:
    case Comparison::kLe:
      return a <= b;
    case Comparison::kHi:
    case Comparison::kGt:
      return a > b;
    case Comparison::kHs:
    case Comparison::kGe:
      return a >= b;
    case Comparison::kEqu:
      return !(a < b || a > b);
    case Comparison::kNeu:
      return !(a == b);
    case Comparison::kLtu:
      return !(a >= b);
    case Comparison::kLeu:
      return !(a > b);
    case Comparison::kGtu:
      return !(a <= b);
    case Comparison::kGeu:
      return !(a < b);
    case Comparison::kNum:
      return a == a && b == b;
    case Comparison::kNan:
      return a != a || b != b;
  }
  return false;
}

}  // namespace gatefuzz::semantics

#endif  // GATEFUZZ_EMULATOR_SEMANTICS_COMPARE_H_
