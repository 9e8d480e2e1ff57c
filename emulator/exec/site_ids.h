// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What an instruction is called across builds: by its function's name and its index in that function. The same whatever
// else the module holds, in whichever order modules are loaded, and wherever the source was compiled.
#ifndef GATEFUZZ_EMULATOR_EXEC_SITE_IDS_H_
#define GATEFUZZ_EMULATOR_EXEC_SITE_IDS_H_

#include <cstdint>
#include <string_view>

namespace gatefuzz::emulator {

// A hash of a mangled name that is the same on every machine. nvcc puts eight hexadecimal digits into the names of
// functions with internal linkage, which it draws from the absolute path of the source file, and with Bazel from that
// of a sandbox: these do not count.
uint64_t StableNameHash(std::string_view mangled);

// The id of the instruction `index` of the function with that hash.
inline uint64_t SiteId(uint64_t name_hash, uint32_t index) { return (name_hash ^ index) * 0x9E3779B97F4A7C15; }

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_SITE_IDS_H_
