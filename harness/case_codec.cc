// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The payload, docs/case-format.md: fixed fields first, so that one flipped bit there changes one option, then the
// bias, then one record a row. Every field is reduced modulo its range rather than refused. Two rules keep small inputs
// cheap: bytes past the end read as 0, and only as many rows exist as begin within the bytes.

#include "harness/case_codec.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <string_view>

#include "fmt/format.h"
#include "harness/case_bytes.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr std::string_view kMagic = "GFCASE";
constexpr uint16_t kVersion = 1;        // of a case with one group
constexpr uint16_t kGroupsVersion = 2;  // of any other; its payload says how many

// Bits of the payload's first byte, above the element type's two.
enum Flag : uint8_t {
  kMaskPolicy = 1u << 2,
  kRenormalize = 1u << 3,
  kHasBias = 1u << 4,
  kHasWindow = 1u << 5,
  kHasFinished = 1u << 6,
  kWantSourceRows = 1u << 7,
};

float DecodeScale(uint64_t bits) {
  const float scale = std::bit_cast<float>(static_cast<uint32_t>(bits));
  if (!std::isfinite(scale)) return 1.0f;
  return scale < 0 ? -scale : scale;
}

bool HasGroups(const RoutingProblem& problem) { return problem.num_groups != 1; }

void PutPayload(const RoutingCase& routing_case, ByteWriter* writer) {
  const RoutingProblem& problem = routing_case.problem;
  uint8_t flags = static_cast<uint8_t>(problem.dtype);
  if (problem.non_finite == NonFinitePolicy::kMask) flags |= kMaskPolicy;
  if (problem.renormalize) flags |= kRenormalize;
  if (!problem.bias.empty()) flags |= kHasBias;
  if (problem.local_count >= 0) flags |= kHasWindow;
  if (!problem.finished.empty()) flags |= kHasFinished;
  if (problem.want_source_rows) flags |= kWantSourceRows;
  writer->Put(flags, 1);
  writer->Put(static_cast<uint64_t>(routing_case.id_type), 1);
  writer->Put(static_cast<uint64_t>(problem.k - 1), 1);
  writer->Put(static_cast<uint64_t>(routing_case.row_padding), 1);
  writer->Put(static_cast<uint64_t>(problem.tokens), 2);
  writer->Put(static_cast<uint64_t>(problem.experts - 1), 2);
  writer->Put(static_cast<uint64_t>(problem.local_first), 2);
  writer->Put(static_cast<uint64_t>(std::max(problem.local_count, 0)), 2);
  writer->Put(std::bit_cast<uint32_t>(problem.scale), 4);
  writer->Put(routing_case.seed, 8);
  if (HasGroups(problem)) {
    writer->Put(static_cast<uint64_t>(problem.num_groups - 1), 1);
    writer->Put(static_cast<uint64_t>(problem.top_groups - 1), 1);
  }
  for (const uint32_t bits : problem.bias) writer->Put(bits, 4);

  const int width = DTypeSize(problem.dtype);
  size_t logit = 0;
  for (int64_t row = 0; row < problem.tokens; ++row) {
    if (!problem.finished.empty()) writer->Put(problem.finished[static_cast<size_t>(row)], 1);
    for (int32_t expert = 0; expert < problem.experts; ++expert) writer->Put(problem.logits[logit++], width);
  }
}

RoutingCase DecodePayload(std::span<const uint8_t> bytes, bool has_groups) {
  ByteReader reader(bytes);
  RoutingCase result;
  RoutingProblem& problem = result.problem;
  const uint8_t flags = static_cast<uint8_t>(reader.Get(1));
  problem.dtype = static_cast<DType>((flags & 3) % 3);
  problem.non_finite = (flags & kMaskPolicy) != 0 ? NonFinitePolicy::kMask : NonFinitePolicy::kZeroScore;
  problem.renormalize = (flags & kRenormalize) != 0;
  problem.want_source_rows = (flags & kWantSourceRows) != 0;
  result.id_type = reader.GetBelow<IdType>(3, 1);
  const uint64_t k = reader.Get(1);
  result.row_padding = reader.GetBelow(kMaxRowPadding + 1, 1);
  const int64_t tokens = reader.GetBelow<int64_t>(kMaxCaseTokens + 1, 2);
  problem.experts = 1 + reader.GetBelow(kMaxExperts, 2);
  problem.k = 1 + static_cast<int32_t>(k % static_cast<uint64_t>(std::min(problem.experts, kMaxTopK)));
  const uint64_t first = reader.Get(2);
  const uint64_t count = reader.Get(2);
  if ((flags & kHasWindow) != 0) {
    problem.local_first = static_cast<int32_t>(first % static_cast<uint64_t>(problem.experts + 1));
    problem.local_count =
        static_cast<int32_t>(count % static_cast<uint64_t>(problem.experts - problem.local_first + 1));
  }
  problem.scale = DecodeScale(reader.Get(4));
  result.seed = reader.Get(8);
  if (has_groups) {
    problem.num_groups = 1 + reader.GetBelow(kMaxGroups, 1);
    problem.top_groups = 1 + reader.GetBelow(kMaxGroups, 1);
    ClampGroups(&problem);
  }
  if ((flags & kHasBias) != 0) {
    problem.bias.resize(static_cast<size_t>(problem.experts));
    for (uint32_t& bits : problem.bias) bits = static_cast<uint32_t>(reader.Get(4));
  }

  const bool has_finished = (flags & kHasFinished) != 0;
  const int width = DTypeSize(problem.dtype);
  const int64_t row_bytes = int64_t{problem.experts} * width + (has_finished ? 1 : 0);
  const int64_t begun = (static_cast<int64_t>(reader.remaining()) + row_bytes - 1) / row_bytes;
  problem.tokens = std::min({tokens, begun, kMaxCaseLogits / problem.experts});
  if (has_finished) problem.finished.resize(static_cast<size_t>(problem.tokens));
  problem.logits.resize(static_cast<size_t>(problem.tokens * problem.experts));
  size_t logit = 0;
  for (int64_t row = 0; row < problem.tokens; ++row) {
    if (has_finished) problem.finished[static_cast<size_t>(row)] = static_cast<uint8_t>(reader.Get(1));
    for (int32_t expert = 0; expert < problem.experts; ++expert) {
      problem.logits[logit++] = static_cast<uint32_t>(reader.Get(width));
    }
  }
  return result;
}

// One format a version.
CaseFormat FormatOf(uint64_t version) { return {kMagic, static_cast<uint16_t>(version)}; }

// The version that a header gives, or as much of it as there is.
uint64_t VersionOf(std::span<const uint8_t> bytes) { return ByteReader(bytes.subspan(kMagic.size())).Get(2); }

}  // namespace

std::vector<uint8_t> EncodeCase(const RoutingCase& routing_case) {
  ByteWriter payload;
  PutPayload(routing_case, &payload);
  return WithHeader(FormatOf(HasGroups(routing_case.problem) ? kGroupsVersion : kVersion), payload.Take());
}

RoutingCase DecodeAny(std::span<const uint8_t> bytes) {
  const CaseFormat format = FormatOf(kVersion);
  const bool has_groups = HasMagic(bytes, format) && VersionOf(bytes) == kGroupsVersion;
  return DecodePayload(AnyPayload(format, bytes), has_groups);
}

bool DecodeCaseFile(std::span<const uint8_t> bytes, RoutingCase* routing_case, std::string* error) {
  if (bytes.empty()) {
    *error = "the file is empty; a case file starts with GFCASE";
    return false;
  }
  const auto text = std::find_if(bytes.begin(), bytes.end(), [](uint8_t byte) { return !std::isspace(byte); });
  if (text != bytes.end() && (*text == '{' || *text == '[')) {
    *error = "this is JSON, not a case file; turn it into one with `gatefuzz encode JSON -o FILE`";
    return false;
  }
  if (!HasMagic(bytes, FormatOf(kVersion))) {
    *error = "this is not a case file: it does not start with GFCASE";
    return false;
  }
  const uint64_t version = VersionOf(bytes);
  if (bytes.size() >= kCaseHeaderBytes && version != kVersion && version != kGroupsVersion) {
    *error = fmt::format(
        "its format version is {}, and this program reads versions {} and {} only; use the gatefuzz that wrote it",
        version, kVersion, kGroupsVersion);
    return false;
  }
  std::span<const uint8_t> payload;
  if (!FilePayload(FormatOf(version), bytes, &payload, error)) return false;
  *routing_case = DecodePayload(payload, version == kGroupsVersion);
  return true;
}

}  // namespace gatefuzz
