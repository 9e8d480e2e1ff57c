// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "zoo/zoo_table.h"

#include <iterator>

#include "zoo/zoo_kernels.h"

namespace gatefuzz {
namespace {

constexpr ZooEntry kZoo[] = {
#define GATEFUZZ_ZOO_KERNEL(function, name, clause, source, operation, agreement, lacks, summary) \
  {{name, operation, agreement, lacks, zoo::function, summary}, clause, source},
#include "zoo/zoo_table.inc"
#undef GATEFUZZ_ZOO_KERNEL
};

constexpr ZooAlignEntry kAlignZoo[] = {
#define GATEFUZZ_ZOO_ALIGN_KERNEL(function, name, clause, source, summary) \
  {{name, zoo::function, zoo::ZooAlignWorkspaceBytes, summary}, clause, source},
#include "zoo/zoo_align_table.inc"
#undef GATEFUZZ_ZOO_ALIGN_KERNEL
};

}  // namespace

const ZooEntry* ZooKernels(int* count) {
  *count = static_cast<int>(std::size(kZoo));
  return kZoo;
}

const ZooAlignEntry* ZooAlignKernels(int* count) {
  *count = static_cast<int>(std::size(kAlignZoo));
  return kAlignZoo;
}

}  // namespace gatefuzz
