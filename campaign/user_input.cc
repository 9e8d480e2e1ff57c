// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/user_input.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "campaign/exit_code.h"
#include "campaign/user_paths.h"
#include "fmt/format.h"

namespace gatefuzz {

int BadInput(std::string_view message) {
  std::fprintf(stderr, "gatefuzz: %.*s\n", static_cast<int>(message.size()), message.data());
  return kExitBadInput;
}

const RegisteredKernel* FindKernelOrSay(std::string_view name) {
  const RegisteredKernel* kernel = FindKernel(name);
  if (kernel == nullptr) BadInput(UnknownKernelMessage(name));
  return kernel;
}

bool ResolveKernels(const std::vector<std::string>& names, std::vector<ChosenKernel>* kernels) {
  std::vector<ChosenKernel> production;
  std::vector<ChosenKernel> all;
  for (const RegisteredKernel& registered : AllKernels()) {
    all.push_back({registered.kernel.name, CaseKind::kRouting});
    if (registered.production) production.push_back(all.back());
  }
  for (const RegisteredAlignKernel& registered : AlignKernels()) {
    all.push_back({registered.kernel.name, CaseKind::kAlign});
    if (registered.production) production.push_back(all.back());
  }
  if (names.empty()) *kernels = std::move(production);
  for (const std::string& name : names) {
    const auto named = std::ranges::find(all, name, &ChosenKernel::name);
    if (named == all.end()) {
      BadInput(UnknownKernelMessage(name));
      return false;
    }
    // Named twice, a kernel is still one.
    if (std::ranges::find(*kernels, *named) == kernels->end()) kernels->push_back(*named);
  }
  return true;
}

std::unique_ptr<KernelUnderTest> MakeKernelOrSay(std::string_view name) {
  std::unique_ptr<KernelUnderTest> kernel = NewKernelUnderTest(name);
  if (kernel == nullptr) BadInput(UnknownKernelMessage(name));
  return kernel;
}

bool KeepKernelsFor(const AnyCase& any_case, const std::string& path, bool named, std::vector<ChosenKernel>* kernels) {
  const CaseKind kind = KindOf(any_case);
  const auto other = std::ranges::find_if(*kernels, [kind](const ChosenKernel& kernel) { return kernel.kind != kind; });
  if (named && other != kernels->end()) {
    const std::string kinds[] = {"a routing case", "a case of align_experts"};
    const bool align = kind == CaseKind::kAlign;
    BadInput(UserPath(path) + " holds " + kinds[align ? 1 : 0] + ", and kernel '" + std::string(other->name) +
             "' takes " + kinds[align ? 0 : 1] + "; leave --kernel out for every kernel that takes it");
    return false;
  }
  std::erase_if(*kernels, [kind](const ChosenKernel& kernel) { return kernel.kind != kind; });
  if (kernels->empty()) BadInput(UserPath(path) + ": there is no production kernel that takes its kind of case");
  return !kernels->empty();
}

bool ReadUserCase(const std::string& path, AnyCase* any_case) {
  std::string error;
  if (ReadCaseFile(UserPath(path), any_case, &error)) return true;
  BadInput(error);
  return false;
}

bool FindUserCases(const std::vector<std::string>& paths, const std::vector<ChosenKernel>& kernels, CaseFiles* files) {
  std::vector<std::string> places;
  for (const std::string& path : paths) places.push_back(UserPath(path));
  if (places.empty()) places = {SeedFolder("topk_softmax"), SeedFolder("align_experts")};
  for (const std::string& place : places) {
    std::string error = "the program was copied away from its corpus; name a folder of case files";
    if (!place.empty() && FindCaseFiles(place, files, &error)) continue;
    BadInput(error);
    return false;
  }
  for (const std::string& other : files->others) BadInput("no case file: " + other);
  std::erase_if(files->cases, [&](const CaseFile& file) {
    return std::ranges::find(kernels, KindOf(file.test_case), &ChosenKernel::kind) == kernels.end();
  });
  if (files->cases.empty()) BadInput("there is no case to judge: none of the files is one for these kernels");
  return !files->cases.empty();
}

bool IsSeedFolderOrSay(const std::string& folder) {
  if (access(folder.c_str(), R_OK | X_OK) == 0) return true;
  BadInput(folder + " is no folder that can be read; --seeds takes a folder of case files");
  return false;
}

bool ReadKnownFindingsOrSay(const std::string& path, std::vector<KnownFinding>* known) {
  std::string error;
  if (!ReadKnownFindings(path, known, &error)) {
    BadInput(error);
    return false;
  }
  for (size_t i = 0; i < known->size(); ++i) {
    const KnownFinding& entry = (*known)[i];
    const std::unique_ptr<KernelUnderTest> kernel = NewKernelUnderTest(entry.kernel);
    if (kernel != nullptr && kernel->kind() == KindOf(entry.test_case)) continue;
    BadInput(fmt::format("{}: entry {}: {}", path, i + 1,
                         kernel == nullptr
                             ? "kernel: " + UnknownKernelMessage(entry.kernel)
                             : fmt::format("case: {} holds no case of kernel {}", entry.case_path, entry.kernel)));
    return false;
  }
  return true;
}

}  // namespace gatefuzz
