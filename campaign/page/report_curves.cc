// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/report_curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace gatefuzz {
namespace {

struct Figures {
  HistoryPoint::Kernel kernel;
  double executions = 0;
};
using KernelFigures = std::map<std::string, Figures>;

// The times at which the only member wrote, or as many at even distances: if they are too many, and if members, who
// write at different times, are to be added up.
std::vector<double> CommonTimes(const std::vector<std::vector<HistoryPoint>>& histories) {
  std::vector<double> times;
  size_t longest = 0;
  for (const auto& history : histories) {
    for (const HistoryPoint& point : history) times.push_back(point.elapsed);
    longest = std::max(longest, history.size());
  }
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  if (times.size() < 2 || times.size() == std::min(longest, kMaxTimes)) return times;
  const size_t count = std::clamp<size_t>(longest, 2, kMaxTimes);
  const double step = (times.back() - times.front()) / static_cast<double>(count - 1);
  std::vector<double> even;
  for (size_t i = 0; i + 1 < count; ++i) even.push_back(times.front() + step * static_cast<double>(i));
  even.push_back(times.back());
  return even;
}

uint64_t ExecutionsOf(const HistoryPoint& point, const std::string& kernel) {
  const auto found = std::ranges::find(point.kernels, kernel, &HistoryPoint::Kernel::kernel);
  return found == point.kernels.end() ? 0 : found->executions;
}

// Between two points, which may lie minutes apart, a kernel is taken to have run evenly.
double ExecutionsAt(double time, const HistoryPoint& point, const HistoryPoint* next,
                    const HistoryPoint::Kernel& kernel) {
  const auto executions = static_cast<double>(kernel.executions);
  if (next == nullptr || next->elapsed <= point.elapsed) return executions;
  const auto later = static_cast<double>(ExecutionsOf(*next, kernel.kernel));
  const double share = (time - point.elapsed) / (next->elapsed - point.elapsed);
  return executions + std::max(later - executions, 0.0) * share;
}

void Merge(const HistoryPoint::Kernel& from, HistoryPoint::Kernel* into) {
  into->features = std::max(into->features, from.features);
  into->instructions_executed = std::max(into->instructions_executed, from.instructions_executed);
  into->instructions_present = std::max(into->instructions_present, from.instructions_present);
  into->corpus_files = std::max(into->corpus_files, from.corpus_files);
}

// A member ran before it wrote for the first time.
void AddBeforeFirst(double time, const HistoryPoint& first, KernelFigures* now) {
  for (const HistoryPoint::Kernel& kernel : first.kernels) {
    (*now)[kernel.kernel].executions += static_cast<double>(kernel.executions) * time / first.elapsed;
  }
}

double Coverage(const HistoryPoint::Kernel& kernel) {
  if (kernel.instructions_present == 0) return -1;
  return 100.0 * static_cast<double>(kernel.instructions_executed) / static_cast<double>(kernel.instructions_present);
}

}  // namespace

void SetCurves(std::vector<std::vector<HistoryPoint>> histories, ReportModel* model) {
  for (auto& history : histories) {
    std::erase_if(history,
                  [](const HistoryPoint& point) { return !std::isfinite(point.elapsed) || point.elapsed < 0; });
    std::ranges::sort(history, {}, &HistoryPoint::elapsed);
  }
  model->times = CommonTimes(histories);
  model->curves.clear();
  for (const ReportKernel& kernel : model->kernels) model->curves.emplace_back().kernel = kernel.record.kernel;
  std::vector<size_t> next(histories.size(), 0);
  KernelFigures before;
  double time_before = 0;
  for (const double time : model->times) {
    KernelFigures now;
    uint64_t groups = 0;
    for (size_t member = 0; member < histories.size(); ++member) {
      const auto& history = histories[member];
      while (next[member] < history.size() && history[next[member]].elapsed <= time) ++next[member];
      if (next[member] == 0) {
        if (!history.empty()) AddBeforeFirst(time, history[0], &now);
        continue;
      }
      const HistoryPoint& point = history[next[member] - 1];
      // Members share the folder of groups.
      groups = std::max(groups, static_cast<uint64_t>(std::max(point.groups, 0)));
      const HistoryPoint* const later = next[member] < history.size() ? &history[next[member]] : nullptr;
      for (const HistoryPoint::Kernel& kernel : point.kernels) {
        Figures& figures = now[kernel.kernel];
        Merge(kernel, &figures.kernel);
        figures.executions += ExecutionsAt(time, point, later, kernel);
      }
    }
    model->groups_found.push_back(groups);
    for (ReportCurves& curves : model->curves) {
      const auto& [kernel, executions] = now[curves.kernel];
      const double since = std::max(executions - before[curves.kernel].executions, 0.0);
      curves.features.push_back(kernel.features);
      curves.coverage.push_back(Coverage(kernel));
      curves.executions_per_second.push_back(time > time_before ? since / (time - time_before) : 0);
      curves.corpus_files.push_back(kernel.corpus_files);
    }
    before = std::move(now);
    time_before = time;
  }
}

}  // namespace gatefuzz
