// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/source_coverage.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/case_codec.h"
#include "harness/runner.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr char kSeeds[] = "corpus/topk_softmax";
constexpr char kKernel[] = "topk_softmax";

TEST(ReadableFunction, NamesFunctionsAsTheirSourceDoes) {
  EXPECT_EQ(ReadableFunction("_Z3FooIiEvT_", false), "Foo");
  EXPECT_EQ(ReadableFunction("_Z3FooIiEvT_", true), "Foo<int>");
  EXPECT_EQ(ReadableFunction("_ZN8gatefuzz7WarpMaxEj", false), "gatefuzz::WarpMax");
  EXPECT_EQ(ReadableFunction("_ZN8gatefuzz12_GLOBAL__N_11KERKi", true), "gatefuzz::K");
  EXPECT_EQ(ReadableFunction("_ZN8gatefuzz1SltERKS0_", false), "gatefuzz::S::operator<");
  EXPECT_EQ(ReadableFunction("plain_name", false), "plain_name");
}

// Runs the seeds whose name has `part` in it.
SourceCoverage CoverageOfSeeds(const std::string& part) {
  Runner runner(FindKernel(kKernel)->kernel);
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(kSeeds)) {
    if (entry.path().filename().string().find(part) != std::string::npos) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  SourceCoverage coverage;
  for (const fs::path& file : files) {
    RoutingCase routing_case;
    std::string error;
    EXPECT_TRUE(ReadCaseFile(file.string(), &routing_case, &error)) << error;
    coverage.BeginCase();
    EXPECT_TRUE(std::holds_alternative<Pass>(runner.RunAndCheck(routing_case))) << file;
    coverage.EndCase();
  }
  return coverage;
}

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines(1);  // from 1
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The first line of the file with that text in it; 0 if there is none.
int LineWith(const std::string& path, const std::string& text) {
  const std::vector<std::string> lines = LinesOf(path);
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(text) != line.npos; });
  return found == lines.end() ? 0 : static_cast<int>(found - lines.begin());
}

TEST(SourceCoverage, TellsLinesThatACaseReachedFromThoseThatItDidNot) {
  const std::string file = "kernels/chosen.cuh";
  const SourceCoverage coverage = CoverageOfSeeds("ordinary_e8_k2");
  const FileCoverage& reached = coverage.files().at(file);
  EXPECT_EQ(reached.lines.at(LineWith(file, "args.weights[at + i] = weights[i]")), 1u);
  EXPECT_EQ(reached.lines.at(LineWith(file, "static_cast<int64_t*>(args.ids)[at + i] = ids[i];")), 0u);
  EXPECT_EQ(reached.lines.count(LineWith(file, "struct Softmax {")), 0u) << "no code";
  const CoverageTotals totals = SourceCoverage::TotalsOf(reached);
  EXPECT_GT(totals.lines_hit, 10u);
  EXPECT_LT(totals.lines_hit, totals.lines);
  EXPECT_GT(totals.branches_hit, 5u);
  EXPECT_LT(totals.branches_hit, totals.branches);
  EXPECT_TRUE(coverage.files().at("kernels/row_per_warp.cuh").functions.count("gatefuzz::RouteRow"));
}

TEST(SourceCoverage, WritesOneRecordAFile) {
  const SourceCoverage coverage = CoverageOfSeeds("ordinary_e8_k2");
  const std::string text = coverage.Tracefile("/no/such/folder");
  for (const auto& [path, file] : coverage.files()) {
    const size_t at = text.find("SF:" + path + "\n");
    ASSERT_NE(at, text.npos) << path;
    const std::string record = text.substr(at, text.find("end_of_record\n", at) - at);
    const CoverageTotals totals = SourceCoverage::TotalsOf(file);
    EXPECT_NE(record.find("\nLF:" + std::to_string(totals.lines) + "\n"), record.npos);
    EXPECT_NE(record.find("\nLH:" + std::to_string(totals.lines_hit) + "\n"), record.npos);
    EXPECT_NE(record.find("\nBRF:" + std::to_string(totals.branches) + "\n"), record.npos);
  }
}

// Lines that the compiler kept and no case can reach, as they stand in the source; docs/coverage.md says why.
struct Explained {
  const char* file;
  const char* text;
};
const std::vector<Explained> kExplained = {};

TEST(SourceCoverage, SeedsReachEveryLineOfTheKernelButThoseExplained) {
  const SourceCoverage coverage = CoverageOfSeeds("");
  const std::vector<std::string> page = LinesOf("docs/coverage.md");
  size_t missed = 0;
  for (const auto& [path, file] : coverage.files()) {
    const std::vector<std::string> source = LinesOf(path);
    for (const auto& [line, cases] : file.lines) {
      if (cases != 0) continue;
      ++missed;
      ASSERT_LT(static_cast<size_t>(line), source.size()) << path;
      const std::string& text = source[static_cast<size_t>(line)];
      const bool explained = std::any_of(kExplained.begin(), kExplained.end(),
                                         [&](const Explained& row) { return path == row.file && text == row.text; });
      EXPECT_TRUE(explained) << path << ":" << line << " is reached by no seed: " << text;
    }
  }
  for (const Explained& row : kExplained) {
    EXPECT_TRUE(std::any_of(page.begin(), page.end(),
                            [&](const std::string& line) { return line.find(row.text) != line.npos; }))
        << row.text << " is not in docs/coverage.md";
  }
  EXPECT_EQ(kExplained.size(), missed) << "a line that is reached needs no explanation";
}

}  // namespace
}  // namespace gatefuzz
