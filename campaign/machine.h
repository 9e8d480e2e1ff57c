// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a campaign ran on, for its record.
#ifndef GATEFUZZ_CAMPAIGN_MACHINE_H_
#define GATEFUZZ_CAMPAIGN_MACHINE_H_

#include <string>

namespace gatefuzz {

std::string HostName();
// "AMD EPYC 7B13, 2 cores, 23.5 GiB".
std::string MachineInWords();
// "clang 19.1.4, CUDA 13.0, emulator".
std::string ProgramInWords();
// Another build of the program has another key.
std::string ProgramKey();

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_MACHINE_H_
