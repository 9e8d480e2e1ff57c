// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the snippets of both languages are made of. Part of snippet.h.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_TEXT_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_TEXT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "harness/any_case.h"
#include "kernels/kernel_table.h"

namespace gatefuzz {

// Lines of values, for whatever brackets the language has.
struct ValueLines {
  bool plain = false;  // decimal literals; else bit patterns, each line with its values in a comment
  std::string text;
};
// `comment` begins one; `suffix` ends a decimal literal ("f"). Values of 16 bits are always patterns, and so is a list
// in which one value is not finite, or is denormal.
ValueLines ValuesAsLines(DType dtype, std::span<const uint32_t> values, std::string_view indent,
                         std::string_view comment, std::string_view suffix);

// Logits and bias, or ids.
size_t ValueCount(const AnyCase& any_case);

// The comment that a snippet begins with: what breaks, the shape in words, how to replay it.
std::string SnippetHeading(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                           std::string_view case_path, std::string_view comment);

// The string in double quotes, as C++ and Python both read it.
std::string Quoted(std::string_view text);

// "topk_softmax" and "zoo/nan_row_sentinel_leaks": TopkSoftmax, NanRowSentinelLeaks, as their entry points are called.
std::string FunctionName(std::string_view kernel);

// What to call the kernel by: that of its registration, or topk_softmax's.
KernelInfo KernelInfoFor(std::string_view kernel);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_TEXT_H_
