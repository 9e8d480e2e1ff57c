// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/device_arena.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "emulator/control.h"
#include "fmt/format.h"
#include "harness/random.h"

namespace gatefuzz {
namespace {

constexpr size_t kAlignment = 256;  // of cudaMalloc
constexpr size_t kPatternBytes = 4096;
constexpr size_t kSmallestCapacity = 1 << 16;

// 16-bit words 0xFF80 to 0xFFFF: NaN as binary16, bfloat16 and, in pairs, binary32. The low bits differ by position, so
// that zone copied onto zone shows too.
const std::array<uint8_t, kPatternBytes>& Canaries() {
  static const std::array<uint8_t, kPatternBytes> pattern = [] {
    std::array<uint8_t, kPatternBytes> bytes;
    Random random(0);
    for (size_t i = 0; i < bytes.size(); i += 2) {
      bytes[i] = static_cast<uint8_t>(0x80 | random.Below(0x7F) | 1);
      bytes[i + 1] = 0xFF;
    }
    return bytes;
  }();
  return pattern;
}

size_t RoundUp(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

}  // namespace

DeviceArena::~DeviceArena() {
  if (device_ != nullptr) cudaFree(device_);
}

void DeviceArena::Abandon() {
  device_ = nullptr;
  capacity_ = 0;
}

void DeviceArena::Clear() {
  buffers_.clear();
  sent_.clear();
}

int DeviceArena::Add(const char* name, size_t bytes, size_t row_bytes, size_t misalignment, bool output) {
  const size_t begin = RoundUp(sent_.size() + kZoneBytes, kAlignment) + misalignment;
  buffers_.push_back({name, begin, bytes, row_bytes, output});
  sent_.resize(begin + bytes, kPoisonByte);
  return static_cast<int>(buffers_.size()) - 1;
}

int DeviceArena::AddInput(const char* name, size_t bytes, size_t row_bytes, size_t misalignment) {
  return Add(name, bytes, row_bytes, misalignment, false);
}

int DeviceArena::AddOutput(const char* name, size_t bytes, size_t row_bytes, size_t misalignment) {
  return Add(name, bytes, row_bytes, misalignment, true);
}

std::span<uint8_t> DeviceArena::ToSend(int buffer) {
  const Buffer& b = buffers_[static_cast<size_t>(buffer)];
  return std::span(sent_).subspan(b.begin, b.bytes);
}

std::span<const uint8_t> DeviceArena::Received(int buffer) const {
  const Buffer& b = buffers_[static_cast<size_t>(buffer)];
  return std::span(received_).subspan(b.begin, b.bytes);
}

void* DeviceArena::Device(int buffer) const { return device_ + buffers_[static_cast<size_t>(buffer)].begin; }

void DeviceArena::FillZones() {
  // The same size however often: a graph was captured with these addresses.
  sent_.resize((buffers_.empty() ? 0 : buffers_.back().end()) + kZoneBytes);
  const std::array<uint8_t, kPatternBytes>& canaries = Canaries();
  size_t from = 0;
  const auto fill_to = [&](size_t to) {
    while (from < to) {
      const size_t phase = from % kPatternBytes;
      const size_t count = std::min(to - from, kPatternBytes - phase);
      std::memcpy(sent_.data() + from, canaries.data() + phase, count);
      from += count;
    }
  };
  for (const Buffer& buffer : buffers_) {
    fill_to(buffer.begin);
    from = buffer.end();
  }
  fill_to(sent_.size());
}

cudaError_t DeviceArena::Reserve(size_t bytes) {
  if (bytes <= capacity_) return cudaSuccess;
  if (device_ != nullptr) cudaFree(device_);
  Abandon();
  const size_t wanted = std::max(bytes + bytes / 2, kSmallestCapacity);
  void* memory = nullptr;
  if (const cudaError_t error = cudaMalloc(&memory, wanted); error != cudaSuccess) return error;
  device_ = static_cast<uint8_t*>(memory);
  capacity_ = wanted;
  forbidden_from_ = wanted;  // Mark extends it downwards to the bytes in use
  return cudaSuccess;
}

void DeviceArena::Mark() {
  const auto mark = [this](size_t begin, size_t end, emulator::Region region) {
    if (begin < end) emulator::MarkRegion(device_ + begin, end - begin, region);
  };
  size_t from = 0;
  for (const Buffer& buffer : buffers_) {
    mark(from, buffer.begin, emulator::Region::kForbidden);
    mark(buffer.begin, buffer.end(), buffer.output ? emulator::Region::kUninitialized : emulator::Region::kReadOnly);
    from = buffer.end();
  }
  // Beyond the bytes in use lie those of earlier, larger launches. What is forbidden already stays so: marking all of a
  // large allocation for each small launch would cost more than the launch.
  mark(from, std::max(sent_.size(), forbidden_from_), emulator::Region::kForbidden);
  forbidden_from_ = sent_.size();
}

cudaError_t DeviceArena::Upload(cudaStream_t stream) {
  FillZones();
  if (const cudaError_t error = Reserve(sent_.size()); error != cudaSuccess) return error;
  const cudaError_t error = cudaMemcpyAsync(device_, sent_.data(), sent_.size(), cudaMemcpyHostToDevice, stream);
  if (error == cudaSuccess && emulator::Present()) Mark();
  return error;
}

cudaError_t DeviceArena::Download(cudaStream_t stream) {
  received_.resize(sent_.size());
  const cudaError_t error = cudaMemcpyAsync(received_.data(), device_, sent_.size(), cudaMemcpyDeviceToHost, stream);
  return error == cudaSuccess ? cudaStreamSynchronize(stream) : error;
}

std::string DeviceArena::Where(size_t offset, int64_t* row) const {
  *row = -1;
  const Buffer* nearest = nullptr;
  size_t distance = 0;
  for (const Buffer& buffer : buffers_) {
    const size_t away = offset < buffer.begin   ? buffer.begin - offset
                        : offset < buffer.end() ? 0
                                                : offset - buffer.end();
    if (nearest == nullptr || away < distance) {
      nearest = &buffer;
      distance = away;
    }
  }
  if (nearest == nullptr) return "";
  const bool inside = offset >= nearest->begin && offset < nearest->end();
  if (inside && nearest->row_bytes != 0) *row = static_cast<int64_t>((offset - nearest->begin) / nearest->row_bytes);
  if (inside)
    return fmt::format("byte {} of `{}`, which has {}", offset - nearest->begin, nearest->name, nearest->bytes);
  if (offset < nearest->begin) return fmt::format("{} bytes before the start of `{}`", distance, nearest->name);
  return fmt::format("{} bytes past the end of `{}`", distance, nearest->name);
}

std::string DeviceArena::Locate(uint64_t address, int64_t* row) const {
  *row = -1;
  const uint64_t base = reinterpret_cast<uintptr_t>(device_);
  if (device_ == nullptr || address < base || address - base >= sent_.size()) return "";
  return Where(address - base, row);
}

void DeviceArena::CompareRange(size_t begin, size_t end, std::vector<Damaged>* damaged) const {
  if (std::memcmp(sent_.data() + begin, received_.data() + begin, end - begin) == 0) return;
  size_t first = begin;
  while (sent_[first] == received_[first]) ++first;
  Damaged entry;
  const std::string where = Where(first, &entry.row);
  entry.message = fmt::format("wrote {} (0x{:02x} became 0x{:02x})", where, sent_[first], received_[first]);
  damaged->push_back(std::move(entry));
}

std::vector<DeviceArena::Damaged> DeviceArena::Damage(bool outputs_too) const {
  std::vector<Damaged> damaged;
  size_t from = 0;
  for (const Buffer& buffer : buffers_) {
    CompareRange(from, buffer.begin, &damaged);
    if (outputs_too || !buffer.output) CompareRange(buffer.begin, buffer.end(), &damaged);
    from = buffer.end();
  }
  CompareRange(from, sent_.size(), &damaged);
  return damaged;
}

}  // namespace gatefuzz
