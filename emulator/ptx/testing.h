// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Shared by the tests of ptx/.
#ifndef GATEFUZZ_EMULATOR_PTX_TESTING_H_
#define GATEFUZZ_EMULATOR_PTX_TESTING_H_

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "emulator/ptx/module.h"
#include "gtest/gtest.h"

namespace gatefuzz::ptx {

inline constexpr char kHeader[] = ".version 9.0\n.target sm_90\n.address_size 64\n";

// Parses kHeader + text; a failure to do so fails the test.
inline Module ParseText(std::string_view text) {
  Module module;
  ParseError error;
  EXPECT_TRUE(Parse(std::string(kHeader) + std::string(text), &module, &error))
      << "line " << error.line << ": " << error.message;
  return module;
}

// The only function of kHeader + ".entry k() { text }".
inline Function ParseBodyText(std::string_view text) {
  Module module = ParseText(".entry k() {\n" + std::string(text) + "\n}");
  return module.functions.empty() ? Function() : module.functions[0];
}

inline Instruction ParseInstructionText(std::string_view text) {
  Function function = ParseBodyText(std::string(text) + ";");
  EXPECT_EQ(function.instructions.size(), 1u) << text;
  return function.instructions.empty() ? Instruction() : function.instructions[0];
}

// The error of kHeader + text, as "line: message"; "" if there is none. Lines count from the first after the header.
inline std::string ErrorOf(std::string_view text) {
  Module module;
  ParseError error;
  if (Parse(std::string(kHeader) + std::string(text), &module, &error)) return "";
  return std::to_string(error.line - 3) + ": " + error.message;
}

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace gatefuzz::ptx

#endif  // GATEFUZZ_EMULATOR_PTX_TESTING_H_
