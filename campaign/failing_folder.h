// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Cases that workers saw a kernel fail, until each has been looked into: one a signature, which is what can be told of
// a failing case at once. Workers add, the supervisor takes; so nothing is lost if either is killed. Files:
// SIGNATURE.gfcase and SIGNATURE.json, the verdict, which is written last; SIGNATURE.done once looked into, so that no
// worker brings the like again. HASH.lost, of the case's bytes: a case that costs a process its GPU.
#ifndef GATEFUZZ_CAMPAIGN_FAILING_FOLDER_H_
#define GATEFUZZ_CAMPAIGN_FAILING_FOLDER_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/verdict.h"
#include "harness/any_case.h"

namespace gatefuzz {

// "unique-1f0e9a3c": the clause, and the cause as far as the case shows it, hashed.
std::string SignatureOf(const Symptom& symptom, const AnyCase& any_case);

class FailingFolder {
 public:
  // The folder exists.
  explicit FailingFolder(std::string path) : path_(std::move(path)) {}

  // True if no case of this signature waits or has been looked into.
  bool IsNew(std::string_view signature) const;
  // False: `error` says why; nothing half written counts.
  bool Add(std::string_view signature, const AnyCase& any_case, const Verdict& seen, std::string* error) const;

  // In alphabetical order.
  std::vector<std::string> Waiting() const;
  // False: the files are damaged; MarkDone drops them.
  bool Read(std::string_view signature, AnyCase* any_case, Verdict* seen) const;
  bool MarkDone(std::string_view signature, std::string* error) const;
  // As if it had never been added.
  void Forget(std::string_view signature) const;

  // Cases that no worker should begin with, since it would be its last: by ContentHash of their bytes.
  bool RememberLostDevice(const AnyCase& any_case, std::string* error) const;
  std::set<uint64_t> CasesThatLoseTheDevice() const;

  // The waiting case's file.
  std::string CasePath(std::string_view signature) const { return Path(signature, ".gfcase"); }

 private:
  std::string Path(std::string_view signature, std::string_view extension) const {
    return path_ + "/" + std::string(signature) + std::string(extension);
  }

  std::string path_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FAILING_FOLDER_H_
