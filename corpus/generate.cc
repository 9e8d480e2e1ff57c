// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the case files of topk_softmax.json and align_experts.json, and removes those that are no longer in them:
//   bazel run //corpus:generate
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "corpus/seed_list.h"
#include "harness/any_case.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

int Fail(const std::string& message) {
  std::fprintf(stderr, "generate: %s\n", message.c_str());
  return 2;
}

AnyCase CaseOf(const Seed& seed) { return seed.routing_case; }
AnyCase CaseOf(const AlignSeed& seed) { return seed.align_case; }

// From the list NAME.json the folder NAME. Returns an exit code.
template <typename OneSeed>
int Generate(const fs::path& corpus, const std::string& name) {
  const fs::path list = corpus / (name + ".json");
  std::ifstream file(list, std::ios::binary);
  const std::string json(std::istreambuf_iterator<char>(file), {});
  std::vector<OneSeed> seeds;
  std::string error;
  if (!file || !ReadSeedList(json, &seeds, &error))
    return Fail(list.string() + ": " + (file ? error : "cannot be read"));

  const fs::path folder = corpus / name;
  fs::create_directories(folder);
  std::set<fs::path> written;
  for (const OneSeed& seed : seeds) {
    const fs::path path = folder / (seed.name + ".gfcase");
    if (!WriteCaseFile(path.string(), CaseOf(seed), &error)) return Fail(error);
    written.insert(path);
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".gfcase" && !written.contains(entry.path())) fs::remove(entry.path());
  }
  std::printf("%zu case files in %s\n", written.size(), folder.c_str());
  return 0;
}

}  // namespace
}  // namespace gatefuzz

int main() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) return gatefuzz::Fail("run me by: bazel run //corpus:generate");
  const std::filesystem::path corpus = std::filesystem::path(workspace) / "corpus";
  const int code = gatefuzz::Generate<gatefuzz::Seed>(corpus, "topk_softmax");
  return code != 0 ? code : gatefuzz::Generate<gatefuzz::AlignSeed>(corpus, "align_experts");
}
