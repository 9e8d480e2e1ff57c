// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What `verify` and `sweep` have in common: which kernels, how many rows a launch, where findings go and what is said
// of them.
#ifndef GATEFUZZ_CAMPAIGN_VERIFY_FINDINGS_H_
#define GATEFUZZ_CAMPAIGN_VERIFY_FINDINGS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/kernel_registry.h"
#include "nlohmann/json_fwd.hpp"
#include "verify/verifier.h"

namespace gatefuzz {

// The routing kernels of these names, or the production ones if there are none. False, after saying why, if one is
// unknown or no routing kernel.
bool ResolveRoutingKernels(const std::vector<std::string>& names, std::vector<const RegisteredKernel*>* kernels);

// `chosen`, or what suits the machine.
int64_t BatchRowsOr(int64_t chosen);

// Creates the folder. False after saying why not.
bool MakeFindingsFolder(const std::string& folder);

struct KeptFinding {
  std::string kernel;
  verify::Finding finding;
  std::string file;    // of the case; "": there is none
  std::string replay;  // the command that shows it again
};

// Writes the case to FOLDER/KERNEL-WHERE.gfcase. `rerun`: the command for where no case reproduces the finding. Throws
// std::runtime_error where the file cannot be written.
KeptFinding KeepFinding(const std::string& folder, std::string_view kernel, const std::string& where,
                        const std::string& rerun, verify::Finding finding);

// A few lines.
std::string FindingText(const KeptFinding& kept);
nlohmann::ordered_json FindingJson(const KeptFinding& kept);

// On a terminal one line of standard error that is rewritten, elsewhere a line every ten seconds.
class RowProgress {
 public:
  RowProgress(std::string what, uint64_t rows_wanted);
  ~RowProgress() { Erase(); }
  // `rows`: done so far, of which `rows_before` before this process began.
  void Show(uint64_t rows, uint64_t rows_before);
  void Erase();
  double seconds() const;

 private:
  const std::string what_;
  const uint64_t wanted_;
  const bool live_;
  bool shown_ = false;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double next_ = 0.2;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_VERIFY_FINDINGS_H_
