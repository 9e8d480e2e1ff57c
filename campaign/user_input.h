// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What subcommands share about things that a user names: each failure says on standard error what is wrong.
#ifndef GATEFUZZ_CAMPAIGN_USER_INPUT_H_
#define GATEFUZZ_CAMPAIGN_USER_INPUT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/findings/case_files.h"
#include "campaign/findings/known_findings.h"
#include "fuzz/kernel_registry.h"
#include "fuzz/kernel_under_test.h"
#include "harness/any_case.h"

namespace gatefuzz {

// Prints "gatefuzz: MESSAGE" to standard error; returns kExitBadInput.
int BadInput(std::string_view message);

// The routing kernel, or null after saying that there is none and which was meant.
const RegisteredKernel* FindKernelOrSay(std::string_view name);

// A kernel of any kind.
struct ChosenKernel {
  std::string_view name;
  CaseKind kind = CaseKind::kRouting;

  bool operator==(const ChosenKernel&) const = default;
};
// The kernels of these names, each once, or all production kernels if there are no names. False if one is unknown.
bool ResolveKernels(const std::vector<std::string>& names, std::vector<ChosenKernel>* kernels);
// The kernel, ready to be judged, or null after saying that there is none and which was meant.
std::unique_ptr<KernelUnderTest> MakeKernelOrSay(std::string_view name);

// Keeps the kernels that take a case of this kind, from the file at `path`. False, after saying so, if there is none;
// or, where a person named them, if one of them does not.
bool KeepKernelsFor(const AnyCase& any_case, const std::string& path, bool named, std::vector<ChosenKernel>* kernels);

// Reads a case file. False if it is none.
bool ReadUserCase(const std::string& path, AnyCase* any_case);

// The cases below these paths, or, without any, those of the corpus that came with the program, which are of a kind
// that one of the kernels takes. False, after saying what is wrong, if there is none or a path cannot be read; also
// says which files are no cases.
bool FindUserCases(const std::vector<std::string>& paths, const std::vector<ChosenKernel>& kernels, CaseFiles* files);

// True if --seeds may name this folder.
bool IsSeedFolderOrSay(const std::string& folder);

// Reads a ledger whose entries name kernels that there are, and cases of their kinds. False if it is none.
bool ReadKnownFindingsOrSay(const std::string& path, std::vector<KnownFinding>* known);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_USER_INPUT_H_
