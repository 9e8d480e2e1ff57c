// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/kernel_under_test.h"

#include <type_traits>

#include "harness/align_codec.h"
#include "harness/align_runner.h"
#include "harness/case_codec.h"
#include "harness/runner.h"
#include "properties/align_property.h"
#include "properties/property.h"

namespace gatefuzz {
namespace {

template <typename Element>
OutputBits Bits(const char* name, const std::vector<Element>& elements) {
  OutputBits bits = {.name = name, .elements = {}};
  bits.elements.reserve(elements.size());
  for (const Element element : elements) {
    bits.elements.push_back(static_cast<uint64_t>(static_cast<std::make_unsigned_t<Element>>(element)));
  }
  return bits;
}

std::vector<OutputBits> BitsOf(const RoutingCase& routing_case, Runner& runner) {
  if (WhyInapplicable(runner.kernel(), routing_case)) return {};
  const Launch launch = runner.Run(routing_case);
  if (!launch.has_result || !launch.status.ok()) return {};
  return {Bits("ids", launch.result.ids), Bits("weights", launch.result.weights),
          Bits("source_rows", launch.result.source_rows)};
}

std::vector<OutputBits> BitsOf(const AlignCase& align_case, AlignRunner& runner) {
  const AlignLaunch launch = runner.Run(align_case);
  if (!launch.has_result || !launch.status.ok()) return {};
  return {Bits("sorted", launch.result.sorted), Bits("block_experts", launch.result.block_experts),
          Bits<int32_t>("total", {launch.result.total}), Bits<int32_t>("error", {launch.result.error})};
}

struct Routing {
  using Case = RoutingCase;
  using Runner = gatefuzz::Runner;
  static constexpr CaseKind kKind = CaseKind::kRouting;
  static constexpr auto kDecode = DecodeAny;
};

struct Align {
  using Case = AlignCase;
  using Runner = AlignRunner;
  static constexpr CaseKind kKind = CaseKind::kAlign;
  static constexpr auto kDecode = DecodeAnyAlign;
};

template <typename Kind>
class KernelOf : public KernelUnderTest {
 public:
  using Case = typename Kind::Case;

  template <typename Info>
  explicit KernelOf(const Info& kernel) : runner_(kernel) {}

  std::string_view name() const override { return runner_.kernel().name; }
  CaseKind kind() const override { return Kind::kKind; }
  AnyCase Decode(std::span<const uint8_t> bytes) const override { return Kind::kDecode(bytes); }
  Outcome RunAndCheck(const AnyCase& any_case) override { return runner_.RunAndCheck(std::get<Case>(any_case)); }
  Outcome CheckAll(const AnyCase& any_case) override { return CheckAllProperties(std::get<Case>(any_case), runner_); }
  Outcome CheckForFuzzing(const AnyCase& any_case) override {
    return gatefuzz::CheckForFuzzing(std::get<Case>(any_case), runner_);
  }
  std::vector<OutputBits> LaunchForBits(const AnyCase& any_case) override {
    return BitsOf(std::get<Case>(any_case), runner_);
  }
  void UseSchedule(std::optional<uint64_t> seed) override { runner_.UseSchedule(seed); }

 private:
  typename Kind::Runner runner_;
};

}  // namespace

CaseKind KindOf(const AnyCase& any_case) {
  return std::holds_alternative<AlignCase>(any_case) ? CaseKind::kAlign : CaseKind::kRouting;
}

std::string_view CorpusName(CaseKind kind) { return kind == CaseKind::kAlign ? "align_experts" : "topk_softmax"; }

std::unique_ptr<KernelUnderTest> NewKernelUnderTest(const KernelInfo& kernel) {
  return std::make_unique<KernelOf<Routing>>(kernel);
}

std::unique_ptr<KernelUnderTest> NewKernelUnderTest(const AlignKernelInfo& kernel) {
  return std::make_unique<KernelOf<Align>>(kernel);
}

int64_t TokensOf(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return one.problem.tokens; }, any_case);
}

int32_t ExpertsOf(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return one.problem.experts; }, any_case);
}

int32_t ChoicesOf(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return one.problem.k; }, any_case);
}

uint64_t SeedOf(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return one.seed; }, any_case);
}

}  // namespace gatefuzz
