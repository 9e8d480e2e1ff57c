// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The GPU's judge against reference/checker.h: on right results of the generators' cases, and on the same results
// broken in every way that occurs to us, both must name the same clauses of every row.
#include "verify/judge.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "harness/random.h"
#include "harness/testing/oracle_kernel.h"
#include "properties/generators.h"
#include "reference/checker.h"
#include "reference/float_bits.h"
#include "reference/oracle.h"
#include "verify/poison.h"
#include "verify/testing/device_case.h"

namespace gatefuzz::verify {
namespace {

// What the reference says of each row, and `complete` where an output still holds poison.
std::vector<Verdict> ReferenceVerdicts(const RoutingCase& c, const RoutingResult& result, Agreement agreement) {
  std::vector<Verdict> verdicts(static_cast<size_t>(c.problem.tokens));
  for (const Violation& violation : CheckResult(c.problem, result, agreement, 1 << 30)) {
    verdicts[static_cast<size_t>(violation.row)] |= Breaks(violation.clause);
  }
  const size_t k = static_cast<size_t>(c.problem.k);
  for (size_t i = 0; i < result.ids.size(); ++i) {
    const uint64_t id = static_cast<uint64_t>(result.ids[i]);
    bool poison = static_cast<uint32_t>(id) == kPoisonWord || result.weights[i] == kPoisonWord;
    if (c.id_type == IdType::kInt64) poison |= (id >> 32) == kPoisonWord;
    if (!result.source_rows.empty()) poison |= static_cast<uint32_t>(result.source_rows[i]) == kPoisonWord;
    if (poison) verdicts[i / k] = Breaks(Clause::kComplete);
  }
  return verdicts;
}

std::string Names(Verdict verdict) {
  std::string names;
  for (int clause = 0; clause < 31; ++clause) {
    if ((verdict >> clause & 1u) != 0) names += std::string(ClauseName(static_cast<Clause>(clause))) + " ";
  }
  return names.empty() ? "legal" : names;
}

// Breaks a row's answer, or bends it within what may be legal. `ways`: of which to take one.
constexpr int kWays = 20;
void Mutate(const RoutingCase& c, int64_t row, int way, Random* random, RoutingResult* result) {
  const int64_t k = c.problem.k;
  const size_t first = static_cast<size_t>(row * k);
  const auto slot = [&] { return first + random->Below(static_cast<uint64_t>(k)); };
  const auto any_expert = [&] { return static_cast<int64_t>(random->Below(static_cast<uint64_t>(c.problem.experts))); };
  const size_t a = slot(), b = slot();
  const auto number = [](double value) { return FromDouble(DType::kF32, value); };
  switch (way) {
    case 0:
      std::swap(result->ids[a], result->ids[b]);
      break;
    case 1:
      std::swap(result->ids[a], result->ids[b]);
      std::swap(result->weights[a], result->weights[b]);
      break;
    case 2:
      result->ids[a] = result->ids[b];
      break;
    case 3:
      result->ids[a] = any_expert();
      break;
    case 4:
      result->ids[a] = c.problem.experts;
      break;
    case 5:
      result->ids[a] = c.problem.experts + 1 + static_cast<int64_t>(random->Below(5));
      break;
    case 6:
      if (c.id_type != IdType::kUint32) result->ids[a] = -1;
      break;
    case 7:  // a few units in the last place, around the tolerance
      result->weights[a] += static_cast<uint32_t>(random->Between(-20, 20));
      break;
    case 8:
      result->weights[a] = number(random->Percent(50) ? -1.0 : -0.0);
      break;
    case 9:
      result->weights[a] = random->Percent(50) ? 0x7fc00000u : 0x7f800000u;
      break;
    case 10:
      result->weights[a] = 0;
      break;
    case 11:
      for (size_t j = first; j < first + static_cast<size_t>(k); ++j) result->weights[j] = 0;
      break;
    case 12:
      std::swap(result->weights[a], result->weights[b]);
      break;
    case 13:
      if (!result->source_rows.empty()) result->source_rows[a] += 1;
      break;
    case 14:
      result->weights[a] = kPoisonWord;
      break;
    case 15:
      result->ids[a] = c.id_type == IdType::kInt64   ? (int64_t{kPoisonWord} << (random->Percent(50) ? 32 : 0))
                       : c.id_type == IdType::kInt32 ? static_cast<int32_t>(kPoisonWord)
                                                     : int64_t{kPoisonWord};
      break;
    case 16:  // all weights by the same few units
      for (size_t j = first; j < first + static_cast<size_t>(k); ++j) {
        result->weights[j] =
            number(ToDouble(DType::kF32, result->weights[j]) * (1 + 0x1p-22 * (random->Unit() * 40 - 20)));
      }
      break;
    case 17:  // one place down
      for (size_t j = first; j + 1 < first + static_cast<size_t>(k); ++j) result->ids[j] = result->ids[j + 1];
      break;
    case 18:
      for (size_t j = first; j < first + static_cast<size_t>(k); ++j) result->ids[j] = static_cast<int64_t>(j - first);
      break;
    default:  // the smallest number that is not nothing
      result->weights[a] = random->Percent(50) ? 1u : 0x00800000u;
      break;
  }
}

struct Tally {
  int rows = 0;
  int broken = 0;
  int left_by_screen = 0;
  std::map<std::string, int> by_verdict;
};

// Judges the result on both sides.
void Compare(const RoutingCase& c, const RoutingResult& result, Agreement agreement, const std::string& what,
             Tally* tally) {
  const std::vector<Verdict> expected = ReferenceVerdicts(c, result, agreement);
  const std::vector<Verdict> actual = testing::JudgeOnDevice(c, result, agreement, /*screen=*/false).verdicts;
  ASSERT_EQ(actual.size(), expected.size());
  const testing::DeviceVerdicts screened = testing::JudgeOnDevice(c, result, agreement, /*screen=*/true);
  ASSERT_EQ(screened.verdicts, actual) << what << ": the screen changes verdicts\n" << Describe(c);
  tally->left_by_screen += static_cast<int>(screened.left_by_screen);
  for (size_t row = 0; row < expected.size(); ++row) {
    ++tally->rows;
    ++tally->by_verdict[Names(expected[row])];
    if (expected[row] != 0) ++tally->broken;
    if (actual[row] == expected[row]) continue;
    std::string text;
    for (const Violation& violation : CheckResult(c.problem, result, agreement, 1 << 30)) {
      if (violation.row == static_cast<int64_t>(row)) text += violation.message + "\n";
    }
    FAIL() << what << ", row " << row << ": reference " << Names(expected[row]) << "; judge " << Names(actual[row])
           << "\n"
           << text << Describe(c);
  }
}

// Cases of every size for one operation, their right result and broken ones.
void CompareOnCases(Operation operation, Agreement agreement, int cases) {
  Tally tally;
  for (int i = 0; i < cases; ++i) {
    const uint64_t seed = static_cast<uint64_t>(i) * 16 + static_cast<uint64_t>(operation);
    RoutingCase c = DrawRoutingCase(seed, 20 + i % 81);
    c.problem.operation = operation;
    const RoutingResult right = Solve(c.problem);
    const std::string what = fmt::format("seed {} size {}", seed, 20 + i % 81);
    Compare(c, right, agreement, what, &tally);
    Random random(seed, 77);
    for (int round = 0; round < 4; ++round) {
      RoutingResult broken = right;
      for (int64_t row = 0; row < c.problem.tokens; ++row) {
        const int mutations = 1 + static_cast<int>(random.Below(2));
        for (int m = 0; m < mutations; ++m) {
          Mutate(c, row, static_cast<int>(random.Below(kWays)), &random, &broken);
        }
      }
      Compare(c, broken, agreement, fmt::format("{}, round {}", what, round), &tally);
      if (::testing::Test::HasFatalFailure()) return;
    }
    if (::testing::Test::HasFatalFailure()) return;
  }
  // A test of broken results that breaks nothing proves nothing.
  EXPECT_GT(tally.broken, tally.rows / 4);
  std::string counts;
  for (const auto& [names, count] : tally.by_verdict) counts += fmt::format("  {}: {}\n", names, count);
  std::printf("%d rows, %d broken\n%s", tally.rows, tally.broken, counts.c_str());
}

class JudgeTest : public ::testing::TestWithParam<Operation> {};

TEST_P(JudgeTest, NamesTheReferencesClausesOfExactKernels) { CompareOnCases(GetParam(), Agreement::kExact, 120); }

TEST_P(JudgeTest, NamesTheReferencesClausesWithinTolerance) {
  CompareOnCases(GetParam(), Agreement::kWithinTolerance, 60);
}

INSTANTIATE_TEST_SUITE_P(Operations, JudgeTest, ::testing::ValuesIn(gatefuzz::testing::kAllOperations));

}  // namespace
}  // namespace gatefuzz::verify
