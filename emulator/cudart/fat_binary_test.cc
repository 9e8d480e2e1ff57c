// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/fat_binary.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gatefuzz::emulator {
namespace {

using testing::HasSubstr;

template <class T>
void Append(std::string* to, T value) {
  to->append(reinterpret_cast<const char*>(&value), sizeof value);
}

struct Entry {
  uint16_t kind;  // 1 PTX, 2 machine code
  std::string payload;
};

std::string FatBinary(const std::vector<Entry>& entries) {
  std::string body;
  for (const Entry& entry : entries) {
    std::string payload = entry.payload;
    payload.resize((payload.size() + 7) / 8 * 8);
    Append<uint16_t>(&body, entry.kind);
    Append<uint16_t>(&body, 0x101);
    Append<uint32_t>(&body, 24);
    Append<uint64_t>(&body, payload.size());
    Append<uint64_t>(&body, 0);
    body += payload;
  }
  std::string binary;
  Append<uint32_t>(&binary, 0xBA55ED50);
  Append<uint16_t>(&binary, 1);
  Append<uint16_t>(&binary, 16);
  Append<uint64_t>(&binary, body.size());
  return binary + body;
}

std::string Ptx(const std::string& target) { return ".version 9.0\n.target " + target + "\n.address_size 64\n"; }

TEST(FatBinaryTest, FindsPtxBesideMachineCodeAndDropsThePadding) {
  const std::string binary = FatBinary({{2,
                                         "\x7f"
                                         "ELF"},
                                        {1, Ptx("sm_90")}});
  EXPECT_EQ(ChoosePtx(binary).text, Ptx("sm_90"));
}

TEST(FatBinaryTest, PrefersTheNewestThatTheDeviceRuns) {
  const std::string binary = FatBinary({{1, Ptx("sm_70")}, {1, Ptx("sm_90a")}, {1, Ptx("sm_100")}, {1, Ptx("sm_80")}});
  EXPECT_EQ(ChoosePtx(binary).text, Ptx("sm_90a"));
}

TEST(FatBinaryTest, SaysWhatHelps) {
  EXPECT_THAT(ChoosePtx(FatBinary({{2,
                                    "\x7f"
                                    "ELF"}}))
                  .problem,
              HasSubstr("machine code but no PTX; compile with"));
  EXPECT_THAT(ChoosePtx(FatBinary({{1, "\x01\x02\xff"}})).problem, HasSubstr("compressed"));
  EXPECT_THAT(ChoosePtx(FatBinary({{1, Ptx("sm_100")}})).problem, HasSubstr("PTX is for sm_100"));
  EXPECT_THAT(ChoosePtx(FatBinary({})).problem, HasSubstr("no PTX"));
}

TEST(FatBinaryTest, EveryPrefixAndEveryFlippedByteIsSafe) {
  const std::string good = FatBinary({{1, Ptx("sm_80")}, {2, "code"}, {1, Ptx("sm_90")}});
  for (size_t length = 0; length < good.size(); ++length) {
    const std::string prefix = good.substr(0, length);
    const PtxChoice choice = ChoosePtx(prefix);
    EXPECT_TRUE(!choice.text.empty() || !choice.problem.empty());
  }
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x81);
    ChoosePtx(bad);
  }
}

TEST(FatBinaryTest, TheWrapperLeadsToIt) {
  const std::string binary = FatBinary({{1, Ptx("sm_90")}});
  struct {
    int magic = 0x466243B1;
    int version = 1;
    const void* data;
    void* names = nullptr;
  } wrapper;
  wrapper.data = binary.data();
  EXPECT_EQ(FatBinaryOf(&wrapper), binary);
  wrapper.magic = 7;
  EXPECT_TRUE(FatBinaryOf(&wrapper).empty());
}

}  // namespace
}  // namespace gatefuzz::emulator
