// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The checked-in align cases are those of the list, production kernels pass them, and every zoo kernel fails its own.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "corpus/seed_list.h"
#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/align_codec.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// Tests run in their runfiles, below the workspace's folder.
constexpr char kFolder[] = "corpus/align_experts";
constexpr size_t kHeaderBytes = 12;

const std::vector<AlignSeed>& Seeds() {
  static const std::vector<AlignSeed>* const seeds = [] {
    auto* read = new std::vector<AlignSeed>;
    std::ifstream file("corpus/align_experts.json", std::ios::binary);
    std::string error;
    if (!ReadSeedList(std::string(std::istreambuf_iterator<char>(file), {}), read, &error)) ADD_FAILURE() << error;
    return read;
  }();
  return *seeds;
}

TEST(AlignCorpus, FilesAndListAgree) {
  EXPECT_GE(Seeds().size(), 40u);
  std::set<std::string> listed;
  for (const AlignSeed& seed : Seeds()) {
    EXPECT_FALSE(seed.story.empty()) << seed.name;
    const std::string path = std::string(kFolder) + "/" + seed.name + ".gfcase";
    AnyCase read;
    std::string error;
    ASSERT_TRUE(ReadCaseFile(path, &read, &error)) << error << "\nbazel run //corpus:generate writes it";
    EXPECT_EQ(read, AnyCase(seed.align_case)) << seed.name << ": bazel run //corpus:generate writes it anew";
    listed.insert(path);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    EXPECT_TRUE(listed.contains(entry.path().string())) << entry.path() << " is not in the list";
  }
}

TEST(AlignCorpus, ProductionKernelsPassEverySeed) {
  ASSERT_FALSE(AlignKernels().empty());
  for (const RegisteredAlignKernel& registered : AlignKernels()) {
    if (!registered.production) continue;
    const std::unique_ptr<KernelUnderTest> kernel = NewKernelUnderTest(registered.kernel);
    for (const AlignSeed& seed : Seeds()) {
      const Outcome outcome = kernel->CheckAll(seed.align_case);
      EXPECT_TRUE(std::holds_alternative<Pass>(outcome))
          << seed.name << " on " << registered.kernel.name << ": " << Describe(outcome);
    }
  }
}

TEST(AlignCorpus, EachZooKernelFailsItsRegressionsByItsClause) {
  for (const RegisteredAlignKernel& registered : AlignKernels()) {
    if (registered.production) continue;
    const std::unique_ptr<KernelUnderTest> kernel = NewKernelUnderTest(registered.kernel);
    int regressions = 0;
    for (const AlignSeed& seed : Seeds()) {
      if (seed.kernel != registered.kernel.name) continue;
      ++regressions;
      const Outcome outcome = kernel->CheckAll(seed.align_case);
      const auto* fail = std::get_if<Fail>(&outcome);
      ASSERT_NE(fail, nullptr) << seed.name << ": " << Describe(outcome);
      EXPECT_EQ(ClauseName(fail->clause()), ClauseName(*registered.expected)) << seed.name << ": " << Describe(outcome);
      const std::string short_name = seed.kernel.substr(seed.kernel.find('/') + 1);
      EXPECT_EQ(seed.name.substr(0, short_name.size()), short_name);
    }
    EXPECT_GT(regressions, 0) << registered.kernel.name << " has no regression";
  }
}

TEST(AlignCorpus, NamesOnlyKernelsThatThereAre) {
  for (const AlignSeed& seed : Seeds()) {
    EXPECT_TRUE(seed.kernel.empty() || NewKernelUnderTest(seed.kernel) != nullptr) << seed.name;
  }
}

// A damaged seed is another case, not an error.
TEST(AlignCorpus, ReadsWithAnyByteFlipped) {
  for (const AlignSeed& seed : Seeds()) {
    const std::vector<uint8_t> bytes = EncodeCase(seed.align_case);
    for (size_t at = kHeaderBytes; at < std::min<size_t>(bytes.size(), 200); ++at) {
      std::vector<uint8_t> flipped = bytes;
      flipped[at] ^= 0xff;
      AlignCase read;
      std::string error;
      ASSERT_TRUE(DecodeAlignFile(flipped, &read, &error)) << seed.name << ", byte " << at << ": " << error;
      ASSERT_EQ(ValidateCase(read), "") << seed.name << ", byte " << at;
    }
  }
}

TEST(ReadAlignSeedList, ExpandsShortRows) {
  std::vector<AlignSeed> seeds;
  std::string error;
  ASSERT_TRUE(ReadSeedList(R"([{"name": "a", "story": "s", "case": {"experts": 3, "k": 2, "block_size": 4,
      "ids": [{"in_turn": 2}, [9, -1], {"drawn": 5, "rows": 4}]}}])",
                           &seeds, &error))
      << error;
  const AlignProblem& problem = seeds.at(0).align_case.problem;
  EXPECT_EQ(problem.tokens, 7);
  EXPECT_EQ(std::vector<int64_t>(problem.ids.begin(), problem.ids.begin() + 6),
            (std::vector<int64_t>{0, 1, 2, 0, 9, -1}));
  for (size_t row = 3; row < 7; ++row) {
    EXPECT_TRUE(NamesExpert(problem.ids[2 * row], 3) && NamesExpert(problem.ids[2 * row + 1], 3));
    EXPECT_NE(problem.ids[2 * row], problem.ids[2 * row + 1]);
  }
}

TEST(ReadAlignSeedList, NamesTheSeedAndTheFault) {
  const std::map<std::string, std::string> faults = {
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "k": 1, "block_size": 1, "ids": [{"drwn": 0}]}})",
       "drawn or in_turn"},
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "block_size": 1, "ids": [{"in_turn": 3}]}})", "'k'"},
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "block_size": 3, "ids": [[0]]}})", "a power of 2"},
      {R"({"name": "a", "story": "s", "extra": "x", "case": {}})", "unknown member 'extra'"},
      {R"({"name": "a", "case": {}})", "story"},
  };
  for (const auto& [json, message] : faults) {
    std::vector<AlignSeed> seeds;
    std::string error;
    EXPECT_FALSE(ReadSeedList("[" + json + "]", &seeds, &error)) << json;
    EXPECT_NE(error.find("seed \"a\": "), std::string::npos) << error;
    EXPECT_NE(error.find(message), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace gatefuzz
