// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/page/testing/example_campaign.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "campaign/page/report_model.h"

namespace gatefuzz {
namespace {

constexpr double kElapsed = 8 * 3600;
const char* const kKernels[] = {
    "topk_softmax",  "topk_sigmoid",           "topk_softplus_sqrt",         "grouped_topk_sigmoid",
    "align_experts", "zoo/simd_tail_overread", "zoo/nan_row_repeats_expert0"};

void Write(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) {
    std::fprintf(stderr, "%s: cannot be written\n", path.c_str());
    std::exit(1);
  }
}

// Of the share `done` of the campaign.
HistoryPoint::Kernel KernelAt(const std::string& kernel, size_t index, double done) {
  HistoryPoint::Kernel at;
  const double size = 1.0 / static_cast<double>(index + 1);
  at.kernel = kernel;
  at.executions = static_cast<uint64_t>(2.5e8 * size * done);
  at.cases = at.executions / 10 * 9;
  at.rows = at.cases * 3;
  at.features = static_cast<uint64_t>(6000 * size * (1 - std::exp(-9 * done)));
  at.instructions_present = 9000;
  at.instructions_executed =
      static_cast<uint64_t>(8900 - 90 * static_cast<double>(index) - 3000 * std::exp(-20 * done));
  at.corpus_files = static_cast<uint64_t>(900 * size * (1 - std::exp(-7 * done)));
  at.worker_seconds = kElapsed * done / 4;
  return at;
}

FindingGroup Group(const char* kernel, const char* id, Symptom cause, const char* shape) {
  FindingGroup group;
  group.id = id;
  group.kernel = kernel;
  group.cause = std::move(cause);
  group.shape = shape;
  group.created_utc = "2026-11-24T20:00:00Z";
  return group;
}

constexpr char kCoverage[] =
    R"({"kernel": "topk_softmax", "cases": 812, "discarded": 0, "failed": 0, "tracefile": "t", "total": {}, "files": [
{"file": "kernels/topk_softmax.cu", "lines": 120, "lines_hit": 118, "branches": 60, "branches_hit": 44,
 "functions": 12, "functions_hit": 12, "lines_missed": [77, 78]},
{"file": "kernels/row_per_warp.cuh", "lines": 90, "lines_hit": 90, "branches": 48, "branches_hit": 40,
 "functions": 9, "functions_hit": 9, "lines_missed": []}]})";

}  // namespace

MemberRecord ExampleMember(const std::string& name, int64_t now, CampaignStatus status) {
  MemberRecord member;
  member.member = name;
  member.host = "host-of-" + name;
  member.machine = "Intel(R) Xeon(R) Platinum 8481C, 2 cores, 23 GiB";
  member.program = "gatefuzz 0.4, clang 19.1.7, CUDA 13.0, emulator";
  member.seconds = kElapsed;
  member.jobs = 2;
  member.seed = UINT64_MAX;
  member.started_utc = UtcOfSeconds(now - static_cast<int64_t>(kElapsed));
  member.updated_utc = UtcOfSeconds(now);
  member.elapsed = kElapsed;
  member.status = status;
  size_t index = 0;
  for (const char* const kernel : kKernels) {
    member.kernels.push_back(kernel);
    const HistoryPoint::Kernel end = KernelAt(kernel, index++, 1);
    KernelRecord& record = member.results.emplace_back();
    record.kernel = kernel;
    record.stats.executions = end.executions;
    record.stats.cases = end.cases;
    record.stats.rows = end.rows;
    record.stats.features = end.features;
    record.stats.mutated = end.executions - 1000;
    record.stats.features_mutated = end.features - 10;
    record.stats.features_twice = end.features - 10 - 40;
    record.stats.features_thrice = end.features - 10 - 40 - 25;
    record.stats.kernels_present = 48;
    record.stats.kernels_launched = 46;
    record.stats.instructions_present = end.instructions_present;
    record.stats.instructions_executed = end.instructions_executed;
    record.worker_seconds = end.worker_seconds;
    record.corpus_files = end.corpus_files;
  }
  return member;
}

std::string ExampleHistory(const MemberRecord& member, int points) {
  std::string lines;
  for (int i = 1; i <= points; ++i) {
    const double done = static_cast<double>(i) / points;
    HistoryPoint point;
    point.elapsed = member.elapsed * done;
    point.utc = member.updated_utc;
    for (size_t index = 0; index < member.kernels.size(); ++index) {
      point.kernels.push_back(KernelAt(member.kernels[index], index, done));
    }
    lines += HistoryLine(point);
  }
  return lines;
}

void WriteExampleMember(const CampaignFolder& folder, const MemberRecord& member, int points) {
  std::filesystem::create_directories(folder.Member(member.member));
  std::string error;
  if (!WriteMemberRecord(folder.State(member.member), member, &error)) {
    std::fprintf(stderr, "%s\n", error.c_str());
    std::exit(1);
  }
  Write(folder.History(member.member), ExampleHistory(member, points));
}

void WriteExampleGroup(const CampaignFolder& folder, const FindingGroup& group, int samples,
                       const std::string& verdict) {
  const std::string path = folder.Group(group.kernel, group.id);
  Write(path + "/group.json", FindingGroupToJson(group));
  for (int i = 1; i <= samples; ++i) {
    const std::string stem = path + "/sample-" + std::to_string(i);
    FindingSample sample;
    sample.symptom = group.cause;
    sample.verdict = verdict;
    // The last is the smallest, but did not fail again; so the second is the best.
    sample.reproduced = i <= 2;
    sample.tokens = i >= 2 ? 1 : 10 + i;
    sample.experts = i == samples ? 7 : 8 + i;
    sample.k = 2;
    sample.found_after_seconds = 60.0 * i;
    sample.member = "local";
    Write(stem + ".json", FindingSampleToJson(sample));
    Write(stem + ".gfcase", "case");
    Write(stem + ".txt", group.kernel + ": " + verdict +
                             "\n\nsoftmax, 1 token, 8 experts, k 2, f32, int32 ids\ntoken 0: NaN(0x7fc00000) x8\n\n"
                             "replay: bazel run //:gatefuzz -- repro --approx=random --kernel=" +
                             group.kernel + " " + stem + ".gfcase\n");
  }
}

void WriteExampleCampaign(const CampaignFolder& folder, int64_t now, CampaignStatus status) {
  MemberRecord local = ExampleMember("local", now, status);
  local.groups["topk_sigmoid/memory-77aa0123"] = {.cases = 1234, .first_seconds = 4000, .last_seconds = 28000};
  local.groups["zoo/simd_tail_overread/memory-0123abcd"] = {.cases = 40, .first_seconds = 12, .last_seconds = 28000};
  local.results[1].stats.failing_cases = 1234;
  local.results[5].stats.failing_cases = 40;
  local.results[4].lost_workers = 2;
  MemberRecord other = ExampleMember("node-2", now, CampaignStatus::kComplete);
  other.elapsed = kElapsed / 2;
  other.groups["topk_sigmoid/memory-77aa0123"] = {.cases = 6, .first_seconds = 3000, .last_seconds = 5000};
  WriteExampleMember(folder, local, 300);
  WriteExampleMember(folder, other, 100);
  WriteExampleGroup(folder,
                    Group("topk_sigmoid", "memory-77aa0123",
                          {.fault = "memory",
                           .check = "out of bounds",
                           .file = "kernels/row_per_warp.cuh",
                           .line = 88,
                           .ptx = "ld.global.v4.f32"},
                          "more than 512 experts"),
                    3, std::string("clause memory: reads 16 bytes past a row\n") + kHostileText);
  WriteExampleGroup(
      folder,
      Group("topk_softmax", "unique-1f0e9a3c", {.fault = "unique", .check = "", .file = "", .line = 0, .ptx = ""}, ""),
      1, "clause unique: row 0, ids [0 0]");
  WriteExampleGroup(folder,
                    Group("zoo/simd_tail_overread", "memory-0123abcd",
                          {.fault = "memory",
                           .check = "out of bounds",
                           .file = "zoo/simd_tail_overread.cu",
                           .line = 31,
                           .ptx = "ld.global.v4.f32"},
                          "experts no multiple of 4"),
                    5, "clause memory: reads 4 bytes past a row");
  Write(folder.path + "/coverage.json", kCoverage);
  Write(folder.path + "/coverage/index.html", "<p>pages</p>");
}

}  // namespace gatefuzz
