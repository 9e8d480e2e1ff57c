// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The command that replays a case: made here and nowhere else, so that tests, fuzz targets and the program agree.
#ifndef GATEFUZZ_HARNESS_REPLAY_COMMAND_H_
#define GATEFUZZ_HARNESS_REPLAY_COMMAND_H_

#include <string>
#include <string_view>

namespace gatefuzz {

// "bazel run //:gatefuzz -- repro --kernel=KERNEL PATH", quoted for a POSIX shell where that is needed, with what the
// emulator's options of this process change: --approx=random.
std::string ReplayCommand(std::string_view kernel, std::string_view path);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_REPLAY_COMMAND_H_
