// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Executions a second of what a fuzz target does with a case, on cases of up to 8 rows as generators draw them:
//   bazel run //properties:check_benchmark

#include <benchmark/benchmark.h>

#include <vector>

#include "kernels/kernel_table.h"
#include "properties/generators.h"
#include "properties/property.h"

namespace gatefuzz {
namespace {

// The state's argument is the largest number of experts.
std::vector<RoutingCase> SmallCases(int64_t most_experts) {
  std::vector<RoutingCase> cases;
  for (uint64_t seed = 0; cases.size() < 500; ++seed) {
    RoutingCase drawn = DrawRoutingCase(seed, 100);
    if (drawn.problem.tokens <= 8 && drawn.problem.experts <= most_experts) cases.push_back(std::move(drawn));
  }
  return cases;
}

template <typename Check>
void RunBenchmark(benchmark::State& state, const Check& check) {
  int count = 0;
  Runner runner(ProductionKernels(&count)[0]);
  const std::vector<RoutingCase> cases = SmallCases(state.range(0));
  size_t next = 0;
  for (auto _ : state) {
    const Outcome outcome = check(cases[next++ % cases.size()], runner);
    if (!std::holds_alternative<Pass>(outcome)) state.SkipWithError(Describe(outcome).c_str());
  }
  state.SetItemsProcessed(state.iterations());
}

void BM_Run(benchmark::State& state) {
  RunBenchmark(state, [](const RoutingCase& c, Runner& runner) -> Outcome {
    benchmark::DoNotOptimize(runner.Run(c));
    return Pass{};
  });
}
void BM_RunAndCheck(benchmark::State& state) {
  RunBenchmark(state, [](const RoutingCase& c, Runner& runner) { return runner.RunAndCheck(c); });
}
void BM_CheckForFuzzing(benchmark::State& state) { RunBenchmark(state, CheckForFuzzing); }
void BM_CheckAllProperties(benchmark::State& state) { RunBenchmark(state, CheckAllProperties); }

BENCHMARK(BM_Run)->Arg(64)->Arg(kMaxExperts);
BENCHMARK(BM_RunAndCheck)->Arg(64)->Arg(kMaxExperts);
BENCHMARK(BM_CheckForFuzzing)->Arg(64)->Arg(kMaxExperts);
BENCHMARK(BM_CheckAllProperties)->Arg(64)->Arg(kMaxExperts);

}  // namespace
}  // namespace gatefuzz

BENCHMARK_MAIN();
