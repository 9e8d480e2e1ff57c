// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/fat_binary.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace gatefuzz::emulator {
namespace {

constexpr int kWrapperMagic = 0x466243B1;  // FATBINC_MAGIC of the Toolkit's fatbinary_section.h
constexpr uint32_t kFatMagic = 0xBA55ED50;
constexpr int kDeviceArchitecture = 90;

struct Wrapper {
  int magic;
  int version;
  const void* data;
  void* names;
};

struct FatHeader {
  uint32_t magic;
  uint16_t version;
  uint16_t header_bytes;
  uint64_t payload_bytes;
};

struct EntryHeader {
  uint16_t kind;
  uint16_t version;
  uint32_t header_bytes;
  uint64_t payload_bytes;
};
constexpr uint16_t kKindPtx = 1;
constexpr uint16_t kKindElf = 2;

constexpr char kRemedy[] = "compile with `-gencode=arch=compute_90,code=compute_90 --no-compress`";

// The number after ".target sm_"; 0 if there is none.
int TargetOf(std::string_view ptx) {
  constexpr std::string_view kTarget = ".target sm_";
  size_t at = ptx.find(kTarget);
  if (at == std::string_view::npos) return 0;
  int number = 0;
  for (at += kTarget.size(); at < ptx.size() && ptx[at] >= '0' && ptx[at] <= '9' && number < 10000; ++at) {
    number = number * 10 + (ptx[at] - '0');
  }
  return number;
}

// PTX text is padded with zero bytes. Compressed PTX has bytes that no text has.
bool IsText(std::string_view payload) {
  return std::all_of(payload.begin(), payload.end(), [](char c) {
    const uint8_t byte = static_cast<uint8_t>(c);
    return byte >= ' ' || byte == '\n' || byte == '\t' || byte == '\r';
  });
}

}  // namespace

std::string_view FatBinaryOf(const void* wrapper) {
  Wrapper w;
  std::memcpy(&w, wrapper, sizeof w);
  if (w.magic != kWrapperMagic || w.data == nullptr) return {};
  FatHeader header;
  std::memcpy(&header, w.data, sizeof header);
  if (header.magic != kFatMagic) return {};
  return {static_cast<const char*>(w.data), header.header_bytes + header.payload_bytes};
}

PtxChoice ChoosePtx(std::string_view fat_binary) {
  FatHeader header;
  if (fat_binary.size() < sizeof header) return {{}, "the fat binary is too short"};
  std::memcpy(&header, fat_binary.data(), sizeof header);
  if (header.magic != kFatMagic || header.header_bytes > fat_binary.size()) return {{}, "this is no fat binary"};

  std::string_view rest = fat_binary.substr(header.header_bytes);
  std::string_view best;
  int best_target = -1;
  int too_new = 0;
  bool elf = false, compressed = false;
  while (rest.size() >= sizeof(EntryHeader)) {
    EntryHeader entry;
    std::memcpy(&entry, rest.data(), sizeof entry);
    if (entry.header_bytes < sizeof entry || entry.header_bytes > rest.size() ||
        entry.payload_bytes > rest.size() - entry.header_bytes) {
      return {{}, "the fat binary is damaged"};
    }
    std::string_view payload = rest.substr(entry.header_bytes, entry.payload_bytes);
    rest.remove_prefix(entry.header_bytes + entry.payload_bytes);
    elf |= entry.kind == kKindElf;
    if (entry.kind != kKindPtx) continue;
    payload = payload.substr(0, payload.find_last_not_of('\0') + 1);
    if (!IsText(payload)) {
      compressed = true;
      continue;
    }
    const int target = TargetOf(payload);
    if (target > kDeviceArchitecture) {
      too_new = target;
    } else if (target > best_target) {
      best = payload;
      best_target = target;
    }
  }
  if (best_target >= 0) return {best, {}};
  const std::string remedy = std::string("; ") + kRemedy;
  if (compressed) return {{}, "its PTX is compressed" + remedy};
  if (too_new != 0) {
    return {{}, "its PTX is for sm_" + std::to_string(too_new) + ", the emulated device is sm_90" + remedy};
  }
  if (elf) return {{}, "it holds machine code but no PTX" + remedy};
  return {{}, "it holds no PTX" + remedy};
}

}  // namespace gatefuzz::emulator
