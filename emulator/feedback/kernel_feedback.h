// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Turns the behaviour of a kernel into counters. PTX hides most decisions in predicates (selp, @p), so beside the edges
// between blocks there is a counter for each outcome of each predicate among the lanes (none, all, some), and one for
// how close the operands of each comparison came. A counter's index depends on the kernel's name and on the names of
// instructions (exec/site_ids.h) alone: it is the same in every build of the same PTX.
#ifndef GATEFUZZ_EMULATOR_FEEDBACK_KERNEL_FEEDBACK_H_
#define GATEFUZZ_EMULATOR_FEEDBACK_KERNEL_FEEDBACK_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class KernelFeedback final : public FeedbackObserver {
 public:
  // A launch of the kernel starts. Requires: `site_ids`, those of its program, outlives the launch.
  void BeginLaunch(std::string_view kernel, std::span<const uint64_t> site_ids);

  void OnEdge(uint32_t from, uint32_t to) override;
  void OnPredicate(uint32_t site, uint32_t lanes, uint32_t outcome) override;
  void OnComparison(const Comparison& comparison) override;

  // Events of all launches.
  uint64_t events() const { return events_; }
  void ClearEvents() { events_ = 0; }

  // How close the operands of the closest active lane are: the leading bits in which they agree, of integers the
  // leading zeros of their distance (0 to the type's bits; all bits: equal). In steps of four bits, since every step is
  // a feature; one by one where integers are the same in all active lanes: such a comparison is about the shape of the
  // problem or its options, decides for the whole launch, and comes seldom. Public for tests.
  static uint32_t Closeness(const Comparison& comparison);

 private:
  size_t IndexOf(uint32_t site, uint64_t feature) const;

  uint64_t kernel_ = 0;  // hash of the name
  std::span<const uint64_t> site_ids_;
  uint64_t events_ = 0;
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_FEEDBACK_KERNEL_FEEDBACK_H_
