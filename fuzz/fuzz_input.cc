// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz_input.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz/custom_mutator.h"
#include "fuzz/finding_file.h"
#include "fuzz/kernel_registry.h"
#include "fuzz/kernel_target.h"

namespace gatefuzz {
namespace {

constexpr std::string_view kPrefixFlag = "-artifact_prefix=";

std::string& ArtifactPrefix() {
  static std::string* const prefix = [] {
    const char* outputs = std::getenv("TEST_UNDECLARED_OUTPUTS_DIR");
    return new std::string(outputs != nullptr ? std::string(outputs) + "/" : "./");
  }();
  return *prefix;
}

// libFuzzer's prefix may end in part of a file name; ours are whole.
std::string Folder() { return ArtifactPrefix().substr(0, ArtifactPrefix().rfind('/') + 1) + "."; }

// Not exit(): libFuzzer takes that for a crash of the target and would keep the input as one.
[[noreturn]] void ExitWithHarnessError(const std::string& message) {
  std::fprintf(stderr, "gatefuzz: harness error: %s\n", message.c_str());
  std::_Exit(3);
}

KernelTarget* StartTarget(std::string_view default_kernel) {
  const char* asked = std::getenv("GATEFUZZ_KERNEL");
  const std::string_view name = asked != nullptr ? asked : default_kernel;
  std::unique_ptr<KernelUnderTest> kernel = NewKernelUnderTest(name);
  if (kernel == nullptr) ExitWithHarnessError("GATEFUZZ_KERNEL: " + UnknownKernelMessage(name));
  MutateCasesOf(kernel->kind());
  // Never destroyed: at exit the runtime that its device memory belongs to may be gone already.
  static KernelTarget* const target = new KernelTarget(std::move(kernel));
  std::string error;
  const std::string path = Folder() + "/inflight-" + std::to_string(getpid()) + ".gfcase";
  if (!target->Start(path, &error)) ExitWithHarnessError(error);
  std::atexit([] { target->Finish(); });
  return target;
}

void SaveAndPrint(const KernelTarget& target, const Fail& fail) {
  const KernelFinding finding = {.kernel = std::string(target.kernel().name()),
                                 .fault = std::string(ClauseName(fail.clause())),
                                 .verdict = Describe(Outcome(fail)),
                                 .test_case = target.last_case()};
  std::string path;
  std::string error;
  if (!SaveFinding(finding, Folder(), &path, &error)) std::fprintf(stderr, "gatefuzz: %s\n", error.c_str());
  std::fprintf(stderr, "%s", FindingReport(finding, path).c_str());
}

}  // namespace

int RunFuzzInput(std::string_view default_kernel, const uint8_t* data, size_t size) {
  static KernelTarget* const target = StartTarget(default_kernel);
  const Outcome outcome = target->Execute({data, size});
  if (const auto* error = std::get_if<HarnessError>(&outcome)) ExitWithHarnessError(error->message);
  if (const auto* fail = std::get_if<Fail>(&outcome)) {
    SaveAndPrint(*target, *fail);
    std::abort();
  }
  return std::holds_alternative<Discard>(outcome) ? -1 : 0;
}

void SetArtifactPrefix(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with(kPrefixFlag)) ArtifactPrefix() = argument.substr(kPrefixFlag.size());
  }
}

}  // namespace gatefuzz
