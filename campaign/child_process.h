// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Another process of this same program: started with arguments of its own, watched, ended.
//
// A child is killed when this process dies, however it dies, and is no member of the terminal's process group: Ctrl-C
// reaches the parent, which ends its children itself. Not thread-safe, and for single-threaded parents (it forks).
#ifndef GATEFUZZ_CAMPAIGN_CHILD_PROCESS_H_
#define GATEFUZZ_CAMPAIGN_CHILD_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace gatefuzz {

struct ExitStatus {
  int code = 0;    // of exit, where signal is 0
  int signal = 0;  // that ended it

  std::string ToString() const;  // "exit code 3", "signal 11 (Segmentation fault)"
};

class ChildProcess {
 public:
  struct Options {
    std::vector<std::string> arguments;  // without the program's name
    std::string device;                  // the GPU that it sees, as in CUDA_VISIBLE_DEVICES; "": those that we see
    std::string log_path;                // its standard output and error are appended there; "": discarded
    int input = -1;                      // becomes its standard input; -1: empty
    int result = -1;                     // becomes its file descriptor 3, if not -1
  };

  ChildProcess() = default;
  // Kills the child if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Requires: not running. False: `error` says why.
  bool Start(const Options& options, std::string* error);
  bool running() const { return pid_ > 0; }
  // The status, once, when it has ended; nothing while it runs.
  std::optional<ExitStatus> Poll();
  // Waits for at most so long, then kills. A process that cannot even be killed, since it is stuck in a driver, is
  // left behind after a while as one that SIGKILL ended.
  ExitStatus WaitOrKill(std::chrono::milliseconds limit);
  // The status, once, if it ends within so long.
  std::optional<ExitStatus> WaitAtMost(std::chrono::milliseconds limit);
  void Signal(int signal);

 private:
  pid_t pid_ = -1;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_CHILD_PROCESS_H_
