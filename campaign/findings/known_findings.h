// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The ledger of known findings, known_findings.json: faults that have been reported and wait for their fix, so that a
// run which meets them again says "known" and fails for new ones alone. docs/findings.md describes the file.
//
// A match must never hide a new finding: kernel, fault, check and source file all have to be the entry's (a line may
// move), and an entry that names a group speaks of that group alone. Every entry expires.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_KNOWN_FINDINGS_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_KNOWN_FINDINGS_H_

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/record/symptom.h"
#include "harness/any_case.h"

namespace gatefuzz {

using Date = std::chrono::year_month_day;

inline constexpr char kAnyGroup[] = "*";
inline constexpr size_t kMaxLedgerBytes = 16 << 20;

struct KnownFinding {
  std::string group;  // FindingGroup::id, or kAnyGroup
  std::string kernel;
  std::string fault;      // as Symptom has it, and so the next two
  std::string check;      // "" where no check of the emulator fired
  std::string file;       // "" where no source line is known
  std::string case_path;  // of the case file that shows it; as the ledger has it: relative to the ledger's folder
  std::string issue;      // a link to its report
  Date expires;           // the last day on which it counts

  AnyCase test_case;  // what case_path holds; set by ReadKnownFindings
};

// Parses the ledger's text. Total: any bytes give entries or a message that names the entry (from 1) and the member:
// not JSON, a member that is missing, unknown, of the wrong type or value, an entry that stands twice. Does not open
// the entries' case files.
bool ParseKnownFindings(std::string_view json, std::vector<KnownFinding>* known, std::string* error);

// The file at `path`, and the case files of its entries. `error` names `path`, entry and member.
bool ReadKnownFindings(const std::string& path, std::vector<KnownFinding>* known, std::string* error);

// Today by UTC.
Date Today();
// "2026-11-24".
std::string DateText(const Date& date);

// How a kernel failed a case, as far as is known.
struct SeenFinding {
  std::string_view kernel;
  const Symptom& symptom;
  std::string_view group;              // "" where nobody has sorted it into one
  const AnyCase* test_case = nullptr;  // an entry's own case is of the entry's group
};

struct KnownMatch {
  enum class Kind { kNew, kKnown, kExpired };
  Kind kind = Kind::kNew;
  size_t entry = 0;     // index of the entry, unless kNew
  std::string message;  // "known: entry 2, ISSUE, until DATE"; of kExpired what to do about it; "" of kNew
};

// kExpired: only an entry that has expired matches, so that the finding counts as new.
KnownMatch Match(std::span<const KnownFinding> known, const SeenFinding& seen, const Date& today);

// "entry 2 (unique on KERNEL, CASE)".
std::string EntryText(std::span<const KnownFinding> known, size_t entry);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_KNOWN_FINDINGS_H_
