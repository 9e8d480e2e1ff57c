// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A case as source text for someone who has a kernel of his own and not this program: the same input, bit for bit, with
// the place marked where his launch goes. Pure functions of their arguments.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_H_

#include <string>
#include <string_view>

#include "harness/any_case.h"

namespace gatefuzz {

// A case of more values (logits and bias, or ids) than this is not written out: its snippet reads the case file.
inline constexpr size_t kMaxSnippetValues = 4000;

// A GoogleTest that compiles as it stands. It launches `kernel` where the user's launch is to go, and judges the
// outcome as `gatefuzz repro` does; for a clause that one launch shows, by that launch alone.
//   kernel: as --kernel= takes it. One that is not registered is called as topk_softmax or align_experts is.
//   clause: its name, or "crash" or "timeout"; "": not known, all clauses are judged.
//   case_path: where the case file will lie, for cases that are not written out, and for the replay command; "":
//     unknown, the snippet names case.gfcase, which the user replaces, and no replay command.
std::string GoogleTestSnippet(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                              std::string_view case_path = "");

// Python that needs NumPy alone: `logits` (bf16: as uint16, beside the line that makes it a tensor of torch), `bias`,
// `finished`, or `ids`, and one variable a parameter. Runs as it stands and launches nothing.
std::string PythonSnippet(const AnyCase& any_case, std::string_view kernel, const std::string& clause,
                          std::string_view case_path = "");

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_SNIPPET_H_
