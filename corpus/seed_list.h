// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The list of seeds and regressions for routing kernels, topk_softmax.json. An array of
//   {"name": ..., "story": ..., "kernel": ..., "case": ...}
// name: the case file's, without .gfcase. story: what it shows. kernel: of a regression of the zoo, the kernel that
// must fail it; absent: production kernels must pass it. case: docs/case-format.md, in which a row of logits, and the
// bias, may also be written short, as an object of one rule and exceptions from it:
//   {"fill": VALUE}        every expert alike
//   {"ramp": [A, STEP]}    A, A + STEP, A + 2 STEP, ...
//   {"normal": SEED}       drawn, multiples of 1/16 between -6 and 6: what a router's last layer gives
//   "at": {"INDEX": VALUE, ...}   beside one of these: single experts
// A case that is written so must say "experts".
//
// And that for align_experts kernels, align_experts.json: the same. In its cases, which must then say "experts" and
// "k", an element of "ids" may also stand for many tokens:
//   {"drawn": SEED, "rows": N}   N tokens of different experts each (of any, where k > E)
//   {"in_turn": N}               N tokens of experts 0, 1, 2, ..., and again from 0
#ifndef GATEFUZZ_CORPUS_SEED_LIST_H_
#define GATEFUZZ_CORPUS_SEED_LIST_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/align_case.h"
#include "harness/routing_case.h"

namespace gatefuzz {

struct Seed {
  std::string name;
  std::string story;
  std::string kernel;  // "" for a seed that production kernels pass
  RoutingCase routing_case;
};

struct AlignSeed {
  std::string name;
  std::string story;
  std::string kernel;  // likewise
  AlignCase align_case;
};

// False: `error` names the seed and what is wrong with it.
bool ReadSeedList(std::string_view json, std::vector<Seed>* seeds, std::string* error);
bool ReadSeedList(std::string_view json, std::vector<AlignSeed>* seeds, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CORPUS_SEED_LIST_H_
