// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// reject: every way to leave the contract's bounds is refused with kInvalidArgument, by the name of an argument that is
// to blame, and changes no byte. One table of ways; each is tried on the case's otherwise valid call.
#include <climits>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "properties/align_relational.h"
#include "properties/launch_clause.h"

namespace gatefuzz {
namespace {

template <typename T>
T* MovedBy(T* pointer, uintptr_t bytes) {
  return reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(pointer) + bytes);
}

struct Call {
  const AlignCase& align_case;
  size_t workspace_bytes;

  bool HasTokens() const { return align_case.problem.tokens > 0; }
  bool HasSlots() const { return align_case.problem.capacity() > 0; }
  bool HasWorkspace() const { return workspace_bytes > 0; }
};

struct Way {
  const char* what;
  std::string_view blamed;  // the arguments that may be named, each between spaces
  void (*apply)(AlignArgs*);
  bool (*applies)(const Call&) = [](const Call&) { return true; };
};

bool HasTokens(const Call& call) { return call.HasTokens(); }
bool HasSlots(const Call& call) { return call.HasSlots(); }
bool HasWorkspace(const Call& call) { return call.HasWorkspace(); }

constexpr std::string_view kBlamedForSize = " num_tokens k ";

constexpr Way kWays[] = {
    {"num_tokens = -1", " num_tokens ", [](AlignArgs* a) { a->num_tokens = -1; }},
    {"num_tokens = -2^63", " num_tokens ", [](AlignArgs* a) { a->num_tokens = INT64_MIN; }},
    {"num_tokens = 2^31 / k + 1", kBlamedForSize, [](AlignArgs* a) { a->num_tokens = (int64_t{1} << 31) / a->k + 1; }},
    {"num_tokens = (2^32 + 1) / k, of which 32 bits keep little", kBlamedForSize,
     [](AlignArgs* a) { a->num_tokens = ((int64_t{1} << 32) + a->k) / a->k; }},
    {"num_tokens = 2^63 - 1", kBlamedForSize, [](AlignArgs* a) { a->num_tokens = INT64_MAX; }},
    {"num_tokens that only padding takes past 2^31 - 1", " num_tokens k num_experts block_size ",
     [](AlignArgs* a) {
       a->num_tokens = INT_MAX / a->k;
       a->num_experts = 1024;
       a->block_size = 256;
     }},
    {"k = 0", " k ", [](AlignArgs* a) { a->k = 0; }},
    {"k = -1", " k ", [](AlignArgs* a) { a->k = -1; }},
    {"k = -2^31", " k ", [](AlignArgs* a) { a->k = INT_MIN; }},
    {"k = 33", " k ", [](AlignArgs* a) { a->k = 33; }},
    {"k = 2^31 - 1", " k ", [](AlignArgs* a) { a->k = INT_MAX; }},
    {"num_experts = 0", " num_experts ", [](AlignArgs* a) { a->num_experts = 0; }},
    {"num_experts = -1", " num_experts ", [](AlignArgs* a) { a->num_experts = -1; }},
    {"num_experts = 1025", " num_experts ", [](AlignArgs* a) { a->num_experts = 1025; }},
    {"num_experts = 2^31 - 1", " num_experts ", [](AlignArgs* a) { a->num_experts = INT_MAX; }},
    {"block_size = 0", " block_size ", [](AlignArgs* a) { a->block_size = 0; }},
    {"block_size = -1", " block_size ", [](AlignArgs* a) { a->block_size = -1; }},
    {"block_size = 3", " block_size ", [](AlignArgs* a) { a->block_size = 3; }},
    {"block_size = 48", " block_size ", [](AlignArgs* a) { a->block_size = 48; }},
    {"block_size = 512", " block_size ", [](AlignArgs* a) { a->block_size = 512; }},
    {"block_size = -2^31, which has one bit", " block_size ", [](AlignArgs* a) { a->block_size = INT_MIN; }},
    {"id_type = 3", " id_type ", [](AlignArgs* a) { a->id_type = static_cast<IdType>(3); }},
    {"id_type = -1", " id_type ", [](AlignArgs* a) { a->id_type = static_cast<IdType>(-1); }},
    {"ids = null", " ids ", [](AlignArgs* a) { a->ids = nullptr; }, HasTokens},
    {"sorted = null", " sorted ", [](AlignArgs* a) { a->sorted = nullptr; }, HasSlots},
    {"block_experts = null", " block_experts ", [](AlignArgs* a) { a->block_experts = nullptr; }, HasSlots},
    {"total = null", " total ", [](AlignArgs* a) { a->total = nullptr; }},
    {"error = null", " error ", [](AlignArgs* a) { a->error = nullptr; }},
    {"workspace = null", " workspace ", [](AlignArgs* a) { a->workspace = nullptr; }, HasWorkspace},
    {"workspace_bytes = 0", " workspace_bytes workspace ", [](AlignArgs* a) { a->workspace_bytes = 0; }, HasWorkspace},
    {"one byte of workspace too few", " workspace_bytes workspace ", [](AlignArgs* a) { a->workspace_bytes -= 1; },
     HasWorkspace},
    {"ids one byte off its alignment", " ids ", [](AlignArgs* a) { a->ids = MovedBy(a->ids, 1); }, HasTokens},
    {"ids of 64 bits aligned to 32", " ids ", [](AlignArgs* a) { a->ids = MovedBy(a->ids, 4); },
     [](const Call& call) { return call.HasTokens() && call.align_case.problem.id_type == IdType::kInt64; }},
    {"sorted one byte off its alignment", " sorted ", [](AlignArgs* a) { a->sorted = MovedBy(a->sorted, 1); },
     HasSlots},
    {"block_experts two bytes off its alignment", " block_experts ",
     [](AlignArgs* a) { a->block_experts = MovedBy(a->block_experts, 2); }, HasSlots},
    {"total one byte off its alignment", " total ", [](AlignArgs* a) { a->total = MovedBy(a->total, 1); }},
    {"error two bytes off its alignment", " error ", [](AlignArgs* a) { a->error = MovedBy(a->error, 2); }},
    {"workspace 8 bytes off its alignment", " workspace ",
     [](AlignArgs* a) { a->workspace = MovedBy(a->workspace, 8); }, HasWorkspace},
};

}  // namespace

Outcome CheckAlignReject(const AlignCase& align_case, AlignRunner& runner) {
  const AlignProblem& problem = align_case.problem;
  const Call call = {align_case,
                     runner.kernel().workspace_bytes(problem.tokens, problem.k, problem.experts, problem.block_size)};
  for (const Way& way : kWays) {
    if (!way.applies(call)) continue;
    AlignLaunch launch = runner.Run(align_case, AlignMemory::kPoison, way.apply);
    if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
    std::string wrong = WrongRefusal(way.what, way.blamed, launch.status);
    if (wrong.empty() && !launch.violations.empty()) {
      wrong = fmt::format("{}: {}", way.what, launch.violations.front().message);
    }
    if (wrong.empty()) continue;
    Fail fail;
    fail.violations.push_back({Clause::kReject, -1, -1, std::move(wrong)});
    fail.violations.insert(fail.violations.end(), launch.violations.begin(), launch.violations.end());
    fail.diagnostics = std::move(launch.diagnostics);
    return fail;
  }
  return Pass{};
}

}  // namespace gatefuzz
