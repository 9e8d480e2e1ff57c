// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "emulator/cudart/api.h"

namespace {

thread_local bool per_thread_call = false;

}  // namespace

// What the per-thread names of api_stubs.cc call before the function itself.
extern "C" void gatefuzz_begin_per_thread_call() { per_thread_call = true; }

namespace gatefuzz::emulator {

bool TakePerThread() { return std::exchange(per_thread_call, false); }

}  // namespace gatefuzz::emulator
