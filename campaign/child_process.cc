// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "campaign/user_paths.h"

namespace gatefuzz {
namespace {

constexpr int kResultFile = 3;

// In the child, between fork and exec: only async-signal-safe calls.
[[noreturn]] void Execute(char* const* argv, pid_t parent, int input, int output, int result) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // the parent died before prctl
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (result >= 0) dup2(result, kResultFile);
  execv("/proc/self/exe", argv);
  _exit(127);
}

ExitStatus StatusOf(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

}  // namespace

std::string ExitStatus::ToString() const {
  if (signal != 0) return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  return "exit code " + std::to_string(code);
}

ChildProcess::~ChildProcess() {
  if (!running()) return;
  Signal(SIGKILL);
  Wait();
}

bool ChildProcess::Start(const Options& options, std::string* error) {
  std::string program = ProgramPath();
  std::vector<std::string> arguments = options.arguments;
  std::vector<char*> argv = {program.data()};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  const char* log = options.log_path.empty() ? "/dev/null" : options.log_path.c_str();
  const int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const int input = options.input >= 0 ? options.input : open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = getpid();
  const pid_t pid = output < 0 || input < 0 ? -1 : fork();
  if (pid == 0) Execute(argv.data(), parent, input, output, options.result);
  if (pid < 0) *error = std::string("cannot start a process with its log in ") + log + ": " + std::strerror(errno);
  if (output >= 0) close(output);
  if (options.input < 0 && input >= 0) close(input);
  pid_ = pid;
  return pid > 0;
}

std::optional<ExitStatus> ChildProcess::Poll() {
  if (!running()) return std::nullopt;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = -1;
  return StatusOf(status);
}

ExitStatus ChildProcess::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return StatusOf(status);
}

ExitStatus ChildProcess::WaitOrKill(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    if (const std::optional<ExitStatus> status = Poll()) return *status;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Signal(SIGKILL);
  return Wait();
}

void ChildProcess::Signal(int signal) {
  if (running()) kill(pid_, signal);
}

}  // namespace gatefuzz
