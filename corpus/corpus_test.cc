// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The checked-in case files are those of the list, production kernels pass them, and every zoo kernel fails its own.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpus/seed_list.h"
#include "emulator/control.h"
#include "fuzz/kernel_registry.h"
#include "gtest/gtest.h"
#include "harness/case_codec.h"
#include "harness/runner.h"
#include "properties/launch_clause.h"
#include "properties/property.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// Tests run in their runfiles, below the workspace's folder.
constexpr char kFolder[] = "corpus/topk_softmax";

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

const std::vector<Seed>& Seeds() {
  static const std::vector<Seed>* const seeds = [] {
    auto* read = new std::vector<Seed>;
    std::string error;
    if (!ReadSeedList(ReadText("corpus/topk_softmax.json"), read, &error)) ADD_FAILURE() << error;
    return read;
  }();
  return *seeds;
}

std::string FileOf(const Seed& seed) { return std::string(kFolder) + "/" + seed.name + ".gfcase"; }

TEST(Corpus, HasFortySeedsAndARegressionForEachZooKernel) {
  size_t production = 0;
  std::set<std::string> kernels;
  for (const Seed& seed : Seeds()) {
    EXPECT_FALSE(seed.story.empty()) << seed.name;
    if (seed.kernel.empty()) {
      ++production;
      continue;
    }
    kernels.insert(seed.kernel);
    const std::string short_name = seed.kernel.substr(seed.kernel.find('/') + 1);
    EXPECT_EQ(seed.name.substr(0, short_name.size()), short_name);
  }
  EXPECT_GE(production, 40u);
  for (const RegisteredKernel& registered : AllKernels()) {
    if (registered.production) continue;
    EXPECT_TRUE(kernels.contains(std::string(registered.kernel.name)))
        << registered.kernel.name << " has no regression";
  }
}

TEST(Corpus, FilesAndListAgree) {
  std::set<std::string> listed;
  for (const Seed& seed : Seeds()) {
    RoutingCase read;
    std::string error;
    ASSERT_TRUE(ReadCaseFile(FileOf(seed), &read, &error)) << error << "\nbazel run //corpus:generate writes it";
    EXPECT_EQ(read, seed.routing_case) << seed.name << ": bazel run //corpus:generate writes it anew";
    listed.insert(FileOf(seed));
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    EXPECT_TRUE(listed.contains(entry.path().string())) << entry.path() << " is not in the list";
  }
}

TEST(Corpus, ProductionKernelsPassEverySeed) {
  for (const RegisteredKernel& registered : AllKernels()) {
    if (!registered.production) continue;
    Runner runner(registered.kernel);
    for (const Seed& seed : Seeds()) {
      const Outcome outcome = CheckAllProperties(seed.routing_case, runner);
      EXPECT_TRUE(std::holds_alternative<Pass>(outcome))
          << seed.name << " on " << registered.kernel.name << ": " << Describe(outcome);
    }
  }
}

TEST(Corpus, EachZooKernelFailsItsRegressionsByItsClause) {
  for (const Seed& seed : Seeds()) {
    if (seed.kernel.empty()) continue;
    const RegisteredKernel* registered = FindKernel(seed.kernel);
    ASSERT_NE(registered, nullptr) << seed.name << ": " << UnknownKernelMessage(seed.kernel);
    if (NeedsEmulator(*registered->expected) && !emulator::Present()) continue;
    Runner runner(registered->kernel);
    const Outcome outcome = CheckAllProperties(seed.routing_case, runner);
    const auto* fail = std::get_if<Fail>(&outcome);
    ASSERT_NE(fail, nullptr) << seed.name << ": " << Describe(outcome);
    EXPECT_EQ(ClauseName(fail->clause()), ClauseName(*registered->expected)) << seed.name << ": " << Describe(outcome);
  }
}

// A damaged seed is another case, not an error: any byte after the header, flipped, still replays.
TEST(Corpus, ReplaysWithAnyByteFlipped) {
  for (const Seed& seed : Seeds()) {
    const std::vector<uint8_t> bytes = EncodeCase(seed.routing_case);
    for (size_t at = kCaseHeaderBytes; at < bytes.size(); ++at) {
      std::vector<uint8_t> flipped = bytes;
      flipped[at] ^= 0xff;
      RoutingCase read;
      std::string error;
      ASSERT_TRUE(DecodeCaseFile(flipped, &read, &error)) << seed.name << ", byte " << at << ": " << error;
      ASSERT_EQ(ValidateCase(read), "") << seed.name << ", byte " << at;
    }
  }
}

TEST(ReadSeedList, ExpandsShortRows) {
  std::vector<Seed> seeds;
  std::string error;
  ASSERT_TRUE(ReadSeedList(R"([{"name": "a", "story": "s", "case": {"experts": 3, "k": 1, "bias": {"fill": -1},
      "logits": [{"ramp": [1, 0.5], "at": {"2": "nan"}}, [1, 2, 3], {"normal": 7}]}}])",
                           &seeds, &error))
      << error;
  const RoutingProblem& problem = seeds.at(0).routing_case.problem;
  EXPECT_EQ(problem.tokens, 3);
  EXPECT_EQ(problem.bias, std::vector<uint32_t>(3, 0xbf800000));
  EXPECT_EQ(problem.logits[0], 0x3f800000u);
  EXPECT_EQ(problem.logits[1], 0x3fc00000u);
  EXPECT_EQ(problem.logits[2], 0x7fc00000u);
  EXPECT_EQ(problem.logits[5], 0x40400000u);
}

TEST(ReadSeedList, NamesTheSeedAndTheFault) {
  const std::map<std::string, std::string> faults = {
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "k": 1, "logits": [{"fil": 0}]}})",
       "fill, ramp or normal"},
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "k": 1, "logits": [{"fill": 0, "on": {}}]}})", "'on'"},
      {R"({"name": "a", "story": "s", "case": {"experts": 2, "k": 3, "logits": [[0, 0]]}})", "k: expected"},
      {R"({"name": "a", "story": "s", "extra": 1, "case": {}})", "unknown member 'extra'"},
      {R"({"name": "a", "case": {}})", "story"},
  };
  for (const auto& [json, message] : faults) {
    std::vector<Seed> seeds;
    std::string error;
    EXPECT_FALSE(ReadSeedList("[" + json + "]", &seeds, &error)) << json;
    EXPECT_NE(error.find("seed \"a\": "), std::string::npos) << error;
    EXPECT_NE(error.find(message), std::string::npos) << error;
  }
}

}  // namespace
}  // namespace gatefuzz
