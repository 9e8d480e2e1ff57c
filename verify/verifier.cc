// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "verify/verifier.h"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "harness/outcome.h"
#include "harness/runner.h"
#include "reference/checker.h"
#include "verify/poison.h"

namespace gatefuzz::verify {
namespace {

// A result that breaks the contract once and keeps it the next time is not a function of its row.
constexpr int kRepeats = 4;
// The neighbours with which a row is tried where it is legal alone.
constexpr int64_t kNeighbours[] = {1, 8, 64, 512, kMaxCaseTokens};

bool HasPoison(const FetchedRows& fetched) {
  const auto word = [](uint64_t bits, int shift) { return static_cast<uint32_t>(bits >> shift) == kPoisonWord; };
  for (size_t i = 0; i < fetched.result.ids.size(); ++i) {
    const uint64_t id = static_cast<uint64_t>(fetched.result.ids[i]);
    if (word(id, 0) || (fetched.rows.id_type == IdType::kInt64 && word(id, 32))) return true;
    if (fetched.result.weights[i] == kPoisonWord) return true;
    if (!fetched.result.source_rows.empty() && word(static_cast<uint32_t>(fetched.result.source_rows[i]), 0))
      return true;
  }
  return false;
}

std::string Names(Verdict verdict) {
  std::string names;
  for (int clause = 0; clause < 31; ++clause) {
    if ((verdict >> clause & 1u) == 0) continue;
    names += (names.empty() ? "" : ", ") + std::string(ClauseName(static_cast<Clause>(clause)));
  }
  return names;
}

}  // namespace

Verifier::Verifier(const KernelInfo& kernel, int64_t most_rows) : kernel_(kernel), engine_(kernel, most_rows) {}

std::optional<Finding> Verifier::Run(const std::function<std::optional<Batch>()>& next,
                                     const std::function<bool(const Totals&)>& keep_going) {
  std::deque<Batch> waiting;
  bool more = true;
  while (true) {
    while (more && waiting.size() < Engine::kInFlight) {
      std::optional<Batch> batch = next();
      more = batch.has_value();
      if (!more) break;
      engine_.Start(*batch);
      waiting.push_back(std::move(*batch));
    }
    if (waiting.empty()) return std::nullopt;
    const Batch first = std::move(waiting.front());
    waiting.pop_front();
    const BatchReport report = engine_.Finish();
    if (!report.clean()) {
      // To look at it the batch is run again, so the later ones must have ended.
      while (report.fault.empty() && engine_.in_flight() > 0) engine_.Finish();
      Finding finding = Resolve(first, report);
      finding.batch = totals_.batches;
      return finding;
    }
    ++totals_.batches;
    totals_.rows += static_cast<uint64_t>(first.plan.shape.problem.tokens);
    totals_.kernel_seconds += report.kernel_seconds;
    if (!keep_going(totals_)) more = false;
  }
}

Finding Verifier::Resolve(const Batch& batch, const BatchReport& report) {
  if (!report.fault.empty()) {
    Finding finding;
    finding.clause = Clause::kLaunch;
    finding.text = "the launch ended with " + report.fault;
    return finding;
  }
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    std::vector<Verdict> verdicts;
    const BatchReport again = engine_.Repeat(batch, &verdicts);
    if (!again.fault.empty()) return Resolve(batch, again);
    if (!again.refusal.empty()) {
      Finding finding;
      finding.clause = Clause::kLaunch;
      finding.text = "the kernel refused a valid call: " + again.refusal;
      finding.row = 0;
      Reproduce(0, static_cast<int64_t>(verdicts.size()), &finding);
      return finding;
    }
    for (size_t row = 0; row < verdicts.size(); ++row) {
      if (verdicts[row] == 0) continue;
      Finding finding = JudgeAgain(static_cast<int64_t>(row), verdicts[row]);
      Reproduce(finding.row, static_cast<int64_t>(verdicts.size()), &finding);
      return finding;
    }
  }
  Finding finding;
  finding.clause = Clause::kDeterministic;
  finding.row = static_cast<int64_t>(report.judgement.first_bad);
  finding.text = fmt::format("{} rows were illegal once, and legal when the batch was run again {} times",
                             report.judgement.bad_rows, kRepeats);
  finding.test_case = engine_.Fetch(finding.row, 1).rows;
  return finding;
}

Finding Verifier::JudgeAgain(int64_t row, Verdict verdict) {
  FetchedRows fetched = engine_.Fetch(row, 1);
  Finding finding;
  finding.row = row;
  finding.test_case = fetched.rows;
  if (HasPoison(fetched)) {
    finding.clause = Clause::kComplete;
    finding.text = "an output element of the row was not written";
    return finding;
  }
  const std::vector<Violation> violations = CheckResult(fetched.rows.problem, fetched.result, kernel_.agreement);
  if (violations.empty()) {
    throw std::logic_error(
        fmt::format("verify's judge says that a row breaks {}, and the reference that it does not:\n{}", Names(verdict),
                    Describe(fetched.rows)));
  }
  finding.clause = violations.front().clause;
  for (const Violation& violation : violations) {
    finding.text +=
        fmt::format("{}{}: {}", finding.text.empty() ? "" : "\n", ClauseName(violation.clause), violation.message);
  }
  return finding;
}

void Verifier::Reproduce(int64_t row, int64_t tokens, Finding* finding) {
  std::vector<RoutingCase> cases;
  for (const int64_t neighbours : kNeighbours) {
    const int64_t experts = finding->test_case ? finding->test_case->problem.experts : kMaxExperts;
    const int64_t count = std::min({neighbours, tokens, kMaxCaseLogits / experts});
    const int64_t first = std::clamp<int64_t>(row - count / 2, 0, tokens - count);
    if (!cases.empty() && count <= cases.back().problem.tokens) break;
    cases.push_back(engine_.Fetch(first, count).rows);
  }
  finding->test_case = cases.front();
  // Another launch may lose the device, so everything that is wanted of it was fetched before.
  for (const RoutingCase& test_case : cases) {
    Runner runner(kernel_);
    const Outcome outcome = runner.RunAndCheck(test_case);
    if (!IsFail(outcome)) continue;
    finding->test_case = test_case;
    finding->clause = std::get<Fail>(outcome).clause();
    finding->text = Describe(outcome);
    finding->reproduced = true;
    return;
  }
}

}  // namespace gatefuzz::verify
