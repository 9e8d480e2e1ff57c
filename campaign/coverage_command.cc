// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/source_coverage.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "emulator/control.h"
#include "fmt/format.h"
#include "harness/case_codec.h"
#include "harness/runner.h"
#include "nlohmann/json.hpp"

extern char** environ;

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// The case files that were named, and those in the folders that were, in order of name. Empty: said why.
std::vector<std::string> CasePaths(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    const std::string path = UserPath(name);
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && entry.path().filename().string()[0] != '.') inside.push_back(entry.path());
    }
    if (inside.empty()) {
      BadInput(path + " holds no case file");
      return {};
    }
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

// A fuzzer's corpus holds inputs without a header too: any bytes are some case.
bool ReadCase(const std::string& path, RoutingCase* routing_case) {
  std::string error;
  if (ReadCaseFile(path, routing_case, &error)) return true;
  BadInput(error);
  return false;
}

bool IsOnPath(const char* program) {
  const char* const path = std::getenv("PATH");
  std::string rest = path != nullptr ? path : "";
  for (size_t end = 0; end != std::string::npos; rest.erase(0, end + 1)) {
    end = rest.find(':');
    std::error_code error;
    if (fs::is_regular_file(fs::path(rest.substr(0, end)) / program, error)) return true;
    if (end == std::string::npos) break;
  }
  return false;
}

// Exit code of a program that is found on PATH, its output discarded; -1 if it could not be run.
int RunQuietly(std::vector<std::string> command) {
  std::vector<char*> argv;
  for (std::string& argument : command) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1 /* O_WRONLY */, 0);
  pid_t pid = 0;
  int status = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

struct Cases {
  size_t run = 0, discarded = 0, failed = 0;
};

std::string Percent(uint64_t hit, uint64_t all) {
  return all == 0 ? "none" : fmt::format("{} of {} ({:.1f} %)", hit, all, 100.0 * hit / all);
}

void PrintText(const SourceCoverage& coverage, std::string_view kernel, const Cases& cases, const std::string& output) {
  fmt::print("{}: {} cases", kernel, cases.run);
  if (cases.discarded != 0) fmt::print(", {} of them not for this kernel", cases.discarded);
  if (cases.failed != 0) fmt::print(", {} of them failed", cases.failed);
  const CoverageTotals all = coverage.Totals();
  fmt::print("; lines {}, branches {}, functions {}; {}\n", Percent(all.lines_hit, all.lines),
             Percent(all.branches_hit, all.branches), Percent(all.functions_hit, all.functions), output);
  for (const auto& [path, file] : coverage.files()) {
    const CoverageTotals totals = SourceCoverage::TotalsOf(file);
    fmt::print("  {}: lines {}, branches {}", path, Percent(totals.lines_hit, totals.lines),
               Percent(totals.branches_hit, totals.branches));
    std::string missed;
    for (const auto& [line, count] : file.lines) {
      if (count == 0) missed += (missed.empty() ? "" : ", ") + std::to_string(line);
    }
    fmt::print("{}{}\n", missed.empty() ? "" : "; not reached: ", missed);
  }
}

nlohmann::ordered_json TotalsJson(const CoverageTotals& totals) {
  return {{"lines", totals.lines},         {"lines_hit", totals.lines_hit},
          {"branches", totals.branches},   {"branches_hit", totals.branches_hit},
          {"functions", totals.functions}, {"functions_hit", totals.functions_hit}};
}

void PrintJson(const SourceCoverage& coverage, std::string_view kernel, const Cases& cases, const std::string& output) {
  nlohmann::ordered_json json = {{"kernel", kernel},
                                 {"cases", cases.run},
                                 {"discarded", cases.discarded},
                                 {"failed", cases.failed},
                                 {"tracefile", output},
                                 {"total", TotalsJson(coverage.Totals())},
                                 {"files", nlohmann::ordered_json::array()}};
  for (const auto& [path, file] : coverage.files()) {
    nlohmann::ordered_json row = {{"file", path}};
    row.update(TotalsJson(SourceCoverage::TotalsOf(file)));
    row["lines_missed"] = nlohmann::ordered_json::array();
    for (const auto& [line, count] : file.lines) {
      if (count == 0) row["lines_missed"].push_back(line);
    }
    json["files"].push_back(std::move(row));
  }
  fmt::print("{}\n", json.dump(2));
}

// Where the sources that the compiler was given by relative paths are.
std::string SourceRoot() {
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  return workspace != nullptr ? workspace : UserPath(".");
}

int WritePages(const std::string& tracefile, const std::string& folder, std::string_view kernel) {
  const int code =
      RunQuietly({"genhtml", "--quiet", "--branch-coverage", "--legend", "--ignore-errors", "source", "--title",
                  fmt::format("{}, cases on the gatefuzz emulator", kernel), "-o", folder, tracefile});
  if (code == 0) return kExitClean;
  return BadInput(fmt::format("genhtml could not make pages of {} in {} (exit code {})", tracefile, folder, code));
}

}  // namespace

int RunCoverage(const CoverageOptions& options) {
  const RegisteredKernel* const registered = FindKernelOrSay(options.kernel);
  if (registered == nullptr) return kExitBadInput;
  if (!emulator::Present()) {
    return BadInput("coverage is measured by the emulator; this program was built with --config=gpu");
  }
  if (!options.html.empty() && !IsOnPath("genhtml")) {
    return BadInput("--html needs genhtml, which is not on PATH: install the package lcov, or leave --html out");
  }
  std::vector<std::string> named = options.files;
  if (named.empty()) named.push_back(SeedFolder("topk_softmax"));
  if (named[0].empty()) return BadInput("there are no seeds beside the program; name case files or folders of them");
  const std::vector<std::string> files = CasePaths(named);
  if (files.empty()) return kExitBadInput;
  std::vector<RoutingCase> read(files.size());
  for (size_t i = 0; i < files.size(); ++i) {
    if (!ReadCase(files[i], &read[i])) return kExitBadInput;
  }

  Runner runner(registered->kernel);
  SourceCoverage coverage;
  Cases cases;
  for (size_t i = 0; i < files.size(); ++i) {
    coverage.BeginCase();
    const Outcome outcome = runner.RunAndCheck(read[i]);
    coverage.EndCase();
    if (const auto* error = std::get_if<HarnessError>(&outcome)) {
      fmt::print(stderr, "gatefuzz: harness error: {}: {}\n", files[i], error->message);
      return kExitHarnessError;
    }
    ++cases.run;
    cases.discarded += std::holds_alternative<Discard>(outcome);
    cases.failed += std::holds_alternative<Fail>(outcome);
  }
  if (coverage.files().empty()) {
    return BadInput(fmt::format("no case launched {}, or it was compiled without -lineinfo", options.kernel));
  }
  const std::string output = UserPath(options.output);
  const std::string text = coverage.Tracefile(SourceRoot());
  std::string error;
  if (!WriteFileAtomically(output, {reinterpret_cast<const uint8_t*>(text.data()), text.size()}, &error)) {
    return BadInput(error);
  }
  if (!options.html.empty()) {
    if (const int code = WritePages(output, UserPath(options.html), options.kernel); code != kExitClean) return code;
  }
  options.format == Format::kJson ? PrintJson(coverage, options.kernel, cases, output)
                                  : PrintText(coverage, options.kernel, cases, output);
  return kExitClean;
}

}  // namespace gatefuzz
