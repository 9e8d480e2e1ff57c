// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The case file format, docs/case-format.md: a header (magic "GFCASE", version, payload length) and a payload. Two
// readers: DecodeAny is total, for fuzzers; ReadCaseFile is strict about the header, for people.
#ifndef GATEFUZZ_HARNESS_CASE_CODEC_H_
#define GATEFUZZ_HARNESS_CASE_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/routing_case.h"

namespace gatefuzz {

inline constexpr size_t kCaseHeaderBytes = 12;  // magic[6], version u16, payload length u32; little-endian
inline constexpr size_t kMaxCaseFileBytes = 8 << 20;

// The whole file: header and canonical payload. Requires: ValidateCase is empty.
std::vector<uint8_t> EncodeCase(const RoutingCase& routing_case);

// Any bytes (a file with or without a right header, or garbage) give a valid case. DecodeAny(EncodeCase(c)) == c.
RoutingCase DecodeAny(std::span<const uint8_t> bytes);

// The bytes of a case file: true and the case if magic, version and length are right (the payload is decoded totally,
// so a flipped payload byte is another case, not an error), else false and what is wrong.
bool DecodeCaseFile(std::span<const uint8_t> bytes, RoutingCase* routing_case, std::string* error);

// Reads and decodes. Errors name the path, the fault and the remedy: missing, a directory, empty, too large (nothing
// is read), JSON (`gatefuzz encode` turns it into a case), wrong magic, version, truncated, trailing bytes.
bool ReadCaseFile(const std::string& path, RoutingCase* routing_case, std::string* error);
// Its first half, for any kind of case file: the bytes, if the path names a file of a case's size.
bool ReadCaseBytes(const std::string& path, std::vector<uint8_t>* bytes, std::string* error);

// Writes to a temporary file beside `path`, then renames. False: `error` says why, and `path` is as it was.
bool WriteCaseFile(const std::string& path, const RoutingCase& routing_case, std::string* error);
// The same for any bytes; the one helper for writing files.
bool WriteFileAtomically(const std::string& path, std::span<const uint8_t> bytes, std::string* error);
inline bool WriteFileAtomically(const std::string& path, std::string_view text, std::string* error) {
  return WriteFileAtomically(path, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), error);
}

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_CASE_CODEC_H_
