// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Coverage of CUDA sources: which lines, functions and decisions of a kernel's files a set of cases reached, gathered
// from the PTX instructions that the emulator executed, and written as a tracefile for lcov's genhtml.
//
// An instruction counts for the line it stands on and for the lines of the calls that were inlined around it, in every
// instance of a template. A decision is a place (line and column) with conditional branches, guarded instructions or
// selects; its three branches are that no lane, some lanes, or all lanes took it.
#ifndef GATEFUZZ_CAMPAIGN_SOURCE_COVERAGE_H_
#define GATEFUZZ_CAMPAIGN_SOURCE_COVERAGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace gatefuzz {

// Counts are of cases.
struct FileCoverage {
  struct Function {
    int line = 0;  // the first that is known
    uint64_t cases = 0;
  };
  struct Decision {
    uint64_t cases = 0;         // that reached it
    uint64_t outcomes[3] = {};  // no lane, some lanes, all lanes
  };
  std::map<int, uint64_t> lines;
  std::map<std::string, Function> functions;          // by readable name
  std::map<std::pair<int, int>, Decision> decisions;  // by line and column
};

struct CoverageTotals {
  uint64_t lines = 0, lines_hit = 0;
  uint64_t functions = 0, functions_hit = 0;
  uint64_t branches = 0, branches_hit = 0;
};

class SourceCoverage {
 public:
  // Switches the emulator's record of decisions on and clears what it holds. Requires: emulator::Present().
  void BeginCase();
  // Adds what was launched since BeginCase.
  void EndCase();

  // By path, as the compiler was given it; headers of the Toolkit are left out.
  const std::map<std::string, FileCoverage>& files() const { return files_; }
  CoverageTotals Totals() const;
  static CoverageTotals TotalsOf(const FileCoverage& file);

  // The tracefile. A file that exists below `root` is named by its whole path there, any other as the compiler was
  // given it.
  std::string Tracefile(const std::string& root) const;

 private:
  std::map<std::string, FileCoverage> files_;
};

// A function's name for people: demangled, without return type, parameters and the parts that stand for anonymous
// namespaces; template arguments only if asked for.
std::string ReadableFunction(std::string_view mangled, bool template_arguments);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_SOURCE_COVERAGE_H_
