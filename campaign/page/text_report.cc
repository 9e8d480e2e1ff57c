// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "campaign/page/report_formats.h"
#include "campaign/page/wording.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

// Kernels print what they like; a terminal takes commands in control characters.
std::string Printable(const std::string& text) {
  std::string printable;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    printable += (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f ? '?' : c;
  }
  return printable;
}

std::string GroupText(const ReportGroup& report) {
  const FindingGroup& group = report.group;
  const Symptom& cause = group.cause;
  std::string text = fmt::format("{}: {}", group.kernel, report.readable ? cause.fault : "unreadable group");
  if (!cause.check.empty()) text += fmt::format(" ({})", cause.check);
  if (!cause.file.empty()) text += fmt::format(" at {}:{}", cause.file, cause.line);
  if (!group.shape.empty()) text += fmt::format(", given {}", group.shape);
  text += fmt::format("\n  {} in group {}, first after {}, last after {}\n", Counted(report.cases, "case"), group.id,
                      DurationInWords(report.first_seconds), DurationInWords(report.last_seconds));
  if (report.known) text += fmt::format("  known: {}, until {}\n", report.known->issue, report.known->expires);
  if (!report.replay.empty()) text += fmt::format("  replay: {}\n", report.replay);
  return text;
}

std::string KernelText(const ReportKernel& kernel) {
  const Stats& stats = kernel.record.stats;
  std::string text = fmt::format("{}: {} of {}, {}, {}", kernel.record.kernel, Counted(stats.cases, "case"),
                                 Counted(stats.rows, "row"), Counted(stats.features, "feature"),
                                 kernel.groups == 0 ? "no finding" : Counted(kernel.groups, "group") + " of findings");
  if (stats.instructions_present != 0) {
    text += fmt::format(", {:.1f} % of PTX", 100.0 * static_cast<double>(stats.instructions_executed) /
                                                 static_cast<double>(stats.instructions_present));
  }
  if (kernel.record.lost_workers != 0) {
    text += ", lost " + Counted(static_cast<uint64_t>(kernel.record.lost_workers), "worker");
  }
  return text + "\n";
}

}  // namespace

std::string TextReport(const ReportModel& model) {
  std::string text = fmt::format("{}: {}\n", model.workdir, model.headline);
  text +=
      fmt::format("{}; {}, {} of {}, {} executions/s, {}\n\n", model.status_in_words, DurationInWords(model.elapsed),
                  Counted(model.totals.cases, "case"), Counted(model.totals.rows, "row"),
                  Grouped(static_cast<uint64_t>(model.executions_per_second)), Counted(model.kernels.size(), "kernel"));
  for (const std::string& problem : model.problems) text += problem + "\n";
  if (!model.problems.empty()) text += "\n";
  for (const ReportGroup& group : model.groups) text += GroupText(group) + "\n";
  for (const ReportKernel& kernel : model.kernels) text += KernelText(kernel);
  return Printable(text);
}

}  // namespace gatefuzz
