// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Fixed fields first, so that one flipped bit there changes one option, then the ids. Every field is reduced modulo its
// range rather than refused; bytes past the end read as 0; only as many tokens exist as begin within the bytes.

#include "harness/align_codec.h"

#include <algorithm>
#include <bit>

#include "kernels/align.h"

namespace gatefuzz {
namespace {

constexpr uint64_t kBlockSizes = std::bit_width(static_cast<unsigned>(kMaxAlignBlock));  // 1, 2, 4, ..., 256

int IdBytes(IdType type) { return type == IdType::kInt64 ? 8 : 4; }

AlignCase DecodePayload(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  AlignCase result;
  AlignProblem& problem = result.problem;
  problem.id_type = reader.GetBelow<IdType>(3, 1);
  problem.k = 1 + reader.GetBelow(kMaxTopK, 1);
  problem.block_size = 1 << reader.GetBelow(kBlockSizes, 1);
  const int64_t tokens = reader.GetBelow<int64_t>(kMaxAlignSlots + 1, 4);
  problem.experts = 1 + reader.GetBelow(kMaxExperts, 2);
  result.seed = reader.Get(8);

  const int width = IdBytes(problem.id_type);
  const int64_t row_bytes = int64_t{problem.k} * width;
  const int64_t begun = (static_cast<int64_t>(reader.remaining()) + row_bytes - 1) / row_bytes;
  problem.tokens = std::min({tokens, begun, kMaxAlignSlots / problem.k});
  problem.ids.resize(static_cast<size_t>(problem.slots()));
  for (int64_t& id : problem.ids) id = IdFromBits(problem.id_type, reader.Get(width));
  return result;
}

}  // namespace

std::vector<uint8_t> EncodeCase(const AlignCase& align_case) {
  const AlignProblem& problem = align_case.problem;
  ByteWriter writer;
  writer.Put(static_cast<uint64_t>(problem.id_type), 1);
  writer.Put(static_cast<uint64_t>(problem.k - 1), 1);
  writer.Put(static_cast<uint64_t>(std::countr_zero(static_cast<unsigned>(problem.block_size))), 1);
  writer.Put(static_cast<uint64_t>(problem.tokens), 4);
  writer.Put(static_cast<uint64_t>(problem.experts - 1), 2);
  writer.Put(align_case.seed, 8);
  for (const int64_t id : problem.ids) writer.Put(static_cast<uint64_t>(id), IdBytes(problem.id_type));
  return WithHeader(kAlignFormat, writer.Take());
}

AlignCase DecodeAnyAlign(std::span<const uint8_t> bytes) { return DecodePayload(AnyPayload(kAlignFormat, bytes)); }

bool DecodeAlignFile(std::span<const uint8_t> bytes, AlignCase* align_case, std::string* error) {
  std::span<const uint8_t> payload;
  if (!FilePayload(kAlignFormat, bytes, &payload, error)) return false;
  *align_case = DecodePayload(payload);
  return true;
}

}  // namespace gatefuzz
