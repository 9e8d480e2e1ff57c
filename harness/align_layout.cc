// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_layout.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "harness/random.h"

namespace gatefuzz {
namespace {

enum Writable : size_t { kSorted, kBlockExperts, kTotal, kError, kWorkspace };

constexpr uint64_t kLayoutStream = 1;  // of the seed's draws
constexpr size_t kWorkspaceAlignment = 16;
constexpr size_t kWordBytes = 4;

// Bytes past a 256-byte boundary: none for half of the buffers, else any multiple of the alignment.
size_t DrawMisalignment(uint64_t seed, Random* random, size_t alignment) {
  if (seed == 0 || random->Percent(50)) return 0;
  return alignment * random->Below(DeviceArena::kZoneBytes / alignment);
}

void PutIds(const AlignProblem& problem, std::span<uint8_t> to) {
  const size_t width = problem.id_type == IdType::kInt64 ? 8 : 4;
  // Little-endian: the first bytes of the 64 bits are the narrower value.
  for (size_t slot = 0; slot < problem.ids.size(); ++slot) {
    std::memcpy(to.data() + slot * width, &problem.ids[slot], width);
  }
}

void PutPlausible(const AlignProblem& problem, Random* random, std::span<uint8_t> to) {
  const int64_t slots = problem.slots();
  const int64_t bounds[] = {2, problem.experts + 1, slots + 1};
  for (size_t at = 0; at + kWordBytes <= to.size(); at += kWordBytes) {
    const uint32_t word = static_cast<uint32_t>(random->Below(static_cast<uint64_t>(bounds[random->Below(3)])));
    std::memcpy(to.data() + at, &word, sizeof word);
  }
}

std::vector<int32_t> Words(std::span<const uint8_t> bytes) {
  std::vector<int32_t> words(bytes.size() / kWordBytes);
  if (!words.empty()) std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

}  // namespace

AlignLayout::AlignLayout(const AlignCase& align_case, size_t workspace_bytes, AlignMemory memory,
                         const Contents& left_over, DeviceArena* arena)
    : case_(align_case), workspace_bytes_(workspace_bytes), arena_(*arena) {
  arena_.Clear();
  const AlignProblem& problem = case_.problem;
  Random random(case_.seed, kLayoutStream);
  const auto misalignment = [&](size_t alignment) { return DrawMisalignment(case_.seed, &random, alignment); };
  const size_t width = problem.id_type == IdType::kInt64 ? 8 : 4;
  ids_ =
      arena_.AddInput("ids", problem.ids.size() * width, static_cast<size_t>(problem.k) * width, misalignment(width));
  PutIds(problem, arena_.ToSend(ids_));
  const size_t capacity = static_cast<size_t>(problem.capacity());
  AddWritable(kSorted, "sorted", capacity * kWordBytes, misalignment(kWordBytes));
  AddWritable(kBlockExperts, "block_experts", capacity / static_cast<size_t>(problem.block_size) * kWordBytes,
              misalignment(kWordBytes));
  AddWritable(kTotal, "total", kWordBytes, misalignment(kWordBytes));
  AddWritable(kError, "error", kWordBytes, misalignment(kWordBytes));
  AddWritable(kWorkspace, "workspace", workspace_bytes, misalignment(kWorkspaceAlignment));
  Fill(memory, left_over);
}

void AlignLayout::AddWritable(size_t index, const char* name, size_t bytes, size_t misalignment) {
  writable_[index] = arena_.AddOutput(name, bytes, 0, misalignment);
}

void AlignLayout::Fill(AlignMemory memory, const Contents& left_over) {
  if (memory == AlignMemory::kPoison) return;
  Random random(case_.seed, kLayoutStream + 1);
  for (size_t i = 0; i < kWritable; ++i) {
    const std::span<uint8_t> to = arena_.ToSend(writable_[i]);
    if (memory == AlignMemory::kPlausible) {
      PutPlausible(case_.problem, &random, to);
    } else {
      std::copy_n(left_over[i].begin(), std::min(left_over[i].size(), to.size()), to.begin());
    }
  }
}

AlignArgs AlignLayout::Args() const {
  const auto words = [this](size_t index) { return static_cast<int32_t*>(arena_.Device(writable_[index])); };
  AlignArgs args;
  args.ids = arena_.Device(ids_);
  args.id_type = case_.problem.id_type;
  args.num_tokens = case_.problem.tokens;
  args.k = case_.problem.k;
  args.num_experts = case_.problem.experts;
  args.block_size = case_.problem.block_size;
  args.sorted = words(kSorted);
  args.block_experts = words(kBlockExperts);
  args.total = words(kTotal);
  args.error = words(kError);
  args.workspace = workspace_bytes_ == 0 ? nullptr : arena_.Device(writable_[kWorkspace]);
  args.workspace_bytes = workspace_bytes_;
  return args;
}

template <typename BytesOf>
AlignResult AlignLayout::Read(const BytesOf& bytes_of) const {
  const auto words = [&](size_t index) { return Words(bytes_of(writable_[index])); };
  return {words(kSorted), words(kBlockExperts), words(kTotal)[0], words(kError)[0]};
}

AlignResult AlignLayout::Result() const {
  return Read([this](int buffer) { return arena_.Received(buffer); });
}

AlignResult AlignLayout::Before() const {
  return Read([this](int buffer) { return std::span<const uint8_t>(arena_.ToSend(buffer)); });
}

AlignLayout::Contents AlignLayout::LeftOver() const {
  Contents contents;
  for (size_t i = 0; i < kWritable; ++i) {
    const std::span<const uint8_t> bytes = arena_.Received(writable_[i]);
    contents[i].assign(bytes.begin(), bytes.end());
  }
  return contents;
}

}  // namespace gatefuzz
