// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/kernel_feedback.h"

#include <algorithm>
#include <bit>
#include <type_traits>

#include "emulator/exec/site_ids.h"
#include "emulator/feedback/counters.h"

namespace gatefuzz::emulator {
namespace {

// What is counted at a site; closeness c is kCloseness + c. An edge is counted by the id of where it leads, which no
// such small number is.
enum Feature : uint32_t { kNone = 0, kAll = 1, kSome = 2, kCloseness = 3 };

// How far apart two values of a lane are: integers by their distance, floating-point numbers by their pattern.
template <class T>
auto Difference(T a, T b) {
  using Unsigned = std::make_unsigned_t<T>;
  const Unsigned up = static_cast<Unsigned>(static_cast<Unsigned>(a) - static_cast<Unsigned>(b));
  const Unsigned down = static_cast<Unsigned>(static_cast<Unsigned>(b) - static_cast<Unsigned>(a));
  return a > b ? up : down;
}

struct BitPattern {};  // compare as patterns of bits

// The smallest difference among the active lanes, and whether both operands are the same in all of them.
template <class T, class How>
uint32_t ClosenessAs(const Comparison& comparison, How) {
  using Unsigned = std::make_unsigned_t<T>;
  const T* const a = static_cast<const T*>(comparison.a);
  const T* const b = static_cast<const T*>(comparison.b);
  const int first = std::countr_zero(comparison.lanes);
  const T first_a = a[first], first_b = b[first];
  Unsigned least = static_cast<Unsigned>(~Unsigned{0});
  Unsigned varying = 0;
  for (int i = 0; i < 32; ++i) {
    const Unsigned active = static_cast<Unsigned>(-Unsigned((comparison.lanes >> i) & 1));
    Unsigned difference;
    if constexpr (std::is_same_v<How, BitPattern>) {
      difference = static_cast<Unsigned>(a[i] ^ b[i]);
    } else {
      difference = Difference(a[i], b[i]);
      varying = static_cast<Unsigned>(varying | (active & ((a[i] ^ first_a) | (b[i] ^ first_b))));
    }
    least = std::min(least, static_cast<Unsigned>(difference | static_cast<Unsigned>(~active)));
  }
  const uint32_t agreeing = static_cast<uint32_t>(std::countl_zero(least));
  const bool fine = !std::is_same_v<How, BitPattern> && varying == 0;
  return least == 0 || fine ? agreeing : agreeing / 4 * 4;
}

}  // namespace

void KernelFeedback::BeginLaunch(std::string_view kernel, std::span<const uint64_t> site_ids) {
  kernel_ = StableNameHash(kernel);
  site_ids_ = site_ids;
}

size_t KernelFeedback::IndexOf(uint32_t site, uint64_t feature) const {
  const uint64_t key = kernel_ ^ (site_ids_[site] + feature);
  const uint64_t mixed = (key ^ key >> 29) * 0x9E3779B97F4A7C15;
  return (mixed ^ mixed >> 32) * 0xBF58476D1CE4E5B9 >> (64 - feedback::kCounterBits);
}

void KernelFeedback::OnEdge(uint32_t from, uint32_t to) {
  ++events_;
  // Turned, so that an edge and the way back are two.
  feedback::Count(IndexOf(from, std::rotl(site_ids_[to], 17)));
}

void KernelFeedback::OnPredicate(uint32_t site, uint32_t lanes, uint32_t outcome) {
  ++events_;
  outcome &= lanes;
  feedback::Count(IndexOf(site, outcome == 0 ? kNone : outcome == lanes ? kAll : kSome));
}

void KernelFeedback::OnComparison(const Comparison& comparison) {
  ++events_;
  // Only that it came so close matters, not how often: loops would make a feature of every trip count.
  feedback::counters[IndexOf(comparison.site, kCloseness + Closeness(comparison))] = 1;
}

uint32_t KernelFeedback::Closeness(const Comparison& comparison) {
  if (comparison.lanes == 0) return 0;
  switch (comparison.type) {
    case ptx::Type::kS16:
      return ClosenessAs<int16_t>(comparison, 0);
    case ptx::Type::kU16:
    case ptx::Type::kB16:
      return ClosenessAs<uint16_t>(comparison, 0);
    case ptx::Type::kS32:
      return ClosenessAs<int32_t>(comparison, 0);
    case ptx::Type::kU32:
    case ptx::Type::kB32:
      return ClosenessAs<uint32_t>(comparison, 0);
    case ptx::Type::kS64:
      return ClosenessAs<int64_t>(comparison, 0);
    case ptx::Type::kU64:
    case ptx::Type::kB64:
      return ClosenessAs<uint64_t>(comparison, 0);
    default:
      break;
  }
  switch (ptx::TypeBytes(comparison.type)) {
    case 1:
      return ClosenessAs<uint8_t>(comparison, BitPattern());
    case 2:
      return ClosenessAs<uint16_t>(comparison, BitPattern());
    case 4:
      return ClosenessAs<uint32_t>(comparison, BitPattern());
    case 8:
      return ClosenessAs<uint64_t>(comparison, BitPattern());
    default:
      return 0;
  }
}

}  // namespace gatefuzz::emulator
