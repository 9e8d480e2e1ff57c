// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// RapidCheck generators of align cases: experts at and around powers of two, every block size, loads from even to one
// expert with all; duplicates within a row, full blocks, sentinels, and garbage ids of each class that a kernel might
// take for good ones.
#ifndef GATEFUZZ_PROPERTIES_ALIGN_GENERATORS_H_
#define GATEFUZZ_PROPERTIES_ALIGN_GENERATORS_H_

#include <rapidcheck.h>

#include <cstdint>

#include "harness/align_case.h"
#include "harness/random.h"

namespace gatefuzz {

// Any valid case, small ones first (RapidCheck's size); shrinks through SimplerCases.
rc::Gen<AlignCase> AnyAlignCase();

// The same without RapidCheck: the case that a seed stands for, at a size from 0 (small) to 100. Pure.
AlignCase DrawAlignCase(uint64_t seed, int size);

}  // namespace gatefuzz

#endif  // GATEFUZZ_PROPERTIES_ALIGN_GENERATORS_H_
