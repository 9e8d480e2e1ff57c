// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "harness/random.h"
#include "properties/values.h"
#include "reference/float_bits.h"

namespace gatefuzz::verify {
namespace {

struct ModelShape {
  int32_t experts, k, groups, top_groups;
};
// As released models have them, and as kernels have a path for.
constexpr ModelShape kModels[] = {{8, 2, 1, 1},    {16, 1, 1, 1},   {32, 4, 1, 1},     {40, 8, 4, 2},    {60, 4, 4, 3},
                                  {64, 6, 8, 3},   {64, 8, 8, 4},   {72, 6, 8, 4},     {96, 6, 8, 4},    {128, 8, 8, 4},
                                  {128, 8, 4, 2},  {128, 4, 1, 1},  {160, 6, 8, 3},    {160, 8, 1, 1},   {192, 8, 8, 4},
                                  {256, 8, 8, 4},  {256, 6, 8, 4},  {256, 8, 16, 8},   {288, 8, 8, 4},   {320, 8, 8, 4},
                                  {384, 8, 1, 1},  {384, 6, 8, 4},  {512, 10, 8, 4},   {512, 22, 16, 8}, {576, 8, 8, 4},
                                  {768, 16, 8, 4}, {1024, 8, 8, 4}, {1024, 32, 32, 16}};
constexpr int32_t kEdges[] = {1, 2, 3, 7, 9, 31, 33, 63, 65, 95, 97, 127, 129, 255, 257, 383, 385, 511, 513, 1023};

ModelShape DrawShape(Random* random) {
  if (random->Percent(60)) return kModels[random->Below(std::size(kModels))];
  ModelShape shape = {1, 1, 1, 1};
  shape.experts = random->Percent(40) ? kEdges[random->Below(std::size(kEdges))]
                                      : static_cast<int32_t>(std::exp2(10 * random->Unit()));
  shape.k = random->Percent(50) ? std::min(shape.experts, 8)
                                : static_cast<int32_t>(random->Between(1, std::min(shape.experts, kMaxTopK)));
  shape.groups = NearestGroupCount(shape.experts, static_cast<int32_t>(random->Between(1, kMaxGroups)));
  shape.top_groups = static_cast<int32_t>(random->Between(1, shape.groups));
  return shape;
}

}  // namespace

BatchPlan DrawBatch(uint64_t seed, uint64_t number, const KernelInfo& kernel, const Pins& pins, int64_t most_rows) {
  Random random(seed, number);
  const auto offers = [&](Lacks part) { return (kernel.lacks & part) == 0; };
  BatchPlan plan;
  plan.row_seed = random.Next();
  RoutingProblem& problem = plan.shape.problem;
  problem.operation = kernel.operation;
  const ModelShape shape = DrawShape(&random);
  problem.experts = pins.experts.value_or(std::max(shape.experts, pins.k.value_or(1)));
  problem.k = pins.k.value_or(std::min(shape.k, problem.experts));
  problem.dtype = pins.dtype.value_or(static_cast<DType>(random.Below(3)));
  problem.num_groups = shape.groups;
  problem.top_groups = shape.top_groups;
  ClampGroups(&problem);
  problem.renormalize = pins.plain || random.Percent(50);

  const int64_t row_bytes = int64_t{problem.experts} * DTypeSize(problem.dtype);
  const int64_t full = std::clamp<int64_t>(kBatchBytes / row_bytes, 1, most_rows);
  // Kernels have other paths for few rows.
  const bool few = !pins.plain && random.Percent(10);
  problem.tokens = few ? static_cast<int64_t>(std::exp2(std::log2(static_cast<double>(full)) * random.Unit())) : full;
  if (pins.plain) return plan;
  if (offers(kLacksMaskPolicy) && random.Percent(35)) problem.non_finite = NonFinitePolicy::kMask;
  problem.scale = DrawScale(75, &random);
  if (offers(kLacksBias) && random.Percent(50)) problem.bias = DrawBias(problem.experts, &random);
  if (offers(kLacksWindow) && random.Percent(15)) {
    problem.local_first = static_cast<int32_t>(random.Between(0, problem.experts));
    problem.local_count = static_cast<int32_t>(random.Between(0, problem.experts - problem.local_first));
  }
  if (offers(kLacksFinished) && random.Percent(20)) {
    plan.finished_of_65536 = 1u << random.Below(17);
  }
  if (offers(kLacksSourceRows)) problem.want_source_rows = random.Percent(30);
  plan.shape.id_type = static_cast<IdType>(random.Below(3));
  if (offers(kLacksRowStride) && random.Percent(25)) {
    plan.shape.row_padding = static_cast<int32_t>(random.Between(1, kMaxRowPadding));
  }
  if (random.Percent(15)) plan.misalignment = static_cast<int32_t>(random.Below(kMostMisalignment));
  return plan;
}

}  // namespace gatefuzz::verify
