// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The command line of the program `gatefuzz`.
#ifndef GATEFUZZ_CAMPAIGN_COMMAND_LINE_H_
#define GATEFUZZ_CAMPAIGN_COMMAND_LINE_H_

namespace gatefuzz {

// main() of the program: reads the command line, runs the subcommand it names. Returns an ExitCode.
int RunProgram(int argc, char** argv);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_COMMAND_LINE_H_
