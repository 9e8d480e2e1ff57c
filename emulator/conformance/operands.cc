// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Half of the tuples are edge values: all pairs of them, or a draw where there are too many. The other half are random
// ones of several sorts, among them those that make trouble: ties of rounding, operands that nearly cancel, results at
// the ends of the exponent's range.
#include "emulator/conformance/operands.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <string>

namespace gatefuzz::conformance {
namespace {

constexpr int kTuples = 2048;

// A generator of our own, so that tuples do not depend on a library's version.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {  // splitmix64
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  int Below(int n) { return static_cast<int>(Next() >> 33) % n; }

 private:
  uint64_t state_;
};

// The layout of a floating-point format; zeros for integers.
struct Layout {
  int bits = 32;
  int exponent_bits = 0, fraction_bits = 0;
  bool is_float() const { return exponent_bits != 0; }
  uint64_t mask() const { return bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1; }
};

Layout LayoutOf(const std::string& kind) {
  if (kind.starts_with("bf16")) return {16, 8, 7};
  if (kind.starts_with("f16")) return {16, 5, 10};
  if (kind == "f32") return {32, 8, 23};
  if (kind == "f64") return {64, 11, 52};
  if (kind.ends_with("x2") || kind.ends_with("16")) return {16};
  if (kind.ends_with("64")) return {64};
  if (kind == "u8" || kind == "s8") return {8};
  return {32};
}

// The most telling ones first: sweeps of three operands use the first ten.
std::vector<uint64_t> FloatEdges(const Layout& f) {
  const uint64_t sign = uint64_t{1} << (f.bits - 1), unit = uint64_t{1} << f.fraction_bits, fraction = unit - 1;
  const uint64_t exponents = (uint64_t{1} << f.exponent_bits) - 1, infinity = exponents << f.fraction_bits;
  const uint64_t bias = exponents / 2, one = bias << f.fraction_bits, quiet = unit / 2;
  std::vector<uint64_t> edges = {
      0, sign, one, one | sign, 1, infinity, infinity | sign, infinity | quiet, infinity - 1, fraction | sign};
  const auto both = [&](uint64_t bits) {
    edges.push_back(bits);
    edges.push_back(bits | sign);
  };
  both(unit);          // the smallest normal number
  both(infinity | 1);  // a signalling NaN
  both(infinity | quiet | (quiet >> 2) | 1);
  edges.push_back(infinity | fraction | sign);
  both(one - 1);  // just below 1
  both(one + 1);
  both(one + unit / 2);  // 1.5
  both(one + unit);      // 2
  both(one - unit);      // 0.5
  edges.push_back(unit + 1);
  edges.push_back(sign | 1);
  edges.push_back(fraction);
  edges.push_back((infinity - 1) | sign);
  for (const int power : {7, 8, 15, 16, 23, 24, 31, 32, 52, 53, 63, 64}) {
    const uint64_t exponent = bias + static_cast<uint64_t>(power);
    if (exponent >= exponents) continue;
    both(exponent << f.fraction_bits);
    edges.push_back((exponent << f.fraction_bits) - 1);
  }
  return edges;
}

std::vector<uint64_t> IntegerEdges(int bits) {
  const uint64_t top = uint64_t{1} << (bits - 1), all = top | (top - 1);
  std::vector<uint64_t> edges = {0, 1, all, top, top - 1, 2, top + 1, all - 1, 3, 0x55 * (all / 0xff)};
  for (const uint64_t value : {uint64_t{4},
                               uint64_t{7},
                               uint64_t{8},
                               uint64_t{15},
                               uint64_t{16},
                               uint64_t{31},
                               uint64_t{32},
                               uint64_t{33},
                               uint64_t{63},
                               uint64_t{64},
                               uint64_t{0x7f},
                               uint64_t{0x80},
                               uint64_t{0xff},
                               uint64_t{0x100},
                               uint64_t{0x7fff},
                               uint64_t{0x8000},
                               uint64_t{0xffff},
                               uint64_t{0x10000},
                               uint64_t{0xffffff},
                               uint64_t{0x1000000},
                               uint64_t{0x1000001},
                               uint64_t{0x7fffffff},
                               uint64_t{0x80000000},
                               uint64_t{0xffffffff},
                               uint64_t{0x100000000},
                               uint64_t{0x20000000000000},
                               uint64_t{0x20000000000001}}) {
    if (value > all) continue;
    edges.push_back(value);
    edges.push_back((0 - value) & all);
  }
  edges.push_back(0xaa * (all / 0xff));
  return edges;
}

const std::vector<uint64_t>& EdgesOf(const std::string& kind) {
  thread_local std::string last;
  thread_local std::vector<uint64_t> edges;
  if (last == kind) return edges;
  last = kind;
  const Layout layout = LayoutOf(kind);
  edges = layout.is_float() ? FloatEdges(layout) : IntegerEdges(layout.bits);
  if (kind == "p") edges = {0, 1};
  if (kind == "C") edges = {0, 1, 8, 16, 31, 32, 33, 63, 64, 65, 255, 256, 0x80000000, 0xffffffff, 15, 7, 2, 4, 24, 30};
  return edges;
}

// Ties: some low bits are 10...0, or beside it.
uint64_t Tie(uint64_t bits, int width, Random* random) {
  const int low = 1 + random->Below(width - 1);
  const uint64_t tie = uint64_t{1} << (low - 1);
  return (bits & ~((tie << 1) - 1)) + tie + static_cast<uint64_t>(random->Below(3)) - 1;
}

uint64_t RandomFloat(const Layout& f, const uint64_t* previous, Random* random) {
  const uint64_t bits = random->Next() & f.mask(), sign = uint64_t{1} << (f.bits - 1);
  const int exponents = (1 << f.exponent_bits) - 1, bias = exponents / 2;
  const uint64_t fraction_mask = (uint64_t{1} << f.fraction_bits) - 1;
  const auto with_exponent = [&](int exponent) {
    return (bits & (sign | fraction_mask)) | static_cast<uint64_t>(std::clamp(exponent, 0, exponents - 1))
                                                 << f.fraction_bits;
  };
  const int moderate = bias + random->Below(2 * f.fraction_bits) - f.fraction_bits;
  switch (random->Below(previous == nullptr ? 4 : 9)) {
    case 0:
      return bits;
    case 1:
      return with_exponent(moderate);
    case 2:
      return Tie(with_exponent(moderate), f.fraction_bits, random) & f.mask();
    case 3:  // a short fraction
      return with_exponent(bias + random->Below(12) - 4) & ~(fraction_mask >> (1 + random->Below(4)));
  }
  const int before = static_cast<int>(*previous >> f.fraction_bits) & exponents;
  switch (random->Below(5)) {
    case 0:  // nearly equal, of either sign
      return (*previous + static_cast<uint64_t>(random->Below(5)) - 2) ^ (random->Below(2) != 0 ? sign : 0);
    case 1:  // around half of the other's last place
      return with_exponent(before - f.fraction_bits - random->Below(3)) &
             (random->Below(2) != 0 ? ~fraction_mask : f.mask());
    case 2:  // a product at an end of the range
      return with_exponent((random->Below(2) != 0 ? exponents : 0) + bias - before + random->Below(8) - 4);
    case 3:  // a quotient at an end of the range
      return with_exponent(before - bias + (random->Below(2) != 0 ? 0 : exponents) + random->Below(8) - 4);
    default:  // near in size
      return with_exponent(before + random->Below(7) - 3);
  }
}

uint64_t RandomInteger(const Layout& layout, const uint64_t* previous, Random* random) {
  const uint64_t bits = random->Next() & layout.mask();
  switch (random->Below(previous == nullptr ? 4 : 5)) {
    case 0:
      return bits;
    case 1:
      return bits >> random->Below(layout.bits);
    case 2:
      return (0 - (bits >> random->Below(layout.bits))) & layout.mask();
    case 3:
      return (Tie(bits, layout.bits, random) & layout.mask()) >> random->Below(layout.bits / 2);
    default:
      return (*previous + static_cast<uint64_t>(random->Below(5)) - 2) & layout.mask();
  }
}

// One element: an edge, or a random value, which may depend on the operand before it.
uint64_t DrawElement(const std::string& kind, const uint64_t* previous, bool edge, Random* random) {
  if (edge || random->Below(8) == 0) {
    const std::vector<uint64_t>& edges = EdgesOf(kind);
    return edges[static_cast<size_t>(random->Below(static_cast<int>(edges.size())))];
  }
  const Layout layout = LayoutOf(kind);
  return (layout.is_float() ? RandomFloat(layout, previous, random) : RandomInteger(layout, previous, random)) &
         layout.mask();
}

uint64_t Draw(const std::string& kind, const uint64_t* previous, bool edge, Random* random) {
  if (kind == "p") return random->Next() & 1;
  if (kind == "C" && !edge)
    return static_cast<uint64_t>(random->Below(4) == 0 ? random->Below(1 << 16) : random->Below(72));
  if (kind == "L") return static_cast<uint64_t>(random->Below(32));
  if (kind == "S") return static_cast<uint32_t>(random->Below(80) - 40);
  // The upper bits of a wider register do not belong to an 8-bit value.
  if (kind == "u8" || kind == "s8") return (random->Next() & 0xffffff00) | DrawElement(kind, nullptr, edge, random);
  if (!kind.ends_with("x2")) return DrawElement(kind, previous, edge, random);
  const uint64_t low = previous == nullptr ? 0 : *previous & 0xffff, high = previous == nullptr ? 0 : *previous >> 16;
  const uint64_t low_half = DrawElement(kind, previous == nullptr ? nullptr : &low, edge, random);
  return DrawElement(kind, previous == nullptr ? nullptr : &high, edge, random) << 16 | low_half;
}

// Member masks, shuffle segments and values that lanes may share are drawn a warp at a time.
void DrawWarp(const std::string& kind, uint64_t* lanes, Random* random) {
  uint64_t value = 0;
  if (kind == "M") {
    static constexpr uint64_t kMasks[] = {0xffffffff, 0xffff, 0xffff0000, 0xaaaaaaaa, 0x1, 0x80000000, 0x7fffffff};
    const int pick = random->Below(16);
    value = pick < 7 ? 0xffffffff : pick < 12 ? kMasks[random->Below(7)] : random->Next() & 0xffffffff;
    if (value == 0) value = 2;
  } else if (kind == "I") {
    static constexpr uint64_t kSegments[] = {0x1f, 0, 0x101f, 0x1000, 0x181f, 0x1800, 0x1c1f, 0x1e1f, 0x1f1f, 0x1c03};
    const int pick = random->Below(14);
    value = pick < 10 ? kSegments[pick] : random->Next() & 0xffffffff;
  }
  const int variety = random->Below(3) == 0 ? 1 : 1 + random->Below(8);
  const uint64_t seed = random->Next();
  for (int lane = 0; lane < 32; ++lane) {
    if (kind.starts_with("V")) {
      Random one(seed + static_cast<uint64_t>(random->Below(variety)));
      value = kind == "V64" ? one.Next() : one.Next() & 0xffffffff;
    }
    lanes[lane] = value;
  }
}

bool IsPerWarp(const std::string& kind) { return kind == "M" || kind == "I" || kind.starts_with("V"); }

// How many edges of each operand make all combinations of them fit in half of the tuples; 0: draw them.
size_t EdgesInAll(const OperandKinds& kinds) {
  size_t all = 1;
  for (const std::string& kind : kinds) {
    if (IsPerWarp(kind) || kind == "L" || kind == "S" || kind.ends_with("x2") || kind.ends_with("8")) return 0;
    all *= EdgesOf(kind).size();
  }
  if (all <= kTuples / 2) return SIZE_MAX;
  return kinds.size() == 3 ? 10 : kinds.size() == 2 ? 32 : 0;
}

}  // namespace

Tuples MakeTuples(const OperandKinds& kinds) {
  uint64_t seed = 20261124;
  for (const std::string& kind : kinds) {
    for (const char c : kind + " ") seed = Random(seed ^ static_cast<uint64_t>(c)).Next();
  }
  Random random(seed);
  Tuples tuples;
  const Layout first = LayoutOf(kinds.at(0));
  const bool exhaustive = kinds.size() == 1 && first.bits == 16 && RegisterBytes(kinds[0]) == 2 && !IsPerWarp(kinds[0]);
  tuples.count = exhaustive ? 1 << 16 : kTuples;
  tuples.columns.assign(kinds.size(), std::vector<uint64_t>(static_cast<size_t>(tuples.count)));
  const size_t in_all = EdgesInAll(kinds);
  for (int t = 0; t < tuples.count; ++t) {
    const auto index = static_cast<size_t>(t);
    if (exhaustive) {
      tuples.columns[0][index] = index;
      continue;
    }
    size_t rest = index;  // a mixed-radix number: which combination of edges
    std::vector<uint64_t> values;
    for (const std::string& kind : kinds) {
      if (in_all == 0 || IsPerWarp(kind)) break;
      const std::vector<uint64_t>& edges = EdgesOf(kind);
      const size_t used = std::min(edges.size(), in_all);
      values.push_back(edges[rest % used]);
      rest /= used;
    }
    const bool combined = values.size() == kinds.size() && rest == 0 && t < kTuples / 2;
    for (size_t k = 0; k < kinds.size(); ++k) {
      if (IsPerWarp(kinds[k])) {
        if (t % 32 == 0) DrawWarp(kinds[k], &tuples.columns[k][index], &random);
        continue;
      }
      const bool related = k > 0 && kinds[k - 1] == kinds[k];
      const uint64_t* previous = related ? &tuples.columns[k - 1][index] : nullptr;
      tuples.columns[k][index] = combined ? values[k] : Draw(kinds[k], previous, t < kTuples / 2, &random);
    }
  }
  return tuples;
}

}  // namespace gatefuzz::conformance
