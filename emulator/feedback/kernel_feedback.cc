// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/feedback/kernel_feedback.h"

#include <algorithm>
#include <bit>

#include "emulator/feedback/counters.h"

namespace gatefuzz::emulator {
namespace {

// What is counted at a site; closeness c is kCloseness + c.
enum Feature : uint32_t { kNone = 0, kAll = 1, kSome = 2, kCloseness = 3, kEdge = 64 };

// The smallest difference, as a pattern of bits, among the active lanes.
template <class T>
T LeastDifference(const Comparison& comparison) {
  const T* const a = static_cast<const T*>(comparison.a);
  const T* const b = static_cast<const T*>(comparison.b);
  T least = static_cast<T>(~T{0});
  for (int i = 0; i < 32; ++i) {
    const T inactive = static_cast<T>(T((comparison.lanes >> i) & 1) - 1);
    least = std::min(least, static_cast<T>((a[i] ^ b[i]) | inactive));
  }
  return least;
}

template <class T>
uint32_t ClosenessAs(const Comparison& comparison) {
  const T difference = LeastDifference<T>(comparison);
  constexpr uint32_t kBits = sizeof(T) * 8;
  return difference == 0 ? kBits / 4 + 1 : static_cast<uint32_t>(std::countl_zero(difference)) / 4;
}

}  // namespace

void KernelFeedback::BeginLaunch(std::string_view kernel, uint32_t first_site) {
  // FNV-1a: the same on every machine, unlike std::hash.
  kernel_ = 0xCBF29CE484222325;
  for (const char c : kernel) kernel_ = (kernel_ ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  first_site_ = first_site;
}

size_t KernelFeedback::IndexOf(uint32_t site, uint32_t feature) const {
  const uint64_t key = kernel_ ^ (uint64_t{site - first_site_} << 32 | feature);
  const uint64_t mixed = (key ^ key >> 29) * 0x9E3779B97F4A7C15;
  return (mixed ^ mixed >> 32) * 0xBF58476D1CE4E5B9 >> (64 - feedback::kCounterBits);
}

void KernelFeedback::OnEdge(uint32_t from, uint32_t to) {
  ++events_;
  feedback::Count(IndexOf(from, kEdge + (to - first_site_)));
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
  switch (ptx::TypeBytes(comparison.type)) {
    case 1:
      return ClosenessAs<uint8_t>(comparison);
    case 2:
      return ClosenessAs<uint16_t>(comparison);
    case 4:
      return ClosenessAs<uint32_t>(comparison);
    case 8:
      return ClosenessAs<uint64_t>(comparison);
    default:
      return 0;
  }
}

}  // namespace gatefuzz::emulator
