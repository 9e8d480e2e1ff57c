// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_EMULATOR_EXEC_PRINTF_FORMAT_H_
#define GATEFUZZ_EMULATOR_EXEC_PRINTF_FORMAT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace gatefuzz::emulator {

// Copies argument bytes from an offset of the argument buffer; false if that is outside of memory.
using ReadArgument = std::function<bool(uint64_t offset, void* to, uint64_t bytes)>;
// A string by its device address; false if it leaves memory.
using ReadString = std::function<bool(uint64_t address, std::string* text)>;

// Formats as CUDA's printf: arguments lie in the buffer at their natural alignment, int as 4 bytes, floating as 8.
// Returns the number of arguments, as vprintf does on the device, or -1 if one could not be read.
int FormatPrintf(std::string_view format, const ReadArgument& read, const ReadString& read_string, std::string* text);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_EXEC_PRINTF_FORMAT_H_
