// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"
#include "harness/any_case.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

constexpr uintmax_t kMaxJsonBytes = 64 << 20;  // a case of as many logits as there may be, with room

// False: `error` says why, with path and remedy.
bool ReadJsonText(const std::string& path, std::string* text, std::string* error) {
  namespace fs = std::filesystem;
  std::error_code code;
  if (fs::is_directory(path, code)) {
    *error = path + " is a directory; name a JSON file";
    return false;
  }
  const uintmax_t size = fs::file_size(path, code);
  if (!code && size > kMaxJsonBytes) {
    *error = fmt::format("{} has {} bytes; the JSON of a case has at most {}", path, size, kMaxJsonBytes);
    return false;
  }
  return ReadTextFile(path, text, error);
}

}  // namespace

int RunEncode(const EncodeOptions& options) {
  const std::string path = UserPath(options.json);
  std::string text;
  std::string error;
  if (!ReadJsonText(path, &text, &error)) return BadInput(error);
  AnyCase any_case;
  if (!CaseFromJson(text, &any_case, &error)) return BadInput(path + ": " + error);
  if (!WriteCaseFile(UserPath(options.output), any_case, &error)) return BadInput(error);
  return kExitClean;
}

}  // namespace gatefuzz
