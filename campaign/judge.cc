// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/judge.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "campaign/exit_code.h"
#include "emulator/control.h"
#include "fmt/format.h"
#include "harness/case_codec.h"
#include "harness/device_session.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

constexpr int kAnswerFile = 3;
constexpr uint32_t kMaxAnswerBytes = 1 << 24;
constexpr size_t kLogTail = 2000;

using Clock = std::chrono::steady_clock;

bool WriteAll(int file, const void* data, size_t size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  while (size > 0) {
    const ssize_t written = write(file, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

bool WriteFrame(int file, const void* data, size_t size) {
  const auto length = static_cast<uint32_t>(size);
  return WriteAll(file, &length, sizeof length) && WriteAll(file, data, size);
}

enum class Received { kAll, kEnd, kTimeout };

Received ReadAll(int file, void* data, size_t size, std::optional<Clock::time_point> deadline) {
  auto* bytes = static_cast<uint8_t*>(data);
  while (size > 0) {
    if (deadline) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - Clock::now()).count();
      pollfd ready = {.fd = file, .events = POLLIN, .revents = 0};
      const int count = left <= 0 ? 0 : poll(&ready, 1, static_cast<int>(left));
      if (count < 0 && errno == EINTR) continue;
      if (count == 0) return Received::kTimeout;
    }
    const ssize_t got = read(file, bytes, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Received::kEnd;
    bytes += got;
    size -= static_cast<size_t>(got);
  }
  return Received::kAll;
}

template <typename Bytes>
Received ReadFrame(int file, uint32_t max_size, Bytes* bytes, std::optional<Clock::time_point> deadline = {}) {
  uint32_t length = 0;
  const Received header = ReadAll(file, &length, sizeof length, deadline);
  if (header != Received::kAll) return header;
  if (length > max_size) return Received::kEnd;
  bytes->resize(length);
  return ReadAll(file, bytes->data(), length, deadline);
}

std::string TailOf(const std::string& path) {
  const std::string text = TextOfFile(path);
  return text.size() <= kLogTail ? text : "..." + text.substr(text.size() - kLogTail);
}

std::string TemporaryLog() {
  std::error_code error;
  std::string path = (std::filesystem::temp_directory_path(error) / "gatefuzz-judge-XXXXXX").string();
  const int file = mkstemp(path.data());
  if (file < 0) return "";
  close(file);
  return path;
}

}  // namespace

CaseJudge::CaseJudge(std::string_view kernel, JudgeOptions options)
    : kernel_(kernel), options_(std::move(options)), log_path_(TemporaryLog()) {
  // A judge that died must show as a failed write, not end this process too.
  std::signal(SIGPIPE, SIG_IGN);
}

CaseJudge::~CaseJudge() {
  Restart();
  if (!log_path_.empty()) unlink(log_path_.c_str());
}

void CaseJudge::Restart() {
  if (requests_ >= 0) close(requests_);
  if (answers_ >= 0) close(answers_);
  requests_ = answers_ = -1;
  process_.reset();
}

bool CaseJudge::Start(std::string* error) {
  if (process_ != nullptr) return true;
  if (!log_path_.empty()) std::ofstream(log_path_, std::ios::trunc);
  std::array<int, 2> request;
  std::array<int, 2> answer;
  if (pipe2(request.data(), O_CLOEXEC) != 0 || pipe2(answer.data(), O_CLOEXEC) != 0) {
    *error = std::string("cannot make a pipe: ") + std::strerror(errno);
    return false;
  }
  process_ = std::make_unique<ChildProcess>();
  std::vector<std::string> arguments = {"judge", "--kernel=" + kernel_};
  if (!options_.backend.empty()) arguments.push_back("--backend=" + options_.backend);
  const bool started = process_->Start({.arguments = std::move(arguments),
                                        .device = options_.device,
                                        .log_path = log_path_,
                                        .input = request[0],
                                        .result = answer[1]},
                                       error);
  close(request[0]);
  close(answer[1]);
  requests_ = request[1];
  answers_ = answer[0];
  if (!started) Restart();
  return started;
}

Verdict CaseJudge::LostVerdict() {
  const ExitStatus status = process_->WaitOrKill(std::chrono::seconds(2));
  Verdict verdict;
  verdict.text = "the judging process ended with " + status.ToString() + "; it printed last:\n" + TailOf(log_path_);
  if (status.signal != 0 && status.signal != SIGABRT) {
    verdict.kind = Verdict::Kind::kCrash;
    verdict.symptom.fault = "crash";
  }
  Restart();
  return verdict;
}

Verdict CaseJudge::Judge(const AnyCase& any_case) {
  Ask(any_case);
  return Answer();
}

void CaseJudge::Ask(const AnyCase& any_case) {
  start_error_.clear();
  if (!Start(&start_error_)) return;
  const std::vector<uint8_t> request = EncodeCase(any_case);
  handed_over_ = WriteFrame(requests_, request.data(), request.size());
  deadline_ = Clock::now() + options_.limit;
}

Verdict CaseJudge::Answer() {
  Verdict verdict;
  if (process_ == nullptr) {
    verdict.text = start_error_;
    return verdict;
  }
  std::string answer;
  const Received received = handed_over_ ? ReadFrame(answers_, kMaxAnswerBytes, &answer, deadline_) : Received::kEnd;
  if (received == Received::kEnd) return LostVerdict();
  if (received == Received::kTimeout) {
    Restart();
    verdict.kind = Verdict::Kind::kTimeout;
    verdict.symptom.fault = "timeout";
    verdict.text = "no verdict within " + std::to_string(options_.limit.count() / 1000) + " s";
    return verdict;
  }
  if (!VerdictFromJson(answer, &verdict)) verdict.text = "the judging process gave an answer that is no verdict";
  if (verdict.device_lost) Restart();
  return verdict;
}

namespace {

// Of a case whose launch alone has failed: a line that says so if only its schedule makes it fail, else "".
std::string ScheduleNote(const AnyCase& any_case, KernelUnderTest* kernel) {
  const uint64_t seed = SeedOf(any_case);
  if (seed == 0 || !emulator::Present()) return "";
  kernel->UseSchedule(0);
  const Outcome ascending = kernel->RunAndCheck(any_case);
  kernel->UseSchedule(std::nullopt);
  if (!std::holds_alternative<Pass>(ascending)) return "";
  return fmt::format("needs a schedule: that of seed {} shows it, ascending order (seed 0) does not\n", seed);
}

}  // namespace

Verdict JudgeHere(const AnyCase& any_case, KernelUnderTest* kernel) {
  const Outcome launch = kernel->RunAndCheck(any_case);
  const bool direct = IsFail(launch);
  Verdict verdict = ToVerdict(direct ? launch : kernel->CheckAll(any_case));
  if (direct) {
    verdict.direct = true;
    if (!verdict.text.empty() && verdict.text.back() != '\n') verdict.text += '\n';
    verdict.text += ScheduleNote(any_case, kernel);
  }
  verdict.device_lost = !WhyDeviceLost().empty();
  return verdict;
}

int ServeJudge(const KernelUnderTest& kernel, const std::function<Verdict(const AnyCase&)>& judge) {
  std::vector<uint8_t> request;
  while (ReadFrame(STDIN_FILENO, kMaxCaseFileBytes, &request) == Received::kAll) {
    const Verdict verdict = judge(kernel.Decode(request));
    const std::string answer = VerdictToJson(verdict);
    if (!WriteFrame(kAnswerFile, answer.data(), answer.size())) return kExitHarnessError;
    if (verdict.device_lost) break;
  }
  return kExitClean;
}

}  // namespace gatefuzz
