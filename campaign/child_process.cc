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
#include <string_view>
#include <thread>

#include "campaign/user_paths.h"

namespace gatefuzz {
namespace {

constexpr int kResultFile = 3;
// A driver ends a kernel that runs for ever when its process is killed; this may take seconds.
constexpr auto kKillLimit = std::chrono::seconds(60);
constexpr auto kPollInterval = std::chrono::milliseconds(1);
constexpr char kDeviceVariable[] = "CUDA_VISIBLE_DEVICES=";

// In the child, between fork and exec: only async-signal-safe calls.
[[noreturn]] void Execute(char* const* argv, char* const* envp, pid_t parent, int input, int output, int result) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // the parent died before prctl
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (result >= 0) dup2(result, kResultFile);
  execve("/proc/self/exe", argv, envp);
  _exit(127);
}

// Our environment, in which `device` takes the place of the GPUs that we see; "": it is as ours.
std::vector<std::string> EnvironmentWith(const std::string& device) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (device.empty() || !std::string_view(*variable).starts_with(kDeviceVariable)) variables.emplace_back(*variable);
  }
  if (!device.empty()) variables.push_back(kDeviceVariable + device);
  return variables;
}

// The pointers that execve takes; they live as long as `texts`.
std::vector<char*> PointersTo(std::vector<std::string>* texts) {
  std::vector<char*> pointers;
  for (std::string& text : *texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
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
  WaitOrKill(std::chrono::milliseconds(0));
}

bool ChildProcess::Start(const Options& options, std::string* error) {
  std::vector<std::string> arguments = {ProgramPath()};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> variables = EnvironmentWith(options.device);
  const std::vector<char*> argv = PointersTo(&arguments);
  const std::vector<char*> envp = PointersTo(&variables);

  const char* log = options.log_path.empty() ? "/dev/null" : options.log_path.c_str();
  const int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const int input = options.input >= 0 ? options.input : open("/dev/null", O_RDONLY | O_CLOEXEC);
  const pid_t parent = getpid();
  const pid_t pid = output < 0 || input < 0 ? -1 : fork();
  if (pid == 0) Execute(argv.data(), envp.data(), parent, input, output, options.result);
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

std::optional<ExitStatus> ChildProcess::WaitAtMost(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    if (const std::optional<ExitStatus> status = Poll()) return status;
    std::this_thread::sleep_for(kPollInterval);
  }
  return std::nullopt;
}

ExitStatus ChildProcess::WaitOrKill(std::chrono::milliseconds limit) {
  if (const std::optional<ExitStatus> status = WaitAtMost(limit)) return *status;
  Signal(SIGKILL);
  if (const std::optional<ExitStatus> status = WaitAtMost(kKillLimit)) return *status;
  pid_ = -1;
  return {.code = 0, .signal = SIGKILL};
}

void ChildProcess::Signal(int signal) {
  if (running()) kill(pid_, signal);
}

}  // namespace gatefuzz
