// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/bound_judge.h"

#include <mpfr.h>

#include <bit>
#include <cassert>
#include <cmath>
#include <string>

#include "emulator/semantics/convert.h"

namespace gatefuzz::conformance {
namespace {

using semantics::Approximation;
using semantics::Bound;
using semantics::Measure;

constexpr mpfr_prec_t kPrecision = 160;  // of exact values; arguments have at most 53 bits

// A number of MPFR that frees itself.
struct Number {
  Number() { mpfr_init2(value, kPrecision); }
  explicit Number(double x) : Number() { mpfr_set_d(value, x, MPFR_RNDN); }
  ~Number() { mpfr_clear(value); }
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  mpfr_t value;
};

enum class Format { kF32, kF64, kUpperF64, kF16, kBf16 };

std::string_view ElementType(const Form& form) {
  std::string_view type = form.modifiers.back();
  if (type.ends_with("x2")) type.remove_suffix(2);
  return type;
}

Format FormatOf(const Form& form) {
  const std::string_view type = ElementType(form);
  if (type == "f16") return Format::kF16;
  if (type == "bf16") return Format::kBf16;
  if (type == "f32") return Format::kF32;
  return form.Has("ftz") ? Format::kUpperF64 : Format::kF64;
}

Approximation FunctionOf(const Form& form) {
  const std::string stem = std::string(form.row->mnemonic) + (form.Has("full") ? ".full" : ".approx");
  const std::string type = form.modifiers.back();
  for (const Bound& bound : semantics::kBounds) {
    const bool f64_ftz = bound.mnemonic.ends_with(".ftz");
    if (bound.mnemonic != stem + (f64_ftz ? ".ftz" : "") || f64_ftz != (FormatOf(form) == Format::kUpperF64)) continue;
    if ((" " + std::string(bound.types) + " ").find(" " + type + " ") != std::string::npos) return bound.function;
  }
  assert(!"an approximate form without a row in bound_table.inc");
  __builtin_unreachable();
}

// Every format's values are doubles.
double Decode(Format format, uint64_t bits) {
  switch (format) {
    case Format::kF16:
      return semantics::HalfToF64<false>(static_cast<uint16_t>(bits));
    case Format::kBf16:
      return semantics::HalfToF64<true>(static_cast<uint16_t>(bits));
    case Format::kF32:
      return std::bit_cast<float>(static_cast<uint32_t>(bits));
    default:
      return std::bit_cast<double>(bits);
  }
}

struct Range {
  double smallest_normal;
  int fraction_bits;
};
Range RangeOf(Format format) {
  switch (format) {
    case Format::kF16:
      return {0x1p-14, 10};
    case Format::kBf16:
      return {0x1p-126, 7};
    case Format::kF32:
      return {0x1p-126, 23};
    case Format::kF64:
      return {0x1p-1022, 52};
    default:
      return {0x1p-1022, 20};
  }
}

double FlushTo(Format format, double x) {
  return std::fabs(x) < RangeOf(format).smallest_normal ? std::copysign(0.0, x) : x;
}

// A number that has a place in the order of the format's values, neighbours one apart; zeros have the same.
int64_t PlaceOf(Format format, uint64_t bits) {
  if (format == Format::kUpperF64) bits >>= 32;
  const int width = format == Format::kF64 ? 64 : format == Format::kF32 || format == Format::kUpperF64 ? 32 : 16;
  const uint64_t sign = uint64_t{1} << (width - 1), magnitude = bits & (sign - 1);
  return (bits & sign) != 0 ? -static_cast<int64_t>(magnitude) : static_cast<int64_t>(magnitude);
}

// The correctly rounded bits.
uint64_t Round(Format format, const Number& exact) {
  // A double that is odd where it is inexact rounds on to any shorter format as the exact value would.
  double odd = mpfr_get_d(exact.value, MPFR_RNDZ);
  if (mpfr_cmp_d(exact.value, odd) != 0 && std::isfinite(odd))
    odd = std::bit_cast<double>(std::bit_cast<uint64_t>(odd) | 1);
  switch (format) {
    case Format::kF16:
      return semantics::F64ToHalf<false, semantics::Rounding::kNearest>(odd);
    case Format::kBf16:
      return semantics::F64ToHalf<true, semantics::Rounding::kNearest>(odd);
    case Format::kF32:
      return std::bit_cast<uint32_t>(static_cast<float>(odd));
    case Format::kF64:
      return std::bit_cast<uint64_t>(mpfr_get_d(exact.value, MPFR_RNDN));
    default:
      return (std::bit_cast<uint64_t>(odd) + 0x7fffffff + (std::bit_cast<uint64_t>(odd) >> 32 & 1)) >> 32 << 32;
  }
}

void Compute(Approximation function, double a, double b, Number* exact) {
  const Number x(a);
  switch (function) {
    case Approximation::kDivApproxF32:
    case Approximation::kDivFullF32:
      mpfr_div(exact->value, x.value, Number(b).value, MPFR_RNDN);
      return;
    case Approximation::kRcpF32:
    case Approximation::kRcpF64:
      mpfr_ui_div(exact->value, 1, x.value, MPFR_RNDN);
      return;
    case Approximation::kSqrtF32:
      mpfr_sqrt(exact->value, x.value, MPFR_RNDN);
      return;
    case Approximation::kRsqrtF32:
    case Approximation::kRsqrtF64:
    case Approximation::kRsqrtFtzF64:
      mpfr_rec_sqrt(exact->value, x.value, MPFR_RNDN);
      if (a == 0) mpfr_set_inf(exact->value, std::signbit(a) ? -1 : 1);  // as PTX has it
      return;
    case Approximation::kSinF32:
      mpfr_sin(exact->value, x.value, MPFR_RNDN);
      return;
    case Approximation::kCosF32:
      mpfr_cos(exact->value, x.value, MPFR_RNDN);
      return;
    case Approximation::kLg2F32:
      mpfr_log2(exact->value, x.value, MPFR_RNDN);
      return;
    case Approximation::kEx2F32:
    case Approximation::kEx2F16:
    case Approximation::kEx2Bf16:
      mpfr_exp2(exact->value, x.value, MPFR_RNDN);
      return;
    default:
      mpfr_tanh(exact->value, x.value, MPFR_RNDN);
  }
}

// Of a zero, an infinity or a NaN: the same kind, with the same sign unless it is a NaN.
bool IsSameSpecial(const Number& exact, double result) {
  if (mpfr_nan_p(exact.value)) return std::isnan(result);
  const bool same_kind = mpfr_inf_p(exact.value) ? std::isinf(result) : result == 0;
  return same_kind && std::signbit(result) == (mpfr_signbit(exact.value) != 0);
}

}  // namespace

int ElementCount(const Form& form) { return form.modifiers.back().ends_with("x2") ? 2 : 1; }

Judgement Judge(const Form& form, const std::vector<uint64_t>& operands, uint64_t result, int element) {
  const Format format = FormatOf(form);
  const Approximation function = FunctionOf(form);
  // ex2.approx.f16 has no .ftz in PTX 9.0; bf16 always has it.
  const bool ftz = form.Has("ftz");
  double arguments[2] = {};
  for (size_t i = 0; i < operands.size(); ++i) {
    uint64_t bits = operands[i] >> (16 * element);
    if (format == Format::kUpperF64) bits = bits >> 32 << 32;
    arguments[i] = Decode(format, bits);
    if (ftz) arguments[i] = FlushTo(format, arguments[i]);
  }
  uint64_t bits = result >> (16 * element);
  if (format == Format::kF16 || format == Format::kBf16) bits &= 0xffff;
  const double value = Decode(format, bits);

  Judgement judgement;
  Number exact;
  Compute(function, arguments[0], arguments[1], &exact);
  const double divisor = std::fabs(arguments[1]);
  if (function == Approximation::kDivApproxF32 && divisor > 0x1p126 && std::isfinite(divisor)) {
    // a * (1/b), where 1/b is flushed: a zero with the quotient's sign, of an infinity NaN.
    const bool negative = mpfr_signbit(exact.value) != 0;
    mpfr_set_zero(exact.value, negative ? -1 : 1);
    if (!std::isfinite(arguments[0])) mpfr_set_nan(exact.value);
  }
  if (mpfr_nan_p(exact.value) || mpfr_inf_p(exact.value) || mpfr_zero_p(exact.value)) {
    judgement.special = true;
    judgement.legal = IsSameSpecial(exact, value);
    return judgement;
  }

  const bool is_division = operands.size() == 2;
  judgement.bound = semantics::BoundAt(function, arguments[is_division ? 1 : 0]);
  const uint64_t rounded = Round(format, exact);
  const Range range = RangeOf(format);
  const int64_t steps = std::llabs(PlaceOf(format, rounded) - PlaceOf(format, bits));
  Number difference;
  mpfr_sub(difference.value, exact.value, Number(value).value, MPFR_RNDN);
  const double distance = std::fabs(mpfr_get_d(difference.value, MPFR_RNDN));
  const double size = std::fabs(mpfr_get_d(exact.value, MPFR_RNDN));
  // A flushed result: legal if one that is not flushed could have been subnormal.
  const bool flushed = ftz && value == 0;
  const double nearest_tiny = range.smallest_normal;
  if (judgement.bound == nullptr) {
    judgement.legal = !std::isnan(value);
    return judgement;
  }
  const Bound& bound = *judgement.bound;
  if (bound.measure == Measure::kUlps) {
    const double unit =
        std::ldexp(1.0, std::max(std::ilogb(size), std::ilogb(range.smallest_normal)) - range.fraction_bits);
    judgement.error = std::isinf(value) || flushed ? 0 : distance / unit;
    judgement.legal = static_cast<double>(steps) <= bound.amount;
    if (flushed) {
      const double tiny_steps = (size - nearest_tiny) / unit;
      judgement.legal = tiny_steps <= bound.amount;
    }
    return judgement;
  }
  const double allowed = AllowedError(bound, size, range.smallest_normal);
  judgement.error = bound.measure == Measure::kRelative ? distance / std::max(size, range.smallest_normal) : distance;
  judgement.legal = !std::isnan(value) && (distance <= allowed || steps == 0);
  if (flushed) judgement.legal = size - allowed <= nearest_tiny;
  if (flushed || std::isinf(value)) judgement.error = 0;
  return judgement;
}

}  // namespace gatefuzz::conformance
