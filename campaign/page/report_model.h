// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a campaign did and found, merged from what its members left on disk: the one source of every report format.
// Texts are valid UTF-8, and of kernels' making: nothing may take them for markup.
//
// Of several members, executions, cases, rows, failing cases and worker seconds are sums. Features and PTX coverage are
// the most that one member saw, since members do not tell each other which; corpus files are those of the folder that
// all share. Curves are aligned by each member's own clock.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_REPORT_MODEL_H_
#define GATEFUZZ_CAMPAIGN_PAGE_REPORT_MODEL_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/page/estimate.h"
#include "campaign/record/campaign_folder.h"
#include "campaign/record/finding_group.h"
#include "campaign/record/member_record.h"

namespace gatefuzz {

enum class ReportVerdict {
  kFindings,     // groups of findings
  kErrors,       // none, and a kernel or a member met a harness error
  kUnconfirmed,  // none yet, but workers saw failing cases
  kNothing,      // no case was judged: nothing is known
  kClean,
};
// "findings", "errors", "unconfirmed", "nothing", "clean".
std::string_view ReportVerdictName(ReportVerdict verdict);

struct ReportSample {
  FindingSample sample;
  std::string text;  // of sample-N.txt, at most kMaxSampleText bytes of it; ""
};
inline constexpr size_t kMaxSampleText = 64 << 10;

// Where a group stands in the list of known findings.
struct KnownIssue {
  std::string issue;    // a link
  std::string expires;  // "2027-01-31"; from then on the finding counts as new
};

struct ReportGroup {
  FindingGroup group;
  bool readable =
      true;            // false: members counted it, but its folder is missing or damaged: only id and kernel are known
  uint64_t cases = 0;  // that were met
  double first_seconds = 0;
  double last_seconds = 0;
  std::vector<ReportSample> samples;  // the best first: reproduced, then small
  std::string replay;                 // command for the best; ""
  std::optional<KnownIssue> known;
};

struct ReportKernel {
  KernelRecord record;
  bool zoo = false;          // known to be bad: a finding is what is hoped for
  uint64_t groups = 0;       // of findings
  double first_finding = 0;  // seconds; where groups > 0
  FeatureCounts counts;      // summed over members
  Estimate estimate;
};

// One kernel's figures at ReportModel::times, one value each.
struct ReportCurves {
  std::string kernel;
  std::vector<uint64_t> features;
  std::vector<double> coverage;  // PTX instructions executed, in percent of those present; -1 where none were
  std::vector<double> executions_per_second;  // since the time before
  std::vector<uint64_t> corpus_files;
};

// The summary of `gatefuzz coverage --format=json`, as coverage.json in the campaign's folder.
struct ReportCoverage {
  struct File {
    std::string file;
    uint64_t lines = 0, lines_hit = 0, branches = 0, branches_hit = 0, functions = 0, functions_hit = 0;
    std::vector<uint64_t> lines_missed;
  };
  std::string kernel;
  uint64_t cases = 0;
  std::vector<File> files;
  std::string pages;  // link to genhtml's index, relative to the campaign's folder; "" if there is none
};

struct ReportModel {
  std::string workdir;
  std::string generated_utc;
  CampaignStatus status = CampaignStatus::kRunning;  // of a member that runs, else has failed, else was interrupted
  bool stale = false;  // all members that say that they run have written nothing for kStaleSeconds: they were killed
  std::string status_in_words;
  std::vector<std::string> problems;  // what was left out or went wrong, one sentence each
  int errors = 0;                     // of those, harness errors of kernels and members
  ReportVerdict verdict = ReportVerdict::kNothing;
  std::string headline;  // the verdict in words

  std::vector<MemberRecord> members;
  std::vector<ReportGroup> groups;    // production kernels' first
  std::vector<ReportKernel> kernels;  // in the order asked for
  Stats totals;
  uint64_t failing_cases = 0;
  double elapsed = 0;  // of the member that has run longest
  double executions_per_second = 0;
  std::string updated_utc;  // last of the members'

  std::vector<double> times;           // seconds, rising, at most kMaxTimes
  std::vector<uint64_t> groups_found;  // at these times
  std::vector<ReportCurves> curves;    // in the order of `kernels`
  std::optional<ReportCoverage> coverage;
};
inline constexpr size_t kMaxTimes = 240;
inline constexpr int64_t kStaleSeconds = 300;

struct ReportModelOptions {
  int64_t now = 0;                                                      // seconds since 1970
  std::function<std::optional<KnownIssue>(const FindingGroup&)> known;  // may be empty: none is known
};

// Reads files alone, some per member, kernel and group. False, with `error` naming the folder and the remedy: there is
// no campaign. Damaged parts are left out and named in `problems`. Safe while members write.
bool ReadReportModel(const CampaignFolder& folder, const ReportModelOptions& options, ReportModel* model,
                     std::string* error);

// Of the known-bad kernels, by whom a campaign shows that it would find.
bool IsZooKernel(std::string_view kernel);

// "2026-11-24T19:00:00Z" as seconds since 1970, and back. Nothing if the text is no such time.
std::optional<int64_t> SecondsOfUtc(const std::string& utc);
std::string UtcOfSeconds(int64_t seconds);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_REPORT_MODEL_H_
