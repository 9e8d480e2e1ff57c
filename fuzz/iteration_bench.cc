// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Executions a second of the fuzz target of topk_softmax, without libFuzzer: mutate an encoded case, decode it, write
// it to the file in flight, launch, check. Cases of up to 8 rows.
//   bazel run //fuzz:iteration_bench
#include <cstdlib>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "emulator/control.h"
#include "fuzz/case_mutator.h"
#include "fuzz/kernel_registry.h"
#include "fuzz/kernel_target.h"
#include "fuzz/mutations.h"
#include "harness/case_codec.h"
#include "harness/outcome.h"
#include "harness/random.h"
#include "harness/routing_case.h"

namespace gatefuzz {
namespace {

constexpr MutationLimits kLimits = {.max_tokens = 8};

RoutingCase FirstCase() {
  RoutingCase first;
  first.problem.experts = 128;
  first.problem.k = 8;
  first.problem.tokens = 4;
  first.problem.dtype = DType::kBF16;
  Canonicalize(&first);
  return first;
}

void Iteration(benchmark::State& state) {
  KernelTarget target(NewKernelUnderTest("topk_softmax"));
  const char* const folder = std::getenv("TMPDIR");
  std::string error;
  if (!target.Start(std::string(folder != nullptr ? folder : "/tmp") + "/iteration_bench.gfcase", &error)) {
    return state.SkipWithError(error.c_str());
  }
  // A chain of mutants, begun anew now and then so that no single one decides the figure.
  Random random(1);
  RoutingCase mutant;
  uint64_t mutants = 0;
  target.Execute(EncodeCase(FirstCase()));  // loads the module
  for (auto _ : state) {
    if (mutants++ % 64 == 0) mutant = FirstCase();
    MutateCase(&mutant, kLimits, random);
    if (!std::holds_alternative<Pass>(target.Execute(EncodeCase(mutant)))) {
      return state.SkipWithError("the kernel failed a case");
    }
    emulator::CollectFeatures();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["rows_per_case"] =
      static_cast<double>(target.counts().rows) / static_cast<double>(target.counts().cases);
  target.Finish();
}
BENCHMARK(Iteration)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace gatefuzz

BENCHMARK_MAIN();
