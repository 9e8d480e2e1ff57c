// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// How reports write numbers for people.
#ifndef GATEFUZZ_CAMPAIGN_PAGE_WORDING_H_
#define GATEFUZZ_CAMPAIGN_PAGE_WORDING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace gatefuzz {

// "1,234,567".
std::string Grouped(uint64_t count);
// "1 group", "2 groups": of a noun whose plural adds an s.
std::string Counted(uint64_t count, std::string_view noun);
// "12 s", "3 min 5 s", "8 h 0 min"; negative and non-finite values count as 0.
std::string DurationInWords(double seconds);
// Valid UTF-8: each byte that is none becomes U+FFFD.
std::string ToUtf8(std::string_view text);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_PAGE_WORDING_H_
