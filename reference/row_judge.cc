// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The wording of reports: one line, short however wide the row is.

#include "reference/row_judge.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

// Of long lists only the beginning is shown.
constexpr size_t kShown = 8;

template <typename Count, typename Item>
std::string List(Count count, Item item) {
  std::string out;
  const size_t shown = std::min(static_cast<size_t>(count), kShown);
  for (size_t i = 0; i < shown; ++i) out += (i == 0 ? "" : " ") + item(i);
  return "[" + out + (static_cast<size_t>(count) > shown ? " ...]" : "]");
}

}  // namespace

void RowJudge::Report(Clause clause, int32_t slot, std::string_view text, std::span<const int32_t> concerned) {
  std::string message = fmt::format("{}; ids {}", text, List(problem.k, [&](size_t j) {
                                      return fmt::format("{}", result.ids[Slot(static_cast<int32_t>(j))]);
                                    }));
  if (concerned.empty()) {
    message +=
        "; logits " + List(scored.logit.size(), [&](size_t e) { return fmt::format("{:.6g}", scored.logit[e]); });
  } else {
    message += "; logits " + List(concerned.size(), [&](size_t i) {
                 return fmt::format("{}:{:.9g}", concerned[i], scored.logit[static_cast<size_t>(concerned[i])]);
               });
  }
  violations->push_back({clause, row, slot, std::move(message)});
}

std::string DescribeExpert(const RowJudge& judge, int32_t expert) {
  const size_t e = static_cast<size_t>(expert);
  if (judge.scored.masked[e]) return fmt::format("expert {} (masked)", expert);
  if (judge.exact) return fmt::format("expert {} (logit {:.9g})", expert, judge.scored.effective_logit[e]);
  const Contender& contender = judge.contenders[e];
  std::string out = fmt::format("expert {} (choice {:.9g}", expert, judge.scored.choice[e]);
  if (!judge.problem.bias.empty()) out += fmt::format(", bias {:.9g}", ToDouble(DType::kF32, judge.problem.bias[e]));
  return out + fmt::format(", tolerance {:.2g})", (contender.high - contender.low) / 2);
}

std::string DescribeGroup(const RowJudge& judge, int32_t group) {
  const GroupContender& contender = judge.groups[static_cast<size_t>(group)];
  if (contender.tie.empty()) return fmt::format("group {} (all masked)", group);
  // The exact level compares logits, of which several may have one score.
  if (judge.exact) return fmt::format("group {} (largest logit {:.9g})", group, contender.tie.front().first);
  return fmt::format("group {} (score {:.9g}, tolerance {:.2g})", group,
                     judge.scored.group_score[static_cast<size_t>(group)], (contender.high - contender.low) / 2);
}

}  // namespace gatefuzz
