// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// reject: every way to leave the contract's bounds is refused with kInvalidArgument, by the name of an argument that is
// to blame, and changes no byte. One table of ways; each is tried on the case's otherwise valid call.

#include <climits>
#include <cmath>
#include <limits>
#include <string_view>

#include "fmt/format.h"
#include "properties/launch_clause.h"
#include "properties/relational.h"

namespace gatefuzz {
namespace {

constexpr float kNanFloat = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfFloat = std::numeric_limits<float>::infinity();

template <typename T>
T* Misalign(T* pointer) {
  return reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(pointer) + 1);
}

bool HasRows(const RoutingCase& c) { return c.problem.tokens > 0; }

struct Way {
  const char* what;
  std::string_view blamed;  // the arguments that may be named, each between spaces
  void (*apply)(TopkArgs*);
  bool (*applies)(const RoutingCase&) = [](const RoutingCase&) { return true; };
};

constexpr Way kWays[] = {
    {"num_tokens = -1", " num_tokens ", [](TopkArgs* a) { a->num_tokens = -1; }},
    {"num_tokens = -2^63", " num_tokens ", [](TopkArgs* a) { a->num_tokens = INT64_MIN; }},
    {"num_experts = 0", " num_experts ", [](TopkArgs* a) { a->num_experts = 0; }},
    {"num_experts = -1", " num_experts ", [](TopkArgs* a) { a->num_experts = -1; }},
    {"num_experts = 1025", " num_experts logits_row_stride ", [](TopkArgs* a) { a->num_experts = 1025; }},
    {"num_experts = 2^31 - 1", " num_experts logits_row_stride ", [](TopkArgs* a) { a->num_experts = INT_MAX; }},
    {"k = 0", " k ", [](TopkArgs* a) { a->k = 0; }},
    {"k = -1", " k ", [](TopkArgs* a) { a->k = -1; }},
    {"k = -2^31", " k ", [](TopkArgs* a) { a->k = INT_MIN; }},
    {"k = num_experts + 1", " k num_experts ", [](TopkArgs* a) { a->k = a->num_experts + 1; }},
    {"k = 33", " k num_experts ", [](TopkArgs* a) { a->k = 33; }},
    {"k = 2^31 - 1", " k num_experts ", [](TopkArgs* a) { a->k = INT_MAX; }},
    {"logits_row_stride = -1", " logits_row_stride ", [](TopkArgs* a) { a->logits_row_stride = -1; }},
    {"logits_row_stride = num_experts - 1", " logits_row_stride num_experts ",
     [](TopkArgs* a) { a->logits_row_stride = a->num_experts - 1; },
     [](const RoutingCase& c) { return c.problem.experts > 1; }},
    {"logits_dtype = 3", " logits_dtype ", [](TopkArgs* a) { a->logits_dtype = static_cast<DType>(3); }},
    {"logits_dtype = -1", " logits_dtype ", [](TopkArgs* a) { a->logits_dtype = static_cast<DType>(-1); }},
    {"id_type = 3", " id_type ", [](TopkArgs* a) { a->id_type = static_cast<IdType>(3); }},
    {"id_type = -1", " id_type ", [](TopkArgs* a) { a->id_type = static_cast<IdType>(-1); }},
    {"non_finite = 2", " non_finite ", [](TopkArgs* a) { a->non_finite = static_cast<NonFinitePolicy>(2); }},
    {"non_finite = -1", " non_finite ", [](TopkArgs* a) { a->non_finite = static_cast<NonFinitePolicy>(-1); }},
    {"scale = NaN", " scale ", [](TopkArgs* a) { a->scale = kNanFloat; }},
    {"scale = +Inf", " scale ", [](TopkArgs* a) { a->scale = kInfFloat; }},
    {"scale = -Inf", " scale ", [](TopkArgs* a) { a->scale = -kInfFloat; }},
    {"scale = -1", " scale ", [](TopkArgs* a) { a->scale = -1; }},
    {"local_first = -1, local_count = 1", " local_first local_count ",
     [](TopkArgs* a) {
       a->local_first = -1;
       a->local_count = 1;
     }},
    {"local_first = num_experts, local_count = 1", " local_first local_count ",
     [](TopkArgs* a) {
       a->local_first = a->num_experts;
       a->local_count = 1;
     }},
    {"local_first = 0, local_count = num_experts + 1", " local_first local_count ",
     [](TopkArgs* a) {
       a->local_first = 0;
       a->local_count = a->num_experts + 1;
     }},
    {"local_first = local_count = 2^31 - 1", " local_first local_count ",
     [](TopkArgs* a) {
       a->local_first = INT_MAX;
       a->local_count = INT_MAX;
     }},
    {"k * num_tokens above 2^31 - 1 with source_rows", " source_rows num_tokens k ",
     [](TopkArgs* a) { a->num_tokens = (int64_t{1} << 31) / a->k + 1; },
     [](const RoutingCase& c) { return c.problem.want_source_rows; }},
    {"logits = null", " logits ", [](TopkArgs* a) { a->logits = nullptr; }, HasRows},
    {"weights = null", " weights ", [](TopkArgs* a) { a->weights = nullptr; }, HasRows},
    {"ids = null", " ids ", [](TopkArgs* a) { a->ids = nullptr; }, HasRows},
    {"logits one byte off its alignment", " logits ", [](TopkArgs* a) { a->logits = Misalign(a->logits); }, HasRows},
    {"weights one byte off its alignment", " weights ", [](TopkArgs* a) { a->weights = Misalign(a->weights); },
     HasRows},
    {"ids one byte off its alignment", " ids ", [](TopkArgs* a) { a->ids = Misalign(a->ids); }, HasRows},
    {"correction_bias one byte off its alignment", " correction_bias ",
     [](TopkArgs* a) { a->correction_bias = Misalign(a->correction_bias); },
     [](const RoutingCase& c) { return HasRows(c) && !c.problem.bias.empty(); }},
    {"source_rows one byte off its alignment", " source_rows ",
     [](TopkArgs* a) { a->source_rows = Misalign(a->source_rows); },
     [](const RoutingCase& c) { return HasRows(c) && c.problem.want_source_rows; }},
};

}  // namespace

Outcome CheckReject(const RoutingCase& routing_case, Runner& runner) {
  const KernelInfo& kernel = runner.kernel();
  if ((kernel.lacks & kLacksArgumentChecks) != 0) return Discard{"the kernel does not check its arguments"};
  if (std::optional<std::string> reason = WhyInapplicable(kernel, routing_case)) return Discard{*reason};
  for (const Way& way : kWays) {
    if (!way.applies(routing_case)) continue;
    Launch launch = runner.Run(routing_case, way.apply);
    if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
    std::string wrong = WrongRefusal(way.what, way.blamed, launch.status);
    if (wrong.empty() && !launch.violations.empty()) {
      wrong = fmt::format("{}: {}", way.what, launch.violations.front().message);
    }
    if (wrong.empty()) continue;
    Fail fail = FailOf({Clause::kReject, -1, -1, std::move(wrong)});
    fail.violations.insert(fail.violations.end(), launch.violations.begin(), launch.violations.end());
    fail.diagnostics = std::move(launch.diagnostics);
    return fail;
  }
  return Pass{};
}

}  // namespace gatefuzz
