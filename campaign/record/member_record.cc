// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/record/member_record.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;
constexpr std::string_view kStatusNames[] = {"running", "interrupted", "complete", "failed"};

}  // namespace

// Found by the JSON library by their names and the namespace.
static void to_json(Json& json, const KernelRecord& kernel) {
  json = {{"kernel", kernel.kernel}};
#define GATEFUZZ_STAT(name, combine) json[#name] = kernel.stats.name;
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  json["worker_seconds"] = kernel.worker_seconds;
  json["corpus_files"] = kernel.corpus_files;
  json["lost_workers"] = kernel.lost_workers;
  json["error"] = kernel.error;
}

static void from_json(const Json& json, KernelRecord& kernel) {
  json.at("kernel").get_to(kernel.kernel);
#define GATEFUZZ_STAT(name, combine) kernel.stats.name = json.value(#name, uint64_t{0});
#include "campaign/worker_stats.inc"
#undef GATEFUZZ_STAT
  kernel.worker_seconds = json.value("worker_seconds", 0.0);
  kernel.corpus_files = json.value("corpus_files", uint64_t{0});
  kernel.lost_workers = json.value("lost_workers", 0);
  kernel.error = json.value("error", "");
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GroupCount, cases, first_seconds, last_seconds)

static void to_json(Json& json, CampaignStatus status) { json = CampaignStatusName(status); }

static void from_json(const Json& json, CampaignStatus& status) {
  const auto name = json.get<std::string>();
  for (size_t i = 0; i < std::size(kStatusNames); ++i) {
    if (name == kStatusNames[i]) status = static_cast<CampaignStatus>(i);
  }
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MemberRecord, member, host, machine, program, kernels, seconds, executions, jobs,
                                   seed, started_utc, updated_utc, elapsed, sessions, status, error, results, groups)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HistoryPoint::Kernel, kernel, executions, cases, rows, features,
                                   instructions_executed, instructions_present, corpus_files, failing_cases,
                                   worker_seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HistoryPoint, elapsed, utc, groups, kernels)

std::string_view CampaignStatusName(CampaignStatus status) { return kStatusNames[static_cast<int>(status)]; }

bool ReadMemberRecord(const std::string& path, MemberRecord* record, std::string* error) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    *error = path + ": cannot be read: " + std::strerror(errno);
    return false;
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  try {
    const Json json = Json::parse(text);
    if (const int version = json.at("version").get<int>(); version != kVersion) {
      *error = path + ": is of version " + std::to_string(version) + "; this program writes " +
               std::to_string(kVersion) + ". Use another folder";
      return false;
    }
    *record = json.get<MemberRecord>();
  } catch (const Json::exception& exception) {
    *error = path + ": is no record of a campaign (" + exception.what() + "). Remove it, or use another folder";
    return false;
  }
  return true;
}

bool WriteMemberRecord(const std::string& path, const MemberRecord& record, std::string* error) {
  Json json = {{"version", kVersion}};
  json.update(Json(record));
  // A message may quote bytes that are no UTF-8.
  const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  return WriteFileAtomically(path, text, error);
}

std::vector<HistoryPoint> ReadHistory(const std::string& path) {
  std::vector<HistoryPoint> points;
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    try {
      points.push_back(Json::parse(line).get<HistoryPoint>());
    } catch (const Json::exception&) {
      continue;
    }
  }
  return points;
}

std::string HistoryLine(const HistoryPoint& point) {
  return Json(point).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gatefuzz
