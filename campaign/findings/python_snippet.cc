// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include "campaign/findings/snippet.h"
#include "campaign/findings/snippet_text.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "harness/case_names.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr size_t kIdsPerLine = 12;
constexpr char kTorchLine[] = "# torch: torch.from_numpy(logits.view(np.int16)).view(torch.bfloat16)\n";

const char* PythonBool(bool value) { return value ? "True" : "False"; }

// NumPy's type of a logit, as it is stored; bf16 is unknown to NumPy and stays words.
const char* NumpyType(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return "np.float32";
    case DType::kF16:
      return "np.float16";
    case DType::kBF16:
      break;
  }
  return "np.uint16";
}

std::string FloatArray(DType dtype, const std::vector<uint32_t>& bits) {
  const ValueLines lines = ValuesAsLines(dtype, bits, "    ", "#", "");
  if (lines.plain) return fmt::format("np.array([\n{}], dtype={})", lines.text, NumpyType(dtype));
  const char* words = DTypeSize(dtype) == 4 ? "np.uint32" : "np.uint16";
  return fmt::format("np.array([\n{}], dtype={}).view({})", lines.text, words, NumpyType(dtype));
}

std::string WrittenOut(const RoutingProblem& problem) {
  std::string text = fmt::format("logits = {}.reshape(tokens, experts)\n", FloatArray(problem.dtype, problem.logits));
  text += fmt::format("bias = {}\n", problem.bias.empty() ? "None" : FloatArray(DType::kF32, problem.bias));
  text += problem.finished.empty()
              ? "finished = None\n"
              : fmt::format("finished = np.array([{}], dtype=np.uint8)\n", fmt::join(problem.finished, ", "));
  return text;
}

// The arrays as they lie in the case file, docs/case-format.md: at its end, one record a row.
std::string FromFile(const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  const size_t width = static_cast<size_t>(DTypeSize(problem.dtype));
  const bool flags = !problem.finished.empty();
  const size_t row_bytes = static_cast<size_t>(problem.experts) * width + (flags ? 1 : 0);
  const size_t rows_at = EncodeCase(AnyCase(routing_case)).size() - row_bytes * static_cast<size_t>(problem.tokens);
  std::string text = fmt::format("row = np.dtype([{}(\"logits\", \"<u{}\", (experts,))])\n",
                                 flags ? "(\"finished\", \"u1\"), " : "", width);
  text += fmt::format("rows = np.fromfile(case_file, dtype=row, count=tokens, offset={})\n", rows_at);
  text += fmt::format("logits = np.ascontiguousarray(rows[\"logits\"]).view({})\n", NumpyType(problem.dtype));
  text += problem.bias.empty() ? "bias = None\n"
                               : fmt::format("bias = np.fromfile(case_file, dtype=\"<f4\", count=experts, offset={})\n",
                                             rows_at - 4 * problem.bias.size());
  return text + (flags ? "finished = np.ascontiguousarray(rows[\"finished\"])\n" : "finished = None\n");
}

std::string Input(const RoutingCase& routing_case, bool from_file) {
  const RoutingProblem& problem = routing_case.problem;
  const ValueLines scale = [&] {
    const uint32_t bits = FromDouble(DType::kF32, problem.scale);
    return ValuesAsLines(DType::kF32, {&bits, 1}, "", "#", "");
  }();
  const std::string number = scale.text.substr(0, scale.text.find(','));
  std::string text = fmt::format("tokens, experts, k = {}, {}, {}\n", problem.tokens, problem.experts, problem.k);
  text += fmt::format("non_finite = \"{}\"\n", NonFinitePolicyName(problem.non_finite));
  text += fmt::format("renormalize = {}\n", PythonBool(problem.renormalize));
  text += scale.plain ? fmt::format("scale = {}\n", number)
                      : fmt::format("scale = np.array([{}], dtype=np.uint32).view(np.float32)[0]\n", number);
  text += fmt::format("num_groups, top_groups = {}, {}  # of an operation that has groups\n", problem.num_groups,
                      problem.top_groups);
  text += fmt::format("local_first, local_count = {}, {}  # count -1: no window\n", problem.local_first,
                      problem.local_count);
  text += fmt::format("id_type = np.{}\n", IdTypeName(routing_case.id_type));
  text += fmt::format("source_rows = {}\n", PythonBool(problem.want_source_rows));
  text += fmt::format("row_padding = {}  # elements between rows on the device, of any content\n",
                      routing_case.row_padding);
  text += from_file ? FromFile(routing_case) : WrittenOut(problem);
  if (problem.dtype == DType::kBF16) text += kTorchLine;
  return text;
}

std::string Input(const AlignCase& align_case, bool from_file) {
  const AlignProblem& problem = align_case.problem;
  std::string text = fmt::format("tokens, k, experts, block_size = {}, {}, {}, {}\n", problem.tokens, problem.k,
                                 problem.experts, problem.block_size);
  const char* type = IdTypeName(problem.id_type);
  if (from_file) {
    const bool wide = problem.id_type == IdType::kInt64;
    const size_t offset = EncodeCase(AnyCase(align_case)).size() - problem.ids.size() * (wide ? 8 : 4);
    return text + fmt::format(
                      "ids = np.fromfile(case_file, dtype=\"<{}\", count=tokens * k, offset={})"
                      ".reshape(tokens, k)\n",
                      wide                                 ? "i8"
                      : problem.id_type == IdType::kUint32 ? "u4"
                                                           : "i4",
                      offset);
  }
  text += "ids = np.array([";
  for (size_t i = 0; i < problem.ids.size(); ++i) {
    text += fmt::format("{}{},", i % kIdsPerLine == 0 ? "\n    " : " ", problem.ids[i]);
  }
  return text + fmt::format("\n], dtype=np.{}).reshape(tokens, k)\n", type);
}

}  // namespace

std::string PythonSnippet(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                          std::string_view case_path) {
  const bool from_file = ValueCount(any_case) > kMaxSnippetValues;
  std::string text = SnippetHeading(any_case, kernel, clause, case_path, "#");
  text += "import numpy as np\n\n";
  if (from_file) {
    text += fmt::format("# {} values are too many to write out: they are read from the case file.\ncase_file = {}\n",
                        ValueCount(any_case), Quoted(case_path.empty() ? "case.gfcase" : case_path));
  }
  text += std::visit([&](const auto& one) { return Input(one, from_file); }, any_case);
  return text + "\n# >>> YOUR CALL GOES HERE: the variables above are its input.\n";
}

}  // namespace gatefuzz
