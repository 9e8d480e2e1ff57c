// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/judge_pool.h"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include "campaign/judge.h"

namespace gatefuzz {
namespace {

using Clock = std::chrono::steady_clock;

struct Seat {
  std::string_view kernel;
  std::unique_ptr<CaseJudge> judge;
  std::optional<size_t> job;

  bool HasAnswer(Clock::time_point now, short events) const {
    return judge->answers() < 0 || events != 0 || now >= judge->deadline();
  }
};

// Waits until one that works has its answer, or has run out of time.
std::vector<Seat*> WaitForAnswers(std::vector<Seat>* seats) {
  std::vector<Seat*> working;
  std::vector<pollfd> files;
  int wait = -1;
  for (Seat& seat : *seats) {
    if (!seat.job) continue;
    working.push_back(&seat);
    files.push_back({.fd = seat.judge->answers(), .events = POLLIN, .revents = 0});
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(seat.judge->deadline() - Clock::now()).count() + 1;
    const int limit = seat.judge->answers() < 0 ? 0 : static_cast<int>(std::clamp<int64_t>(left, 0, 1000));
    wait = wait < 0 ? limit : std::min(wait, limit);
  }
  if (!files.empty()) poll(files.data(), files.size(), wait);
  std::vector<Seat*> ready;
  for (size_t i = 0; i < working.size(); ++i) {
    if (working[i]->HasAnswer(Clock::now(), files[i].revents)) ready.push_back(working[i]);
  }
  return ready;
}

}  // namespace

std::vector<Verdict> JudgeAll(std::span<const JudgeJob> jobs, const JudgePoolOptions& options) {
  std::vector<Verdict> verdicts(jobs.size());
  std::vector<Seat> seats(std::min(static_cast<size_t>(std::max(options.processes, 1)), jobs.size()));
  const auto device_of = [&](size_t place) {
    return options.devices.empty() ? "" : options.devices[place % options.devices.size()];
  };
  size_t next = 0;
  size_t done = 0;
  while (done < jobs.size()) {
    for (size_t place = 0; place < seats.size(); ++place) {
      Seat& seat = seats[place];
      if (seat.job || next == jobs.size()) continue;
      const JudgeJob& job = jobs[next];
      if (seat.judge == nullptr || seat.kernel != job.kernel) {
        seat.judge = std::make_unique<CaseJudge>(
            job.kernel,
            JudgeOptions{.limit = options.case_limit, .backend = options.backend, .device = device_of(place)});
        seat.kernel = job.kernel;
      }
      seat.judge->Ask(*job.test_case);
      seat.job = next++;
    }
    for (Seat* seat : WaitForAnswers(&seats)) {
      verdicts[*seat->job] = seat->judge->Answer();
      seat->job.reset();
      options.progress(++done);
    }
  }
  return verdicts;
}

}  // namespace gatefuzz
