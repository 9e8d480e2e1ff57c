// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Prints docs/instructions.md. The headings are the comments "// 9.7.x ..." of opcode_table.inc, found by the line that
// each row stands on.
//   list_instructions emulator/ptx/opcode_table.inc > docs/instructions.md

#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "emulator/ptx/opcode.h"

namespace {

constexpr int kRowLines[] = {
#define PTX_OPCODE(id, mnemonic, modifiers, operands) __LINE__,
#include "emulator/ptx/opcode_table.inc"
#undef PTX_OPCODE
};

constexpr std::string_view kIntroduction =
    "# Supported instructions\n\n"
    "The forms of PTX 9.0 that the emulator runs. Generated from `emulator/ptx/opcode_table.inc` (`bazel run\n"
    "//emulator/ptx:list_instructions`); do not edit. Any other form is an error when its module is loaded, which "
    "names "
    "the\ninstruction, its PTX line and its CUDA line.\n\n"
    "`.x` is required, `.{a,b}` one of these is; brackets make a modifier optional. Operands are in the manual's "
    "notation.\n";

constexpr std::string_view kUnsupported =
    "\n## Left out\n\n"
    "An instruction with these parts is refused at load as one of its family. Generated from\n"
    "`emulator/ptx/unsupported_table.inc`.\n\n";

// The comment lines of the table that start a section, by line number.
std::map<int, std::string> ReadHeadings(const char* path) {
  std::map<int, std::string> headings;
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.starts_with("// 9.7.")) headings[number] = line.substr(3);
  }
  return headings;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<int, std::string> headings = ReadHeadings(argc == 2 ? argv[1] : "");
  if (headings.empty()) {
    std::cerr << "usage: list_instructions PATH/opcode_table.inc\n";
    return 2;
  }
  std::cout << kIntroduction;
  auto heading = headings.begin();
  size_t row = 0;
  for (const gatefuzz::ptx::OpcodeRow& opcode : gatefuzz::ptx::OpcodeRows()) {
    while (heading != headings.end() && heading->first < kRowLines[row]) {
      std::cout << "\n## " << heading->second << "\n\n";
      ++heading;
    }
    std::cout << "- `" << opcode.mnemonic << opcode.modifiers << (opcode.operands.empty() ? "" : " ") << opcode.operands
              << "`\n";
    ++row;
  }
  std::cout << kUnsupported;
  std::map<std::string_view, std::string> patterns;  // by family
  for (const gatefuzz::ptx::UnsupportedRow& left_out : gatefuzz::ptx::UnsupportedRows()) {
    std::string& list = patterns[left_out.family];
    list += (list.empty() ? "`" : ", `") + std::string(left_out.pattern) + "`";
  }
  for (const auto& [family, list] : patterns) std::cout << "- " << family << ": " << list << "\n";
}
