// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The bytes of an align case, docs/case-format.md: a header of magic "GFALGN", version and payload length, as in
// case_codec.h, and a payload of its own.
#ifndef GATEFUZZ_HARNESS_ALIGN_CODEC_H_
#define GATEFUZZ_HARNESS_ALIGN_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/align_case.h"
#include "harness/case_bytes.h"

namespace gatefuzz {

inline constexpr CaseFormat kAlignFormat = {"GFALGN", 1};

// The whole file: header and canonical payload. Requires: ValidateCase is empty.
std::vector<uint8_t> EncodeCase(const AlignCase& align_case);

// Any bytes (a file with or without a right header, or garbage) give a valid case.
// DecodeAnyAlign(EncodeCase(c)) == c.
AlignCase DecodeAnyAlign(std::span<const uint8_t> bytes);

// The bytes of a case file: true and the case if magic, version and length are right (the payload is decoded totally),
// else false and what is wrong.
bool DecodeAlignFile(std::span<const uint8_t> bytes, AlignCase* align_case, std::string* error);

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_ALIGN_CODEC_H_
