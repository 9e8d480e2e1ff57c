// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/stop_signal.h"

#include <csignal>
#include <initializer_list>

namespace gatefuzz {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

void Note(int) { stop_requested = 1; }

}  // namespace

void CatchStopSignals() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    action.sa_handler = Note;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // not SA_RESTART: waits end at once
    sigaction(signal, &action, nullptr);
  }
}

bool StopRequested() { return stop_requested != 0; }

}  // namespace gatefuzz
