// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/align_codec.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "harness/random.h"
#include "harness/testing/sample_align_cases.h"

namespace gatefuzz {
namespace {

using testing::AlignCaseOf;
using testing::SampleAlignCase;

constexpr size_t kHeaderBytes = 12;

std::vector<uint8_t> RandomBytes(Random* random, size_t count) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random->Next());
  return bytes;
}

TEST(AlignCodecTest, EveryCaseSurvivesTheRoundTrip) {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    const AlignCase sample = SampleAlignCase(seed);
    const std::vector<uint8_t> bytes = EncodeCase(sample);
    ASSERT_EQ(DecodeAnyAlign(bytes), sample) << "seed " << seed;
    AlignCase read;
    std::string error;
    ASSERT_TRUE(DecodeAlignFile(bytes, &read, &error)) << error;
    EXPECT_EQ(read, sample) << "seed " << seed;
  }
}

TEST(AlignCodecTest, TheLargestCasesSurviveTheRoundTrip) {
  for (const int32_t k : {1, 3, 32}) {
    AlignCase large;
    large.problem = {
        .id_type = IdType::kInt64, .tokens = kMaxAlignSlots / k, .k = k, .experts = 1024, .block_size = 256, .ids = {}};
    large.problem.ids.assign(static_cast<size_t>(large.problem.slots()), -2);
    ASSERT_EQ(ValidateCase(large), "");
    EXPECT_EQ(DecodeAnyAlign(EncodeCase(large)), large);
  }
}

TEST(AlignCodecTest, AnyBytesGiveAValidCaseWithACanonicalEncoding) {
  Random random(7);
  for (int i = 0; i < 5000; ++i) {
    const AlignCase decoded = DecodeAnyAlign(RandomBytes(&random, random.Below(300)));
    ASSERT_EQ(ValidateCase(decoded), "");
    EXPECT_EQ(DecodeAnyAlign(EncodeCase(decoded)), decoded);
  }
}

TEST(AlignCodecTest, AnyFlippedOrCutFileStillDecodes) {
  Random random(8);
  for (int i = 0; i < 3000; ++i) {
    std::vector<uint8_t> bytes = EncodeCase(SampleAlignCase(random.Below(50)));
    bytes[random.Below(bytes.size())] ^= static_cast<uint8_t>(1u << random.Below(8));
    if (random.Percent(30)) bytes.resize(random.Below(bytes.size()));
    EXPECT_EQ(ValidateCase(DecodeAnyAlign(bytes)), "");
  }
}

TEST(AlignCodecTest, AFlippedPayloadByteIsAnotherCaseNotAnError) {
  const std::vector<uint8_t> bytes = EncodeCase(AlignCaseOf({{1, 2}, {3, 4}}, 8, 4));
  AlignCase read;
  std::string error;
  for (size_t i = kHeaderBytes; i < bytes.size(); ++i) {
    std::vector<uint8_t> flipped = bytes;
    flipped[i] ^= 0x10;
    EXPECT_TRUE(DecodeAlignFile(flipped, &read, &error)) << "byte " << i << ": " << error;
  }
}

TEST(AlignCodecTest, FewBytesAskForLittle) {
  Random random(9);
  for (int i = 0; i < 2000; ++i) {
    const size_t size = random.Below(64);
    EXPECT_LE(DecodeAnyAlign(RandomBytes(&random, size)).problem.ids.size(), size + 32);
  }
}

TEST(AlignCodecTest, NoBytesAreTheSmallestCase) {
  AlignCase smallest;
  smallest.problem = {.id_type = IdType::kInt32, .tokens = 0, .k = 1, .experts = 1, .block_size = 1, .ids = {}};
  EXPECT_EQ(DecodeAnyAlign({}), smallest);
}

TEST(AlignCodecTest, MissingBytesReadAsZeroAndExtraOnesAreIgnored) {
  const AlignCase whole = AlignCaseOf({{1, 2}, {3, 0}}, 8, 4);
  std::vector<uint8_t> bytes = EncodeCase(whole);
  bytes.resize(bytes.size() - 7);  // the first byte of token 1 is left
  EXPECT_EQ(DecodeAnyAlign(bytes), whole);
  bytes = EncodeCase(whole);
  bytes.push_back(0xff);
  EXPECT_EQ(DecodeAnyAlign(bytes), whole);
}

// docs/case-format.md, byte by byte.
TEST(AlignCodecTest, TheLayoutIsTheDocumentedOne) {
  AlignCase sample = AlignCaseOf({{5, -1}}, 258, 16);
  sample.seed = 0x0102;
  const std::vector<uint8_t> expected = {
      'G',  'F',  'A', 'L', 'G', 'N', 1, 0, 25, 0, 0, 0,              // header
      0,    1,    4,   1,   0,   0,   0, 1, 1,                        // id type, k - 1, log2 B, T, E - 1
      2,    1,    0,   0,   0,   0,   0, 0, 5,  0, 0, 0, 0xff, 0xff,  // seed, ids
      0xff, 0xff,
  };
  EXPECT_EQ(EncodeCase(sample), expected);
  sample.problem.id_type = IdType::kInt64;
  const std::vector<uint8_t> wide = EncodeCase(sample);
  EXPECT_EQ(wide.size(), expected.size() + 8);
  EXPECT_EQ(wide[kHeaderBytes], 2);
}

TEST(AlignCodecTest, TheStrictReaderNamesWhatIsWrongWithTheHeader) {
  const std::vector<uint8_t> good = EncodeCase(AlignCaseOf({{1, 2}, {3, 4}}, 8, 4));
  const auto error_of = [](std::vector<uint8_t> bytes) {
    AlignCase read;
    std::string error;
    EXPECT_FALSE(DecodeAlignFile(bytes, &read, &error));
    return error;
  };
  std::vector<uint8_t> bytes = good;
  bytes[0] = 'X';
  EXPECT_EQ(error_of(bytes), "it does not start with GFALGN");
  EXPECT_EQ(error_of({}), "it does not start with GFALGN");
  EXPECT_EQ(error_of({good.begin(), good.begin() + 9}), "truncated: 9 bytes, and the header alone has 12");
  bytes = good;
  bytes[6] = 2;
  EXPECT_EQ(error_of(bytes),
            "its format version is 2, and this program reads version 1 only; use the gatefuzz that wrote it");
  EXPECT_EQ(error_of({good.begin(), good.end() - 1}),
            "truncated: its header promises 33 bytes of payload, and there are 32");
  bytes = good;
  bytes.push_back(0);
  EXPECT_EQ(error_of(bytes), "1 trailing bytes after the 33 of payload that its header promises");
}

}  // namespace
}  // namespace gatefuzz
