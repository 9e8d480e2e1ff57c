// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/sweep.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "reference/float_bits.h"
#include "reference/score_rule.h"

namespace gatefuzz::verify {
namespace {

constexpr int32_t kMostClassExperts = 10;
constexpr int32_t kMostTieExperts = 8;
constexpr NonFinitePolicy kPolicies[] = {NonFinitePolicy::kZeroScore, NonFinitePolicy::kMask};
constexpr DType kDTypes[] = {DType::kBF16, DType::kF16, DType::kF32};
constexpr DType kShortDTypes[] = {DType::kBF16, DType::kF16};

uint64_t Power(uint64_t base, int32_t exponent) {
  uint64_t power = 1;
  for (int32_t i = 0; i < exponent; ++i) power *= base;
  return power;
}

SweepPart PartOf(const KernelInfo& kernel, DType dtype, int32_t experts, int32_t k, bool renormalize,
                 NonFinitePolicy policy) {
  SweepPart part;
  RoutingProblem& problem = part.plan.shape.problem;
  problem.operation = kernel.operation;
  problem.dtype = dtype;
  problem.experts = experts;
  problem.k = k;
  problem.renormalize = renormalize;
  problem.non_finite = policy;
  return part;
}

void SetRows(uint64_t base, std::vector<uint32_t> alphabet, SweepPart* part) {
  part->base = base;
  part->alphabet = std::move(alphabet);
  part->rows = Power(base, part->plan.shape.problem.experts);
}

bool Offers(const KernelInfo& kernel, NonFinitePolicy policy) {
  return policy != NonFinitePolicy::kMask || (kernel.lacks & kLacksMaskPolicy) == 0;
}

Sweep AllLogits(const KernelInfo& kernel, const char* name, const char* claim, bool wide) {
  Sweep sweep{name, claim, {}};
  for (const DType dtype : kDTypes) {
    if ((dtype == DType::kF32) != wide) continue;
    for (const NonFinitePolicy policy : kPolicies) {
      if (!Offers(kernel, policy)) continue;
      for (const bool renormalize : {false, true}) {
        if (wide && renormalize) continue;  // one weight is then 0 or 1
        SweepPart part = PartOf(kernel, dtype, 1, 1, renormalize, policy);
        SetRows(uint64_t{1} << (8 * DTypeSize(dtype)), {}, &part);
        sweep.parts.push_back(std::move(part));
      }
    }
  }
  return sweep;
}

Sweep AllPairs(const KernelInfo& kernel) {
  Sweep sweep{"pairs16", "all 2^32 pairs of bf16 and of f16 logits at E = 2: k = 2 renormalised, k = 1 plain", {}};
  for (const DType dtype : kShortDTypes) {
    for (const int32_t k : {1, 2}) {
      SweepPart part = PartOf(kernel, dtype, 2, k, k == 2, NonFinitePolicy::kZeroScore);
      if (IsGrouped(kernel.operation) && k == 1) part.plan.shape.problem.num_groups = 2;
      SetRows(65536, {}, &part);
      sweep.parts.push_back(std::move(part));
    }
  }
  return sweep;
}

// The part for every number of groups, and of groups kept, that goes with its E and k.
void AddGroupings(const KernelInfo& kernel, const SweepPart& part, std::vector<SweepPart>* parts) {
  if (!IsGrouped(kernel.operation)) {
    parts->push_back(part);
    return;
  }
  const int32_t experts = part.plan.shape.problem.experts;
  for (int32_t groups = 1; groups <= experts; ++groups) {
    if (experts % groups != 0) continue;
    for (int32_t kept = 1; kept <= groups; ++kept) {
      if (part.plan.shape.problem.k > kept * (experts / groups)) continue;
      if (kept == groups && groups > 1) continue;  // as one group
      parts->push_back(part);
      parts->back().plan.shape.problem.num_groups = groups;
      parts->back().plan.shape.problem.top_groups = kept;
    }
  }
}

Sweep AllClasses(const KernelInfo& kernel) {
  Sweep sweep{
      "classes",
      "all 5^E rows over {1.5, NaN, +Inf, -Inf, a denormal} for E <= 10 and every k, both policies, renormalised "
      "and not; every grouping",
      {}};
  for (const DType dtype : kDTypes) {
    // Groups make many shapes; what a logit's type is does not reach them.
    if (IsGrouped(kernel.operation) && dtype != DType::kBF16) continue;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::vector<uint32_t> alphabet = {FromDouble(dtype, 1.5),
                                            FromDouble(dtype, std::numeric_limits<double>::quiet_NaN()),
                                            FromDouble(dtype, kInfinity), FromDouble(dtype, -kInfinity), 1u};
    for (int32_t experts = 1; experts <= kMostClassExperts; ++experts) {
      for (int32_t k = 1; k <= experts; ++k) {
        for (const NonFinitePolicy policy : kPolicies) {
          if (!Offers(kernel, policy)) continue;
          for (const bool renormalize : {false, true}) {
            SweepPart part = PartOf(kernel, dtype, experts, k, renormalize, policy);
            SetRows(alphabet.size(), alphabet, &part);
            AddGroupings(kernel, part, &sweep.parts);
          }
        }
      }
    }
  }
  return sweep;
}

Sweep AllTies(const KernelInfo& kernel) {
  Sweep sweep{"ties", "all tie patterns (weak orders) of E <= 8 experts, every k; every grouping", {}};
  for (const DType dtype : kDTypes) {
    for (int32_t experts = 1; experts <= kMostTieExperts; ++experts) {
      // Every weak order of E experts is a row of E values out of E.
      std::vector<uint32_t> alphabet;
      for (int32_t i = 0; i < experts; ++i) alphabet.push_back(FromDouble(dtype, i - experts / 2));
      for (int32_t k = 1; k <= experts; ++k) {
        SweepPart part = PartOf(kernel, dtype, experts, k, true, NonFinitePolicy::kZeroScore);
        SetRows(alphabet.size(), alphabet, &part);
        AddGroupings(kernel, part, &sweep.parts);
      }
    }
  }
  return sweep;
}

}  // namespace

uint64_t Sweep::rows() const {
  uint64_t rows = 0;
  for (const SweepPart& part : parts) rows += part.rows;
  return rows;
}

std::vector<Sweep> SweepsOf(const KernelInfo& kernel) {
  std::vector<Sweep> sweeps;
  sweeps.push_back(AllLogits(kernel, "logits16",
                             "all 65,536 bf16 and f16 logits at E = 1, both policies, renormalised and not", false));
  // A softmax of one logit is 1.
  if (!IsRowWide(ScoreRuleOf(kernel.operation))) {
    sweeps.push_back(AllLogits(kernel, "logits32", "all 2^32 f32 logits at E = 1, both policies", true));
  }
  sweeps.push_back(AllPairs(kernel));
  sweeps.push_back(AllClasses(kernel));
  sweeps.push_back(AllTies(kernel));
  return sweeps;
}

std::optional<Batch> SweepBatches::Next() {
  while (part_ < sweep_.parts.size()) {
    const SweepPart& part = sweep_.parts[part_];
    const uint64_t rows = std::min(part.rows, most_of_part_);
    if (done_ >= rows) {
      ++part_;
      done_ = 0;
      continue;
    }
    Batch batch{part.plan, Enumeration{done_, part.base, part.alphabet}};
    const uint64_t count = std::min(rows - done_, most_rows_);
    batch.plan.shape.problem.tokens = static_cast<int64_t>(count);
    done_ += count;
    return batch;
  }
  return std::nullopt;
}

}  // namespace gatefuzz::verify
