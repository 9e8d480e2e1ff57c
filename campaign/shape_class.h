// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What is special about a case, coarsely and in words: two failing cases of one kernel with different classes of shape
// may well fail for different reasons.
#ifndef GATEFUZZ_CAMPAIGN_SHAPE_CLASS_H_
#define GATEFUZZ_CAMPAIGN_SHAPE_CLASS_H_

#include <string>
#include <string_view>

#include "harness/any_case.h"

namespace gatefuzz {

// "more than 32 experts, non-finite values"; "" for nothing special.
std::string ShapeClass(const AnyCase& any_case);

// Whether whatever is special about cases of class `other` is so about those of class `shape` too.
bool HasTraitsOf(std::string_view shape, std::string_view other);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_SHAPE_CLASS_H_
