// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "campaign/findings/snippet.h"
#include "campaign/findings/snippet_text.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "fuzz/finding_file.h"
#include "fuzz/kernel_registry.h"
#include "harness/case_names.h"
#include "properties/align_property.h"
#include "properties/property.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr size_t kIdsPerLine = 12;
constexpr char kDTypes[][6] = {"kF32", "kF16", "kBF16"};
constexpr char kIdTypes[][9] = {"kInt32", "kUint32", "kInt64"};
constexpr char kPolicies[][12] = {"kZeroScore", "kMask"};

struct OperationName {
  Operation operation;
  const char* enumerator;
  const char* function;  // ours
};
constexpr OperationName kOperations[] = {
    {Operation::kTopkSoftmax, "kTopkSoftmax", "TopkSoftmax"},
    {Operation::kTopkSigmoid, "kTopkSigmoid", "TopkSigmoid"},
    {Operation::kTopkThenSoftmax, "kTopkThenSoftmax", "TopkThenSoftmax"},
    {Operation::kTopkSoftplusSqrt, "kTopkSoftplusSqrt", "TopkSoftplusSqrt"},
    {Operation::kGroupedSigmoid, "kGroupedSigmoid", "GroupedTopkSigmoid"},
    {Operation::kGroupedSoftmax, "kGroupedSoftmax", "GroupedTopkSoftmax"},
};

struct LacksName {
  Lacks part;
  const char* enumerator;
};
constexpr LacksName kLacksNames[] = {
    {kLacksMaskPolicy, "kLacksMaskPolicy"},
    {kLacksBias, "kLacksBias"},
    {kLacksWindow, "kLacksWindow"},
    {kLacksFinished, "kLacksFinished"},
    {kLacksRowStride, "kLacksRowStride"},
    {kLacksSourceRows, "kLacksSourceRows"},
    {kLacksArgumentChecks, "kLacksArgumentChecks"},
    {kLacksCapture, "kLacksCapture"},
};

std::string LacksText(uint32_t lacks) {
  std::vector<std::string> parts;
  for (const LacksName& row : kLacksNames) {
    if ((lacks & row.part) != 0) parts.push_back(fmt::format("gatefuzz::{}", row.enumerator));
  }
  return parts.empty() ? "gatefuzz::kLacksNothing" : fmt::format("{}", fmt::join(parts, " | "));
}

// Can one launch show that the clause is broken? What ended the process can.
template <typename Properties>
bool OneLaunchShows(const std::string& clause, const Properties& properties) {
  if (clause.empty()) return false;
  return std::ranges::none_of(properties,
                              [&](const auto& property) { return property.name == clause && property.relational; });
}

// "UniqueE8K2Case5b7d2846": another case, another name, so that tests can share a file.
std::string TestName(const AnyCase& any_case, const std::string& clause) {
  const std::string finding = FindingName({.kernel = {}, .fault = {}, .verdict = {}, .test_case = any_case});
  return fmt::format("{}E{}K{}Case{}", clause.empty() ? "Contract" : FunctionName(clause), ExpertsOf(any_case),
                     ChoicesOf(any_case), finding.substr(finding.size() - 8));
}

std::string FloatText(float value) {
  const uint32_t bits = FromDouble(DType::kF32, value);
  const ValueLines lines = ValuesAsLines(DType::kF32, {&bits, 1}, "", "//", "f");
  const std::string literal = lines.text.substr(0, lines.text.find(','));
  return lines.plain ? literal : fmt::format("std::bit_cast<float>({}u)", literal);
}

// Statements that set `member`, a vector of bit patterns.
std::string SetBits(const char* member, DType dtype, const std::vector<uint32_t>& bits) {
  if (bits.empty()) return "";
  const ValueLines lines = ValuesAsLines(dtype, bits, "      ", "//", "f");
  if (!lines.plain) return fmt::format("  problem.{} = {{\n{}  }};\n", member, lines.text);
  return fmt::format(
      "  for (const float value : {{\n{}  }}) {{\n    problem.{}.push_back(std::bit_cast<uint32_t>(value));\n  }}\n",
      lines.text, member);
}

template <typename Number>
void SetUnless(const char* member, Number value, Number usual, std::string* text) {
  if (value != usual) *text += fmt::format("  problem.{} = {};\n", member, value);
}

std::string SetProblem(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  const RoutingProblem usual;
  std::string text = fmt::format("  problem.tokens = {};\n  problem.experts = {};\n  problem.k = {};\n", problem.tokens,
                                 problem.experts, problem.k);
  text += fmt::format("  problem.dtype = gatefuzz::DType::{};\n", kDTypes[static_cast<int>(problem.dtype)]);
  if (problem.non_finite != usual.non_finite) {
    text += fmt::format("  problem.non_finite = gatefuzz::NonFinitePolicy::{};\n",
                        kPolicies[static_cast<int>(problem.non_finite)]);
  }
  SetUnless("num_groups", problem.num_groups, usual.num_groups, &text);
  SetUnless("top_groups", problem.top_groups, usual.top_groups, &text);
  SetUnless("renormalize", problem.renormalize, usual.renormalize, &text);
  if (problem.scale != usual.scale) text += fmt::format("  problem.scale = {};\n", FloatText(problem.scale));
  SetUnless("local_first", problem.local_first, usual.local_first, &text);
  SetUnless("local_count", problem.local_count, usual.local_count, &text);
  SetUnless("want_source_rows", problem.want_source_rows, usual.want_source_rows, &text);
  if (!problem.finished.empty()) {
    text += fmt::format("  problem.finished = {{{}}};\n", fmt::join(problem.finished, ", "));
  }
  if (routing_case.id_type != IdType::kInt32) {
    text += fmt::format("  input.id_type = gatefuzz::IdType::{};\n", kIdTypes[static_cast<int>(routing_case.id_type)]);
  }
  if (routing_case.row_padding != 0) text += fmt::format("  input.row_padding = {};\n", routing_case.row_padding);
  if (routing_case.seed != 0) text += fmt::format("  input.seed = {}u;\n", routing_case.seed);
  return text + SetBits("bias", DType::kF32, problem.bias) + SetBits("logits", problem.dtype, problem.logits);
}

std::string SetProblem(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  std::string text = fmt::format(
      "  problem.id_type = gatefuzz::IdType::{};\n  problem.tokens = {};\n  problem.k = {};\n  problem.experts = {};\n"
      "  problem.block_size = {};\n",
      kIdTypes[static_cast<int>(problem.id_type)], problem.tokens, problem.k, problem.experts, problem.block_size);
  if (align_case.seed != 0) text += fmt::format("  input.seed = {}u;\n", align_case.seed);
  if (problem.ids.empty()) return text;
  text += "  problem.ids = {";
  for (size_t i = 0; i < problem.ids.size(); ++i) {
    // The smallest has no literal of its own.
    const std::string id = problem.ids[i] == INT64_MIN ? "INT64_MIN" : fmt::format("{}", problem.ids[i]);
    text += fmt::format("{}{},", i % kIdsPerLine == 0 ? "\n      " : " ", id);
  }
  return text + "\n  };\n";
}

// What differs between the two kinds of case.
struct Parts {
  std::vector<std::string> headers;  // beside those of every snippet
  const char* type;                  // of the case
  const char* arguments;             // of the launch
  const char* interface_header;
  std::string launch;  // the call that stands where the user's launch is to go
  std::string make_runner;
  bool one_launch;
};

Parts PartsOf(const RoutingCase&, std::string_view kernel, const std::string& clause) {
  const KernelInfo info = KernelInfoFor(kernel);
  const auto* name = std::ranges::find(kOperations, info.operation, &OperationName::operation);
  const bool zoo = kernel.starts_with("zoo/");
  Parts parts = {
      .headers = {"harness/outcome.h", "harness/routing_case.h", "harness/runner.h", "kernels/kernel_table.h"},
      .type = "RoutingCase",
      .arguments = "TopkArgs",
      .interface_header = "kernels/routing.h",
      .launch = zoo ? "zoo::" + FunctionName(kernel) : name->function,
      .make_runner = fmt::format(
          "  // agreement: how closely its ids follow the reference; lacks: parts of the contract that it does not "
          "offer.\n"
          "  gatefuzz::Runner runner({{.name = {},\n"
          "                           .operation = gatefuzz::Operation::{},\n"
          "                           .agreement = gatefuzz::Agreement::{},\n"
          "                           .lacks = {},\n"
          "                           .function = Launch,\n"
          "                           .summary = \"\"}});\n",
          Quoted(kernel), name->enumerator, info.agreement == Agreement::kExact ? "kExact" : "kWithinTolerance",
          LacksText(info.lacks)),
      .one_launch = OneLaunchShows(clause, Properties()),
  };
  if (!parts.one_launch) parts.headers.push_back("properties/property.h");
  if (zoo) parts.headers.push_back("zoo/zoo_kernels.h");
  return parts;
}

Parts PartsOf(const AlignCase&, std::string_view kernel, const std::string& clause) {
  const bool zoo = kernel.starts_with("zoo/");
  Parts parts = {
      .headers = {"harness/align_case.h", "harness/align_runner.h", "harness/outcome.h"},
      .type = "AlignCase",
      .arguments = "AlignArgs",
      .interface_header = "kernels/align.h",
      .launch = zoo ? "zoo::" + FunctionName(kernel) : "AlignExperts",
      .make_runner = fmt::format("  // workspace_bytes: of your kernel, if it needs another workspace than ours.\n"
                                 "  gatefuzz::AlignRunner runner(\n"
                                 "      {{.name = {}, .function = Launch, .workspace_bytes = gatefuzz::{}, .summary = "
                                 "\"\"}});\n",
                                 Quoted(kernel), zoo ? "zoo::ZooAlignWorkspaceBytes" : "AlignWorkspaceBytes"),
      .one_launch = OneLaunchShows(clause, AlignProperties()),
  };
  if (!parts.one_launch) parts.headers.push_back("properties/align_property.h");
  if (zoo) parts.headers.push_back("zoo/zoo_kernels.h");
  return parts;
}

template <typename Case>
std::string Snippet(const Case& one, const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                    std::string_view case_path) {
  Parts parts = PartsOf(one, kernel, clause);
  parts.headers.push_back(parts.interface_header);
  const bool from_file = ValueCount(any_case) > kMaxSnippetValues;
  if (from_file) parts.headers.push_back("harness/any_case.h");
  std::ranges::sort(parts.headers);
  std::string text = SnippetHeading(any_case, kernel, clause, case_path, "//");
  text += "#include <bit>\n#include <cstdint>\n";
  if (from_file) text += "#include <stdexcept>\n#include <string>\n";
  text += "#include <variant>\n\n#include \"gtest/gtest.h\"\n";
  for (const std::string& header : parts.headers) text += fmt::format("#include \"{}\"\n", header);
  text += fmt::format(
      "\nnamespace {{\n\n"
      "// >>> YOUR LAUNCH GOES HERE. {} says what each argument is; pointers are device pointers. Launch on `stream`\n"
      "// and return {{}}: the harness waits for the end, and reads the outputs.\n"
      "gatefuzz::Status Launch(const gatefuzz::{}& args, cudaStream_t stream) {{\n"
      "  return gatefuzz::{}(args, stream);\n"
      "}}\n"
      "// <<<\n\n"
      "gatefuzz::{} Input() {{\n",
      parts.interface_header, parts.arguments, parts.launch, parts.type);
  if (from_file) {
    const std::string_view path = case_path.empty() ? "case.gfcase" : case_path;
    text += fmt::format(
        "  // {} values are too many to write out: they are read from the case file.\n"
        "  gatefuzz::AnyCase input;\n"
        "  std::string error;\n"
        "  if (!gatefuzz::ReadCaseFile({}, &input, &error)) throw std::runtime_error(error);\n"
        "  return std::get<gatefuzz::{}>(input);\n",
        ValueCount(any_case), Quoted(path), parts.type);
  } else {
    text += fmt::format("  gatefuzz::{} input;\n  auto& problem = input.problem;\n{}  return input;\n", parts.type,
                        SetProblem(one));
  }
  text += fmt::format(
      "}}\n\n"
      "TEST(GatefuzzFinding, {}) {{\n{}"
      "  const gatefuzz::Outcome outcome = {};\n"
      "  EXPECT_TRUE(std::holds_alternative<gatefuzz::Pass>(outcome)) << gatefuzz::Describe(outcome);\n"
      "}}\n\n"
      "}}  // namespace\n",
      TestName(any_case, clause), parts.make_runner,
      parts.one_launch ? "runner.RunAndCheck(Input())" : "gatefuzz::CheckAllProperties(Input(), runner)");
  return text;
}

}  // namespace

std::string GoogleTestSnippet(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                              std::string_view case_path) {
  return std::visit([&](const auto& one) { return Snippet(one, any_case, kernel, clause, case_path); }, any_case);
}

}  // namespace gatefuzz
