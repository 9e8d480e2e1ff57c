// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/failing_folder.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <span>
#include <system_error>

#include "campaign/cause.h"
#include "fmt/format.h"
#include "harness/case_codec.h"
#include "harness/content_hash.h"
#include "harness/text_file.h"

namespace gatefuzz {
namespace {

constexpr char kLostExtension[] = ".lost";

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

}  // namespace

std::string SignatureOf(const Symptom& symptom, const AnyCase& any_case) {
  const std::string text = symptom.fault + "\n" + CauseText(CauseOf(symptom, any_case));
  return fmt::format("{}-{:08x}", symptom.fault, ShortHash(text));
}

bool FailingFolder::IsNew(std::string_view signature) const {
  return !Exists(Path(signature, ".json")) && !Exists(Path(signature, ".done"));
}

bool FailingFolder::Add(std::string_view signature, const AnyCase& any_case, const Verdict& seen,
                        std::string* error) const {
  const std::string text = VerdictToJson(seen);
  return WriteCaseFile(CasePath(signature), any_case, error) &&
         WriteFileAtomically(Path(signature, ".json"), text, error);
}

std::vector<std::string> FailingFolder::Waiting() const {
  std::vector<std::string> signatures;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    if (entry.path().extension() == ".json") signatures.push_back(entry.path().stem().string());
  }
  std::ranges::sort(signatures);
  return signatures;
}

bool FailingFolder::Read(std::string_view signature, AnyCase* any_case, Verdict* seen) const {
  std::string error;
  return VerdictFromJson(TextOfFile(Path(signature, ".json")), seen) &&
         ReadCaseFile(CasePath(signature), any_case, &error);
}

bool FailingFolder::MarkDone(std::string_view signature, std::string* error) const {
  // The marker first: killed in between, the case is looked into once more.
  if (!WriteFileAtomically(Path(signature, ".done"), "", error)) return false;
  Forget(signature);
  return true;
}

bool FailingFolder::RememberLostDevice(const AnyCase& any_case, std::string* error) const {
  return WriteFileAtomically(Path(fmt::format("{:016x}", ContentHash(EncodeCase(any_case))), kLostExtension), "",
                             error);
}

std::set<uint64_t> FailingFolder::CasesThatLoseTheDevice() const {
  std::set<uint64_t> hashes;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    if (entry.path().extension() != kLostExtension) continue;
    const std::string name = entry.path().stem().string();
    uint64_t hash = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), hash, 16);
    if (code == std::errc() && end == name.data() + name.size()) hashes.insert(hash);
  }
  return hashes;
}

void FailingFolder::Forget(std::string_view signature) const {
  unlink(Path(signature, ".json").c_str());
  unlink(CasePath(signature).c_str());
}

}  // namespace gatefuzz
