// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/promote.h"

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "corpus/seed_list.h"
#include "fmt/format.h"
#include "fuzz/kernel_under_test.h"
#include "harness/case_codec.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

// Lower-case words and numbers, joined by single underscores, a letter first.
bool IsSnakeCase(std::string_view name) {
  char before = '_';
  for (const char c : name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!word && (c != '_' || before == '_')) return false;
    before = c;
  }
  return !name.empty() && before != '_' && (name[0] < '0' || name[0] > '9');
}

AnyCase CaseOf(const Seed& seed) { return seed.routing_case; }
AnyCase CaseOf(const AlignSeed& seed) { return seed.align_case; }

struct ListedCase {
  std::string name;
  AnyCase test_case;
};

template <typename OneSeed>
bool ReadSeeds(const std::string& json, std::vector<ListedCase>* cases, std::string* error) {
  std::vector<OneSeed> seeds;
  if (!ReadSeedList(json, &seeds, error)) return false;
  for (const OneSeed& seed : seeds) cases->push_back({seed.name, CaseOf(seed)});
  return true;
}

bool ReadList(const AnyCase& kind, const std::string& json, std::vector<ListedCase>* cases, std::string* error) {
  return KindOf(kind) == CaseKind::kAlign ? ReadSeeds<AlignSeed>(json, cases, error)
                                          : ReadSeeds<Seed>(json, cases, error);
}

std::string JsonText(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The list with the regression as its last entry, the rest of its text untouched. Requires: an array.
std::string WithEntry(const std::string& list, const Regression& regression) {
  std::string one_case = CaseToJson(regression.test_case);
  while (!one_case.empty() && one_case.back() == '\n') one_case.pop_back();
  std::string indented;
  for (const char c : one_case) {
    indented += c;
    if (c == '\n') indented += "    ";
  }
  std::string before = list.substr(0, list.rfind(']'));
  while (!before.empty() && std::isspace(static_cast<unsigned char>(before.back())) != 0) before.pop_back();
  return fmt::format("{}{}\n  {{\n    \"name\": {},\n    \"story\": {},\n    \"case\": {}\n  }}\n]\n", before,
                     before.ends_with('[') ? "" : ",", JsonText(regression.name), JsonText(regression.story), indented);
}

}  // namespace

std::string FindCorpus(const std::string& folder) {
  for (fs::path at = fs::path(folder);; at = at.parent_path()) {
    std::error_code code;
    const fs::path corpus = at / "corpus";
    if (fs::exists(at / "WORKSPACE", code) && fs::exists(corpus / "topk_softmax.json", code)) return corpus.string();
    if (!at.has_relative_path()) return "";
  }
}

std::string WhyNotPromote(const Regression& regression, const std::string& corpus, Promoted* promoted) {
  if (!IsSnakeCase(regression.name)) {
    return fmt::format("name: '{}' is not snake_case: lower-case words and numbers joined by _", regression.name);
  }
  const std::string list_name(CorpusName(KindOf(regression.test_case)));
  promoted->list_path = fmt::format("{}/{}.json", corpus, list_name);
  promoted->case_path = fmt::format("{}/{}/{}.gfcase", corpus, list_name, regression.name);
  std::string text;
  std::string error;
  if (!ReadTextFile(promoted->list_path, &text, &error)) return error;
  std::vector<ListedCase> cases;
  if (!ReadList(regression.test_case, text, &cases, &error)) {
    return fmt::format("{}: {}", promoted->list_path, error);
  }
  for (const ListedCase& listed : cases) {
    if (listed.name == regression.name)
      return fmt::format("name: {} has a '{}' already", promoted->list_path, listed.name);
    if (listed.test_case == regression.test_case) {
      return fmt::format("{} has this case already, as '{}'", promoted->list_path, listed.name);
    }
  }
  std::error_code code;
  if (fs::exists(promoted->case_path, code)) {
    return fmt::format("{} exists, though no list names it; `bazel run //corpus:generate` removes it",
                       promoted->case_path);
  }
  return "";
}

bool Promote(const Regression& regression, const Promoted& promoted, std::string* error) {
  std::string text;
  if (!ReadTextFile(promoted.list_path, &text, error)) return false;
  const std::string list = WithEntry(text, regression);
  std::vector<ListedCase> cases;
  const bool reads = ReadList(regression.test_case, list, &cases, error);
  if (!reads || cases.back().name != regression.name || cases.back().test_case != regression.test_case) {
    *error = fmt::format("{}: the entry for '{}' would not read back to the same case: {}", promoted.list_path,
                         regression.name, *error);
    return false;
  }
  std::error_code code;
  fs::create_directories(fs::path(promoted.case_path).parent_path(), code);
  if (!WriteCaseFile(promoted.case_path, regression.test_case, error)) return false;
  const auto* bytes = reinterpret_cast<const uint8_t*>(list.data());
  if (WriteFileAtomically(promoted.list_path, std::span(bytes, list.size()), error)) return true;
  fs::remove(promoted.case_path, code);
  return false;
}

}  // namespace gatefuzz
