// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "campaign/page/report_formats.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

// For text and attributes of XML 1.0, which cannot say most control characters at all.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
      case '\t':
        escaped += fmt::format("&#{};", static_cast<int>(c));
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 ? "\xef\xbf\xbd" : std::string(1, c);
    }
  }
  // U+FFFE and U+FFFF are no characters of XML either.
  for (const std::string_view none : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (size_t at = 0; (at = escaped.find(none, at)) != std::string::npos;) escaped.replace(at, 3, "\xef\xbf\xbd");
  }
  return escaped;
}

std::string FailureText(const ReportGroup& group) {
  if (!group.readable) return "the group was counted; its folder is missing or damaged\n";
  if (group.samples.empty()) return "no sample was saved\n";
  const ReportSample& best = group.samples[0];
  return (best.text.empty() ? best.sample.verdict : best.text) + "\nreplay: " + group.replay + "\n";
}

std::string Failure(const ReportGroup& group) {
  const Symptom& cause = group.group.cause;
  std::string message = cause.fault.empty() ? group.group.id : cause.fault;
  if (!cause.check.empty()) message += ", " + cause.check;
  if (!cause.file.empty()) message += fmt::format(", {}:{}", cause.file, cause.line);
  if (!group.group.shape.empty()) message += ", " + group.group.shape;
  message += fmt::format(" ({} cases)", group.cases);
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", Escaped(cause.fault), Escaped(message),
                     Escaped(FailureText(group)));
}

struct Counts {
  size_t failures = 0, errors = 0, skipped = 0;
};

std::string TestCase(const ReportModel& model, const ReportKernel& kernel, Counts* counts) {
  const KernelRecord& record = kernel.record;
  std::string inside;
  for (const ReportGroup& group : model.groups) {
    if (group.group.kernel == record.kernel) inside += Failure(group);
  }
  counts->failures += !inside.empty();
  if (!record.error.empty()) {
    ++counts->errors;
    inside += fmt::format("      <error type=\"harness error\" message=\"{}\"/>\n", Escaped(record.error));
  }
  if (inside.empty() && record.stats.cases == 0) {
    ++counts->skipped;
    inside = "      <skipped message=\"no case was judged\"/>\n";
  }
  inside += fmt::format("      <system-out>{}</system-out>\n",
                        Escaped(fmt::format("{} cases of {} rows, {} features", record.stats.cases, record.stats.rows,
                                            record.stats.features)));
  return fmt::format("    <testcase classname=\"gatefuzz\" name=\"{}\" time=\"{:.3f}\">\n{}    </testcase>\n",
                     Escaped(record.kernel), record.worker_seconds, inside);
}

}  // namespace

std::string JunitReport(const ReportModel& model) {
  Counts counts;
  std::string cases;
  for (const ReportKernel& kernel : model.kernels) cases += TestCase(model, kernel, &counts);
  size_t tests = model.kernels.size();
  // What befell a member is no kernel's.
  for (const MemberRecord& member : model.members) {
    if (member.error.empty() && member.status != CampaignStatus::kFailed) continue;
    ++tests;
    ++counts.errors;
    cases += fmt::format(
        "    <testcase classname=\"gatefuzz.member\" name=\"{}\" time=\"{:.3f}\">\n      <error type=\"harness error\" "
        "message=\"{}\"/>\n    </testcase>\n",
        Escaped(member.member), member.elapsed, Escaped(member.error));
  }
  const std::string attributes =
      fmt::format("name=\"gatefuzz\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\"", tests,
                  counts.failures, counts.errors, counts.skipped, model.elapsed);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite {0} timestamp=\"{1}\">\n{2}"
      "  </testsuite>\n</testsuites>\n",
      attributes, Escaped(model.generated_utc.substr(0, model.generated_utc.find('Z'))), cases);
}

}  // namespace gatefuzz
