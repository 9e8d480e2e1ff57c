// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Puts a case into the corpus as a regression: an entry at the end of the JSON list of its kind, from which everything
// else is generated (corpus/seed_list.h), and the case file that the list's test wants beside it.
#ifndef GATEFUZZ_CAMPAIGN_FINDINGS_PROMOTE_H_
#define GATEFUZZ_CAMPAIGN_FINDINGS_PROMOTE_H_

#include <string>

#include "harness/any_case.h"

namespace gatefuzz {

struct Regression {
  AnyCase test_case;
  std::string name;   // snake_case; names the case file
  std::string story;  // what it shows, one line; not empty
};

struct Promoted {
  std::string list_path;
  std::string case_path;
};

// Where a checkout's corpus is: `corpus` below the nearest folder above `folder` (or it) that has a WORKSPACE and lists
// of seeds. "": there is none.
std::string FindCorpus(const std::string& folder);

// What forbids it, whatever the kernels say: a name that is none or is taken, the same case under another name, a list
// that is missing or damaged. Fills in `promoted`. "": nothing.
std::string WhyNotPromote(const Regression& regression, const std::string& corpus, Promoted* promoted);

// Writes the case file, then the list, each by rename. Requires: WhyNotPromote is empty and production kernels pass the
// case. False: `error` says why, and both are as they were.
bool Promote(const Regression& regression, const Promoted& promoted, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_FINDINGS_PROMOTE_H_
