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
#include <cstring>

#include "fmt/format.h"
#include "reference/float_bits.h"

namespace gatefuzz {
namespace {

constexpr char kMagic[] = {'G', 'F', 'C', 'A', 'S', 'E'};
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

class Writer {
 public:
  // The low `bytes` of the value, little-endian.
  void Put(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  std::vector<uint8_t> Take() { return std::move(bytes_); }

 private:
  std::vector<uint8_t> bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint64_t Get(int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i, ++position_) {
      if (position_ < bytes_.size()) value |= static_cast<uint64_t>(bytes_[position_]) << (8 * i);
    }
    return value;
  }
  // In [0, range).
  template <typename T = int32_t>
  T GetBelow(uint64_t range, int bytes) {
    return static_cast<T>(Get(bytes) % range);
  }
  size_t remaining() const { return position_ < bytes_.size() ? bytes_.size() - position_ : 0; }

 private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

float DecodeScale(uint64_t bits) {
  const float scale = std::bit_cast<float>(static_cast<uint32_t>(bits));
  if (!std::isfinite(scale)) return 1.0f;
  return scale < 0 ? -scale : scale;
}

bool HasGroups(const RoutingProblem& problem) { return problem.num_groups != 1; }

void PutPayload(const RoutingCase& routing_case, Writer* writer) {
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
  Reader reader(bytes);
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

bool HasMagic(std::span<const uint8_t> bytes) {
  return bytes.size() >= sizeof(kMagic) && std::memcmp(bytes.data(), kMagic, sizeof(kMagic)) == 0;
}

// The version that a header gives, or as much of it as there is.
uint64_t VersionOf(std::span<const uint8_t> bytes) { return Reader(bytes.subspan(sizeof(kMagic))).Get(2); }

}  // namespace

std::vector<uint8_t> EncodeCase(const RoutingCase& routing_case) {
  Writer payload;
  PutPayload(routing_case, &payload);
  const std::vector<uint8_t> body = payload.Take();
  Writer file;
  for (const char c : kMagic) file.Put(static_cast<uint8_t>(c), 1);
  file.Put(HasGroups(routing_case.problem) ? kGroupsVersion : kVersion, 2);
  file.Put(body.size(), 4);
  std::vector<uint8_t> bytes = file.Take();
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

RoutingCase DecodeAny(std::span<const uint8_t> bytes) {
  if (!HasMagic(bytes)) return DecodePayload(bytes, false);
  return DecodePayload(bytes.subspan(std::min(bytes.size(), kCaseHeaderBytes)), VersionOf(bytes) == kGroupsVersion);
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
  if (!HasMagic(bytes)) {
    *error = "this is not a case file: it does not start with GFCASE";
    return false;
  }
  if (bytes.size() < kCaseHeaderBytes) {
    *error = fmt::format("truncated: {} bytes, and the header alone has {}", bytes.size(), kCaseHeaderBytes);
    return false;
  }
  Reader header(bytes.subspan(sizeof(kMagic)));
  const uint64_t version = header.Get(2);
  const uint64_t length = header.Get(4);
  if (version != kVersion && version != kGroupsVersion) {
    *error = fmt::format(
        "its format version is {}, and this program reads versions {} and {} only; use the gatefuzz that wrote it",
        version, kVersion, kGroupsVersion);
    return false;
  }
  const uint64_t present = bytes.size() - kCaseHeaderBytes;
  if (present < length) {
    *error = fmt::format("truncated: its header promises {} bytes of payload, and there are {}", length, present);
    return false;
  }
  if (present > length) {
    *error =
        fmt::format("{} trailing bytes after the {} of payload that its header promises", present - length, length);
    return false;
  }
  *routing_case = DecodePayload(bytes.subspan(kCaseHeaderBytes), version == kGroupsVersion);
  return true;
}

}  // namespace gatefuzz
