// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/special_values.h"

#include <algorithm>

#include "fuzz/draw.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

int MantissaBits(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return 23;
    case DType::kF16:
      return 10;
    case DType::kBF16:
      return 7;
  }
  return 23;
}

uint32_t MantissaMask(DType dtype) { return (1u << MantissaBits(dtype)) - 1; }

uint32_t RandomSign(DType dtype, Random& random) { return OneIn(2, random) ? SignBit(dtype) : 0; }

uint32_t Pattern(DType dtype, Random& random) {
  return static_cast<uint32_t>(random.Next()) & (2 * SignBit(dtype) - 1);
}

// What a router's last layer gives: about -8 to 8.
uint32_t Ordinary(DType dtype, Random& random) {
  return FromDouble(dtype, (random.Unit() + random.Unit() + random.Unit() - 1.5) * 5.0);
}

uint32_t SmallInteger(DType dtype, Random& random) {
  return FromDouble(dtype, static_cast<double>(random.Between(-4, 4)));
}

uint32_t Zero(DType dtype, Random& random) { return RandomSign(dtype, random); }

uint32_t Denormal(DType dtype, Random& random) {
  const uint32_t mask = MantissaMask(dtype);
  const uint32_t choices[] = {1, 2, mask, mask - 1, 1 + static_cast<uint32_t>(random.Below(mask))};
  return Pick(choices, random) | RandomSign(dtype, random);
}

uint32_t SmallestNormal(DType dtype, Random& random) { return (MantissaMask(dtype) + 1) | RandomSign(dtype, random); }

uint32_t Extreme(DType dtype, Random& random) {
  return (MaxFiniteBits(dtype) - static_cast<uint32_t>(random.Below(3))) | RandomSign(dtype, random);
}

uint32_t Infinity(DType dtype, Random& random) { return InfinityBits(dtype) | RandomSign(dtype, random); }

uint32_t QuietNan(DType dtype, Random& random) {
  return InfinityBits(dtype) | (1u << (MantissaBits(dtype) - 1)) | RandomSign(dtype, random);
}

// Any payload, signalling or quiet: a kernel that compares bit patterns sees it as a large number of either sign.
uint32_t PayloadNan(DType dtype, Random& random) {
  const uint32_t payload = 1 + static_cast<uint32_t>(random.Below(MantissaMask(dtype)));
  return InfinityBits(dtype) | payload | RandomSign(dtype, random);
}

// exp() of it underflows to a denormal, to zero in f32, or to nothing at all.
uint32_t DeepUnderflow(DType dtype, Random& random) {
  static constexpr double kPlaces[] = {-87.0, -87.5, -88.8, -103.0, -104.5, -110.0, -200.0, -745.0, -1000.0, -6e4};
  return FromDouble(dtype, Pick(kPlaces, random) - random.Unit());
}

// exp() of it overflows, or a sigmoid of it is exactly 1 in f32.
uint32_t Saturating(DType dtype, Random& random) {
  static constexpr double kPlaces[] = {15.9, 17.0, 40.0, 88.0, 88.7, 89.0, 128.0, 1000.0, 6e4};
  return FromDouble(dtype, Pick(kPlaces, random) + random.Unit());
}

// The sentinels that kernels start a search from.
uint32_t Sentinel(DType dtype, Random& random) {
  static constexpr double kPlaces[] = {-1.0, -1.0001, -2.0, -1e4, -1e9, -1e10, -1e20, -1e30, -3.4e38};
  return FromDouble(dtype, Pick(kPlaces, random));
}

constexpr ValueClass kClasses[] = {
    {"ordinary", Ordinary},
    {"small integer", SmallInteger},
    {"zero", Zero},
    {"denormal", Denormal},
    {"smallest normal", SmallestNormal},
    {"extreme", Extreme},
    {"infinity", Infinity},
    {"quiet NaN", QuietNan},
    {"NaN payload", PayloadNan},
    {"deep underflow", DeepUnderflow},
    {"saturating", Saturating},
    {"sentinel", Sentinel},
    {"any pattern", Pattern},
};

}  // namespace

std::span<const ValueClass> ValueClasses() { return kClasses; }

uint32_t DrawValue(DType dtype, Random& random) { return Pick(ValueClasses(), random).draw(dtype, random); }

uint32_t SignBit(DType dtype) { return dtype == DType::kF32 ? 0x80000000u : 0x8000u; }

uint32_t InfinityBits(DType dtype) { return (SignBit(dtype) - 1) & ~MantissaMask(dtype); }

uint32_t MaxFiniteBits(DType dtype) { return InfinityBits(dtype) - 1; }

uint32_t StepByUlps(DType dtype, uint32_t bits, int ulps) {
  if (!IsFinite(dtype, bits)) return bits;
  const uint32_t sign = SignBit(dtype);
  const int64_t magnitude = bits & (sign - 1);
  const int64_t limit = MaxFiniteBits(dtype);
  // Negative values count down from -1, so that -0 is the step below +0.
  const int64_t order = (bits & sign) != 0 ? -1 - magnitude : magnitude;
  const int64_t moved = std::clamp<int64_t>(order + ulps, -1 - limit, limit);
  return moved < 0 ? static_cast<uint32_t>(-1 - moved) | sign : static_cast<uint32_t>(moved);
}

}  // namespace gatefuzz
