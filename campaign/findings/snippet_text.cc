// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/snippet_text.h"

#include <bit>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "fuzz/kernel_registry.h"
#include "harness/replay_command.h"
#include "harness/value_text.h"
#include "reference/clause.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr size_t kValuesPerLine = 8;

// A decimal that C++ and Python both read back to the bits: C++ at once, NumPy by way of binary64.
std::optional<std::string> PlainLiteral(DType dtype, uint32_t bits) {
  if (DTypeSize(dtype) != 4 || IsDenormal(dtype, bits)) return std::nullopt;
  const std::optional<std::string> text = DecimalText(dtype, bits);
  if (!text || std::bit_cast<uint32_t>(std::strtof(text->c_str(), nullptr)) != bits) return std::nullopt;
  return text;
}

std::string ShortValue(DType dtype, uint32_t bits) {
  if (IsNan(dtype, bits)) return "NaN";
  const std::string text = ValueText(dtype, bits);
  return text.substr(0, text.find('('));
}

// Text of a user's, on one line of a comment: nothing in it may end the line or join it to the next.
std::string OnOneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  }
  if (text.ends_with('\\')) text += '.';
  return text;
}

std::string WhatBreaks(const std::string& clause) {
  if (clause.empty()) return "is to keep docs/contract.md";
  if (const std::optional<Clause> known = ClauseFromName(clause)) {
    return fmt::format("breaks clause {}: {}", clause, ClausePromise(*known));
  }
  if (clause == "crash") return "ends the process";
  if (clause == "timeout") return "does not end";
  return "breaks " + clause;
}

}  // namespace

ValueLines ValuesAsLines(DType dtype, std::span<const uint32_t> values, std::string_view indent,
                         std::string_view comment, std::string_view suffix) {
  std::vector<std::string> plain;
  for (const uint32_t bits : values) {
    const std::optional<std::string> literal = PlainLiteral(dtype, bits);
    if (!literal) break;
    plain.push_back(*literal + std::string(suffix));
  }
  ValueLines lines = {.plain = plain.size() == values.size(), .text = {}};
  for (size_t first = 0; first < values.size(); first += kValuesPerLine) {
    const std::span<const uint32_t> line = values.subspan(first, std::min(kValuesPerLine, values.size() - first));
    std::vector<std::string> literals;
    std::vector<std::string> words;
    for (size_t i = 0; i < line.size(); ++i) {
      literals.push_back(lines.plain ? plain[first + i] : PatternText(dtype, line[i]));
      words.push_back(ShortValue(dtype, line[i]));
    }
    lines.text += fmt::format("{}{},", indent, fmt::join(literals, ", "));
    if (!lines.plain) lines.text += fmt::format("  {} {}", comment, fmt::join(words, ", "));
    lines.text += '\n';
  }
  return lines;
}

size_t ValueCount(const AnyCase& any_case) {
  if (const auto* align = std::get_if<AlignCase>(&any_case)) return align->problem.ids.size();
  const RoutingProblem& problem = std::get<RoutingCase>(any_case).problem;
  return problem.logits.size() + problem.bias.size();
}

std::string SnippetHeading(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                           std::string_view case_path, std::string_view comment) {
  const std::string description = Describe(any_case);
  const std::string shape = description.substr(0, description.find('\n'));
  std::string text = fmt::format("{} An input on which {} {}.\n", comment, kernel, WhatBreaks(clause));
  text += fmt::format("{} {}\n", comment, OnOneLine(shape));
  if (!case_path.empty()) {
    const std::string command = ReplayCommand(kernel, case_path);
    text += fmt::format("{} {}\n", comment, OnOneLine(command));
  }
  return text;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < ' ') {
      quoted += fmt::format("\\{:03o}", c);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string FunctionName(std::string_view kernel) {
  std::string name;
  bool starts_word = true;
  for (const char c : kernel.substr(kernel.find('/') + 1)) {
    if (c == '_') {
      starts_word = true;
      continue;
    }
    name += starts_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts_word = false;
  }
  return name;
}

KernelInfo KernelInfoFor(std::string_view kernel) {
  const RegisteredKernel* registered = FindKernel(kernel);
  return registered != nullptr ? registered->kernel : AllKernels().front().kernel;
}

}  // namespace gatefuzz
