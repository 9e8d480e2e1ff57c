// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#ifndef GATEFUZZ_HARNESS_TEXT_FILE_H_
#define GATEFUZZ_HARNESS_TEXT_FILE_H_

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace gatefuzz {

// The whole file. False: `error` is "PATH cannot be read: WHY".
inline bool ReadTextFile(const std::string& path, std::string* text, std::string* error) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    *error = path + " cannot be read: " + std::strerror(errno);
    return false;
  }
  text->assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

// The whole file; "" if it cannot be read.
inline std::string TextOfFile(const std::string& path) {
  std::string text, error;
  return ReadTextFile(path, &text, &error) ? text : "";
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_TEXT_FILE_H_
