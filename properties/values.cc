// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "properties/values.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Layout {
  uint32_t sign;      // the sign bit
  uint32_t infinity;  // exponent all ones, mantissa 0
  int mantissa_bits;
  uint32_t mantissa() const { return (1u << mantissa_bits) - 1; }
};

Layout LayoutOf(DType dtype) {
  switch (dtype) {
    case DType::kF16:
      return {0x8000, 0x7c00, 10};
    case DType::kBF16:
      return {0x8000, 0x7f80, 7};
    case DType::kF32:
      break;
  }
  return {0x80000000, 0x7f800000, 23};
}

// The sum of twelve uniform draws is close to normal, and the same on every machine.
double DrawNormal(Random* random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random->Unit();
  return sum;
}

uint32_t DrawMantissa(const Layout& layout, Random* random) {
  // Few bits as often as many: first and last payloads are where masks go wrong.
  if (random->Percent(30)) return 1u << random->Below(static_cast<uint64_t>(layout.mantissa_bits));
  return 1 + static_cast<uint32_t>(random->Below(layout.mantissa()));
}

// An index, boundaries of warps and blocks and both ends preferred.
size_t DrawIndex(size_t count, Random* random) {
  constexpr size_t kFavourites[] = {0, 1, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512};
  if (random->Percent(30)) return count - 1;
  const size_t favourite = kFavourites[random->Below(std::size(kFavourites))];
  if (random->Percent(30) && favourite < count) return favourite;
  return random->Below(count);
}

}  // namespace

ValueDrawer::ValueDrawer(DType dtype, Random* random) : dtype_(dtype), random_(*random) {
  for (uint32_t& tie : ties_) tie = FromNumber(3 * DrawNormal(random));
  centre_ = FromNumber(random->Percent(20) ? 0 : 3 * DrawNormal(random));
}

uint32_t ValueDrawer::FromNumber(double value) const { return FromDouble(dtype_, value); }

ValueClass ValueDrawer::DrawClass() {
  return static_cast<ValueClass>(random_.Below(static_cast<uint64_t>(ValueClass::kCount)));
}

uint32_t ValueDrawer::Draw(ValueClass value_class) {
  const Layout layout = LayoutOf(dtype_);
  const uint32_t sign = random_.Percent(50) ? layout.sign : 0;
  switch (value_class) {
    case ValueClass::kNormal:
      return FromNumber(2 * DrawNormal(&random_));
    case ValueClass::kSmallInteger:
      return FromNumber(static_cast<double>(random_.Between(-4, 4)));
    case ValueClass::kTie:
      return ties_[random_.Below(3)];
    case ValueClass::kNearTie:
      // Neighbouring patterns are neighbouring numbers; from 0 down they are NaN patterns, so stay above.
      return centre_ + static_cast<uint32_t>(random_.Between((centre_ & ~layout.sign) < 4 ? 0 : -3, 3));
    case ValueClass::kZero:
      return sign;
    case ValueClass::kDenormal:
      return sign | DrawMantissa(layout, &random_);
    case ValueClass::kNan:
      return sign | layout.infinity | DrawMantissa(layout, &random_);
    case ValueClass::kPlusInf:
      return layout.infinity;
    case ValueClass::kMinusInf:
      return layout.sign | layout.infinity;
    case ValueClass::kExtreme: {
      const uint32_t smallest_normal = layout.mantissa() + 1;
      const uint32_t edge = random_.Percent(60) ? layout.infinity - 1 : smallest_normal;
      return sign | (edge - static_cast<uint32_t>(random_.Below(3)));
    }
    case ValueClass::kUnderflow:
      return FromNumber(-60 - 740 * random_.Unit() * random_.Unit());
    case ValueClass::kSaturated:
      return FromNumber((sign != 0 ? -1 : 1) * (10 + 110 * random_.Unit()));
    case ValueClass::kAnyBits:
    case ValueClass::kCount:
      break;
  }
  return static_cast<uint32_t>(random_.Next()) & (layout.sign | (layout.sign - 1));
}

namespace {

constexpr ValueClass kBadClasses[] = {ValueClass::kNan, ValueClass::kPlusInf, ValueClass::kMinusInf};

void FillWith(ValueDrawer* drawer, ValueClass value_class, std::span<uint32_t> row) {
  for (uint32_t& bits : row) bits = drawer->Draw(value_class);
}

// Each element of one of a few classes.
void FillMixture(ValueDrawer* drawer, Random* random, std::span<uint32_t> row) {
  ValueClass classes[4];
  for (ValueClass& value_class : classes) value_class = drawer->DrawClass();
  const uint64_t count = 2 + random->Below(3);
  for (uint32_t& bits : row) bits = drawer->Draw(classes[random->Below(count)]);
}

// Ordinary values, some of them replaced by bad ones of one class: one, a few, all but a few.
void FillPartlyBad(ValueDrawer* drawer, Random* random, std::span<uint32_t> row) {
  FillWith(drawer, random->Percent(70) ? ValueClass::kNormal : drawer->DrawClass(), row);
  const ValueClass bad = kBadClasses[random->Below(3)];
  const uint64_t share = random->Below(4);
  const size_t count = share == 0   ? 1
                       : share == 3 ? row.size() - random->Below(std::min<size_t>(row.size(), 9))
                                    : random->Below(row.size()) + 1;
  for (size_t i = 0; i < count; ++i) row[DrawIndex(row.size(), random)] = drawer->Draw(bad);
  if (share == 3) {
    for (size_t i = 0; i < count; ++i) row[i] = drawer->Draw(bad);
  }
}

// The winner stands out by little or by much; the rest may be anything finite.
void FillWinner(DType dtype, ValueDrawer* drawer, size_t winner, Random* random, std::span<uint32_t> row) {
  FillWith(drawer, random->Percent(50) ? ValueClass::kSmallInteger : ValueClass::kNormal, row);
  row[winner] = FromDouble(dtype, random->Percent(50) ? 20 : 1000);
}

void FillSorted(DType dtype, ValueDrawer* drawer, Random* random, std::span<uint32_t> row) {
  FillWith(drawer, random->Percent(50) ? ValueClass::kNormal : ValueClass::kNearTie, row);
  const auto less = [dtype](uint32_t a, uint32_t b) { return ToDouble(dtype, a) < ToDouble(dtype, b); };
  std::sort(row.begin(), row.end(), less);
  if (random->Percent(50)) std::reverse(row.begin(), row.end());
}

}  // namespace

void FillRow(DType dtype, int64_t winner, Random* random, std::span<uint32_t> row) {
  ValueDrawer drawer(dtype, random);
  if (winner >= 0) {
    FillWinner(dtype, &drawer, static_cast<size_t>(winner), random, row);
    return;
  }
  const uint64_t pattern = random->Below(100);
  if (pattern < 25) {
    FillWith(&drawer, ValueClass::kNormal, row);
  } else if (pattern < 40) {
    FillWith(&drawer, drawer.DrawClass(), row);
  } else if (pattern < 60) {
    FillMixture(&drawer, random, row);
  } else if (pattern < 68) {
    FillWith(&drawer, kBadClasses[random->Below(3)], row);
  } else if (pattern < 80) {
    FillPartlyBad(&drawer, random, row);
  } else if (pattern < 90) {
    FillWinner(dtype, &drawer, DrawIndex(row.size(), random), random, row);
  } else if (pattern < 95) {
    FillSorted(dtype, &drawer, random, row);
  } else {
    std::ranges::fill(row, drawer.Draw(drawer.DrawClass()));
  }
}

std::vector<uint32_t> DrawBias(int32_t experts, Random* random) {
  std::vector<uint32_t> bias(static_cast<size_t>(experts));
  constexpr double kNegative[] = {-2, -2e4, -1e30, -kInfinity};
  const auto number = [](double value) { return FromDouble(DType::kF32, value); };
  const uint64_t pattern = random->Below(10);
  const double negative = kNegative[random->Below(4)];
  ValueDrawer drawer(DType::kF32, random);
  for (uint32_t& bits : bias) {
    switch (pattern) {
      case 0:
        bits = number(0);
        break;
      case 1:
      case 2:
        bits = number(0.1 * DrawNormal(random));
        break;
      case 3:
        bits = number(negative);
        break;
      case 4:  // some experts ruled out
        bits = random->Percent(70) ? number(negative) : number(0);
        break;
      case 5:
        bits = number(12 + 0.01 * DrawNormal(random));
        break;
      case 6:  // few different values, as released models have
        bits = drawer.Draw(ValueClass::kTie);
        break;
      case 7:
        bits = random->Percent(30) ? drawer.Draw(ValueClass::kNan) : number(0.1 * DrawNormal(random));
        break;
      case 8:
        bits = drawer.Draw(drawer.DrawClass());
        break;
      default:
        bits = drawer.Draw(ValueClass::kAnyBits);
        break;
    }
  }
  return bias;
}

float DrawScale(int ones, Random* random) {
  constexpr float kScales[] = {0.0f, 2.5f, 1e-30f, 1e-40f, 0.1f, 1e30f, std::numeric_limits<float>::max()};
  return random->Percent(ones) ? 1.0f : kScales[random->Below(std::size(kScales))];
}

}  // namespace gatefuzz
