// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/known_findings.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <tuple>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "reference/clause.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct TextMember {
  const char* name;
  std::string KnownFinding::* value;
  bool may_be_empty;
};
constexpr TextMember kTextMembers[] = {
    {"group", &KnownFinding::group, false}, {"kernel", &KnownFinding::kernel, false},
    {"fault", &KnownFinding::fault, false}, {"check", &KnownFinding::check, true},
    {"file", &KnownFinding::file, true},    {"case", &KnownFinding::case_path, false},
    {"issue", &KnownFinding::issue, false},
};
constexpr char kExpires[] = "expires";

std::vector<std::string> MemberNames() {
  std::vector<std::string> names;
  for (const TextMember& member : kTextMembers) names.emplace_back(member.name);
  names.emplace_back(kExpires);
  return names;
}

// Text of a user's inside a message: on one line, and no longer than helps.
std::string Shown(std::string text) {
  constexpr size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest - 3) + "...";
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  return text;
}

bool IsFault(const std::string& name) {
  return name == "crash" || name == "timeout" || ClauseFromName(name).has_value();
}

constexpr std::string_view kChecks[] = {
    "",
#define GATEFUZZ_FAULT(id, name, fault_class) name,
#include "emulator/fault_kinds.inc"
#undef GATEFUZZ_FAULT
};

// YYYY-MM-DD, a day that the calendar has.
std::optional<Date> ReadDate(const std::string& text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return std::nullopt;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == 'd' ? std::isdigit(static_cast<unsigned char>(text[i])) != 0 : text[i] == kForm[i];
    if (!fits) return std::nullopt;
  }
  const Date date(std::chrono::year(std::stoi(text.substr(0, 4))),
                  std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(5, 2)))),
                  std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(8, 2)))));
  if (!date.ok()) return std::nullopt;
  return date;
}

// What is wrong with the entry, or "".
std::string ReadEntry(const Json& json, KnownFinding* known) {
  if (!json.is_object()) return fmt::format("expected an object, got {}", json.type_name());
  const std::vector<std::string> names = MemberNames();
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(names, name) == names.end()) {
      return fmt::format("{}: there is no such member; there are {}", Shown(name), fmt::join(names, ", "));
    }
    if (!value.is_string()) return fmt::format("{}: expected a string, got {}", name, value.type_name());
  }
  for (const std::string& name : names) {
    if (!json.contains(name)) return fmt::format("{}: this member is missing", name);
  }
  for (const TextMember& member : kTextMembers) {
    std::string& text = known->*member.value;
    text = json[member.name].get<std::string>();
    if (text.empty() && !member.may_be_empty) return fmt::format("{}: is empty", member.name);
  }
  if (!IsFault(known->fault)) {
    return fmt::format("fault: there is no clause '{}'; it is one of docs/contract.md, crash or timeout",
                       Shown(known->fault));
  }
  if (std::ranges::find(kChecks, known->check) == std::end(kChecks)) {
    return fmt::format("check: the emulator has no check '{}'; docs/checks.md lists them, and \"\" is none",
                       Shown(known->check));
  }
  if (fs::path(known->case_path).is_absolute()) {
    return fmt::format("case: '{}' is absolute; name the file relative to the ledger's folder",
                       Shown(known->case_path));
  }
  if (known->issue.find("://") == std::string::npos) {
    return fmt::format("issue: '{}' is no link; say where the fault is reported", Shown(known->issue));
  }
  const std::string date = json[kExpires].get<std::string>();
  const std::optional<Date> expires = ReadDate(date);
  if (!expires) return fmt::format("expires: '{}' is no day of the form YYYY-MM-DD", Shown(date));
  known->expires = *expires;
  return "";
}

auto Identity(const KnownFinding& known) {
  return std::tie(known.group, known.kernel, known.fault, known.check, known.file);
}

bool Names(const KnownFinding& known, const SeenFinding& seen) {
  const bool group = known.group == kAnyGroup || (!seen.group.empty() && known.group == seen.group) ||
                     (seen.test_case != nullptr && *seen.test_case == known.test_case);
  return group && known.kernel == seen.kernel && known.fault == seen.symptom.fault &&
         known.check == seen.symptom.check && known.file == seen.symptom.file;
}

}  // namespace

bool ParseKnownFindings(std::string_view json, std::vector<KnownFinding>* known, std::string* error) {
  const Json list = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (list.is_discarded()) {
    *error = "is not JSON";
    return false;
  }
  if (!list.is_array()) {
    *error = fmt::format("expected an array of entries, got {}", list.type_name());
    return false;
  }
  std::vector<KnownFinding> entries;
  for (const Json& row : list) {
    KnownFinding entry;
    std::string fault = ReadEntry(row, &entry);
    const auto same =
        std::ranges::find_if(entries, [&](const KnownFinding& other) { return Identity(other) == Identity(entry); });
    if (fault.empty() && same != entries.end()) {
      fault = fmt::format("says the same as entry {}; remove one", same - entries.begin() + 1);
    }
    if (!fault.empty()) {
      *error = fmt::format("entry {}: {}", entries.size() + 1, fault);
      return false;
    }
    entries.push_back(std::move(entry));
  }
  *known = std::move(entries);
  return true;
}

bool ReadKnownFindings(const std::string& path, std::vector<KnownFinding>* known, std::string* error) {
  std::error_code code;
  const uintmax_t size = fs::file_size(path, code);
  if (!code && size > kMaxLedgerBytes) {
    *error = fmt::format("{} has {} bytes; a ledger has at most {}", path, size, kMaxLedgerBytes);
    return false;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path, code)) {
    *error = fmt::format("{} cannot be read: {}", path, file ? "it is a directory" : std::strerror(errno));
    return false;
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (!ParseKnownFindings(text, known, error)) {
    *error = fmt::format("{}: {}", path, *error);
    return false;
  }
  for (size_t i = 0; i < known->size(); ++i) {
    KnownFinding& entry = (*known)[i];
    const std::string case_path = (fs::path(path).parent_path() / entry.case_path).lexically_normal().string();
    if (ReadCaseFile(case_path, &entry.test_case, error)) continue;
    *error = fmt::format("{}: entry {}: case: {}", path, i + 1, *error);
    return false;
  }
  return true;
}

Date Today() { return Date(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())); }

std::string DateText(const Date& date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string EntryText(std::span<const KnownFinding> known, size_t entry) {
  const KnownFinding& one = known[entry];
  return fmt::format("entry {} ({} on {}, {})", entry + 1, one.fault, one.kernel, one.case_path);
}

KnownMatch Match(std::span<const KnownFinding> known, const SeenFinding& seen, const Date& today) {
  KnownMatch match;
  for (size_t i = 0; i < known.size(); ++i) {
    const KnownFinding& entry = known[i];
    if (!Names(entry, seen)) continue;
    if (today <= entry.expires) {
      return {.kind = KnownMatch::Kind::kKnown,
              .entry = i,
              .message = fmt::format("known: entry {}, {}, until {}", i + 1, entry.issue, DateText(entry.expires))};
    }
    if (match.kind == KnownMatch::Kind::kExpired) continue;
    match = {.kind = KnownMatch::Kind::kExpired,
             .entry = i,
             .message = fmt::format("entry {} of the known findings expired on {}: fix it, or give it another date; {}",
                                    i + 1, DateText(entry.expires), entry.issue)};
  }
  return match;
}

}  // namespace gatefuzz
