// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Where things are: the folder that the user stands in, the program itself, the seeds that came with it.
#ifndef GATEFUZZ_CAMPAIGN_USER_PATHS_H_
#define GATEFUZZ_CAMPAIGN_USER_PATHS_H_

#include <string>
#include <string_view>

namespace gatefuzz {

// An absolute path. A relative one starts from the folder that the user stands in, which under `bazel run` is not the
// current one.
std::string UserPath(std::string_view path);

// The running program's file, for starting it again.
std::string ProgramPath();

// The folder of seeds of this name, as in corpus/, among the program's runfiles; "" if it was copied away from them.
std::string SeedFolder(std::string_view name);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_USER_PATHS_H_
