// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a person may have meant by a misspelt name.
#ifndef GATEFUZZ_FUZZ_NEAREST_NAME_H_
#define GATEFUZZ_FUZZ_NEAREST_NAME_H_

#include <span>
#include <string>
#include <string_view>

namespace gatefuzz {

// The candidate closest to `name` by single-character edits, or that contains it; "" if none is close.
std::string_view NearestName(std::string_view name, std::span<const std::string_view> candidates);

// ": did you mean 'x'?" or ".", to end a message with.
std::string DidYouMean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_NEAREST_NAME_H_
