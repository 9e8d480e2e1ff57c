// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "zoo/zoo_table.h"

#include <iterator>

#include "zoo/zoo_kernels.h"

namespace gatefuzz {
namespace {

constexpr ZooEntry kZoo[] = {
#define GATEFUZZ_ZOO_KERNEL(function, name, clause, source, operation, lacks, summary) \
  {{name, operation, Agreement::kWithinTolerance, lacks, zoo::function, summary}, clause, source},
#include "zoo/zoo_table.inc"
#undef GATEFUZZ_ZOO_KERNEL
};

}  // namespace

const ZooEntry* ZooKernels(int* count) {
  *count = static_cast<int>(std::size(kZoo));
  return kZoo;
}

}  // namespace gatefuzz
