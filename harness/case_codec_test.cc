// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/case_codec.h"

#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "harness/random.h"
#include "harness/testing/sample_cases.h"

namespace gatefuzz {
namespace {

using testing::CaseOf;
using testing::SampleCase;

std::vector<uint8_t> RandomBytes(Random* random, size_t count) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random->Next());
  return bytes;
}

TEST(CaseCodecTest, EveryCaseSurvivesTheRoundTrip) {
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    const RoutingCase sample = SampleCase(seed);
    const std::vector<uint8_t> bytes = EncodeCase(sample);
    ASSERT_EQ(DecodeAny(bytes), sample) << "seed " << seed;
    RoutingCase read;
    std::string error;
    ASSERT_TRUE(DecodeCaseFile(bytes, &read, &error)) << error;
    EXPECT_EQ(read, sample) << "seed " << seed;
  }
}

TEST(CaseCodecTest, TheLargestCasesSurviveTheRoundTripAndFitAFile) {
  for (const int32_t experts : {1, 256, 1024}) {
    RoutingCase large;
    large.problem.experts = experts;
    large.problem.tokens = std::min(kMaxCaseTokens, kMaxCaseLogits / experts);
    large.problem.k = 1;
    large.problem.logits.assign(static_cast<size_t>(large.problem.tokens * experts), 0x3f800000);
    large.problem.bias.assign(static_cast<size_t>(experts), 1);
    large.problem.finished.assign(static_cast<size_t>(large.problem.tokens), 1);
    ASSERT_EQ(ValidateCase(large), "");
    const std::vector<uint8_t> bytes = EncodeCase(large);
    EXPECT_LE(bytes.size(), kMaxCaseFileBytes);
    EXPECT_EQ(DecodeAny(bytes), large);
  }
}

TEST(CaseCodecTest, AnyBytesGiveAValidCaseWithACanonicalEncoding) {
  Random random(7);
  for (int i = 0; i < 5000; ++i) {
    const RoutingCase decoded = DecodeAny(RandomBytes(&random, random.Below(300)));
    ASSERT_EQ(ValidateCase(decoded), "");
    EXPECT_EQ(DecodeAny(EncodeCase(decoded)), decoded);
  }
}

TEST(CaseCodecTest, AnyFlippedOrCutFileStillDecodes) {
  Random random(8);
  for (int i = 0; i < 3000; ++i) {
    std::vector<uint8_t> bytes = EncodeCase(SampleCase(random.Below(50)));
    bytes[random.Below(bytes.size())] ^= static_cast<uint8_t>(1u << random.Below(8));
    if (random.Percent(30)) bytes.resize(random.Below(bytes.size()));
    EXPECT_EQ(ValidateCase(DecodeAny(bytes)), "");
  }
}

TEST(CaseCodecTest, AFlippedPayloadByteIsAnotherCaseNotAnError) {
  const std::vector<uint8_t> bytes = EncodeCase(CaseOf({{1, 2, 3}, {4, 5, 6}}, 2));
  RoutingCase read;
  std::string error;
  for (size_t i = kCaseHeaderBytes; i < bytes.size(); ++i) {
    std::vector<uint8_t> flipped = bytes;
    flipped[i] ^= 0x10;
    EXPECT_TRUE(DecodeCaseFile(flipped, &read, &error)) << "byte " << i << ": " << error;
  }
}

TEST(CaseCodecTest, FewBytesAskForLittle) {
  Random random(9);
  for (int i = 0; i < 2000; ++i) {
    const size_t size = random.Below(64);
    const RoutingCase decoded = DecodeAny(RandomBytes(&random, size));
    EXPECT_LE(decoded.problem.tokens, static_cast<int64_t>(size));
    EXPECT_LE(decoded.problem.logits.size(), size + 1024);
  }
}

TEST(CaseCodecTest, NoBytesAreTheSmallestCase) {
  const RoutingCase decoded = DecodeAny({});
  EXPECT_EQ(decoded.problem.tokens, 0);
  EXPECT_EQ(decoded.problem.experts, 1);
  EXPECT_EQ(decoded.problem.k, 1);
}

TEST(CaseCodecTest, MissingBytesReadAsZeroAndExtraOnesAreIgnored) {
  const RoutingCase whole = CaseOf({{1, 2, 0}, {0, 0, 0}}, 2);
  std::vector<uint8_t> bytes = EncodeCase(whole);
  bytes.resize(bytes.size() - 11);  // all but the first byte of row 1
  EXPECT_EQ(DecodeAny(bytes), whole);
  bytes = EncodeCase(whole);
  bytes.push_back(0xff);
  EXPECT_EQ(DecodeAny(bytes), whole);
}

// docs/case-format.md, byte by byte.
TEST(CaseCodecTest, TheLayoutIsTheDocumentedOne) {
  RoutingCase sample;
  RoutingProblem& problem = sample.problem;
  problem.dtype = DType::kBF16;
  problem.renormalize = true;
  problem.tokens = 1;
  problem.experts = 2;
  problem.k = 2;
  problem.logits = {0x3f80, 0x7fc1};
  problem.bias = {0, 0xff800000};
  problem.finished = {1};
  problem.local_first = 1;
  problem.local_count = 1;
  sample.id_type = IdType::kInt64;
  sample.row_padding = 3;
  sample.seed = 0x0102;
  const std::vector<uint8_t> expected = {
      'G',  'F',  'C',  'A',  'S',  'E', 1,    0,    37, 0, 0, 0,                    // header
      0x7a, 2,    1,    3,    1,    0,   1,    0,    1,  0, 1, 0, 0, 0, 0x80, 0x3f,  // flags to scale
      2,    1,    0,    0,    0,    0,   0,    0,                                    // seed
      0,    0,    0,    0,    0,    0,   0x80, 0xff,                                 // bias
      1,    0x80, 0x3f, 0xc1, 0x7f,                                                  // row 0
  };
  EXPECT_EQ(EncodeCase(sample), expected);
}

TEST(CaseCodecTest, MoreThanOneGroupIsVersionTwo) {
  RoutingCase sample = CaseOf({{1, 2, 3, 4, 5, 6}}, 3);
  const std::vector<uint8_t> plain = EncodeCase(sample);
  EXPECT_EQ(plain[6], 1);
  sample.problem.num_groups = 3;
  sample.problem.top_groups = 2;
  std::vector<uint8_t> bytes = EncodeCase(sample);
  EXPECT_EQ(bytes[6], 2);
  EXPECT_EQ(bytes[kCaseHeaderBytes + 24], 2);
  EXPECT_EQ(bytes[kCaseHeaderBytes + 25], 1);
  EXPECT_EQ(DecodeAny(bytes), sample);
  // The rest is as in version 1, from its own length on.
  bytes.erase(bytes.begin() + kCaseHeaderBytes + 24, bytes.begin() + kCaseHeaderBytes + 26);
  bytes[6] = 1;
  bytes[8] -= 2;
  EXPECT_EQ(bytes, plain);
  // A version that does not exist reads as 1.
  bytes[6] = 9;
  EXPECT_EQ(DecodeAny(bytes), DecodeAny(plain));
}

TEST(CaseCodecTest, AnyNumberOfGroupsReadsAsTheNearestThatHoldsKExperts) {
  RoutingCase sample = CaseOf({{1, 2, 3, 4, 5, 6}}, 3);
  sample.problem.num_groups = 3;
  sample.problem.top_groups = 2;
  const std::vector<uint8_t> bytes = EncodeCase(sample);
  std::set<std::pair<int32_t, int32_t>> seen;
  for (int count = 0; count < 256; ++count) {
    for (int kept = 0; kept < 256; ++kept) {
      std::vector<uint8_t> other = bytes;
      other[kCaseHeaderBytes + 24] = static_cast<uint8_t>(count);
      other[kCaseHeaderBytes + 25] = static_cast<uint8_t>(kept);
      const RoutingCase decoded = DecodeAny(other);
      ASSERT_EQ(ValidateCase(decoded), "");
      seen.emplace(decoded.problem.num_groups, decoded.problem.top_groups);
    }
  }
  EXPECT_EQ(seen, (std::set<std::pair<int32_t, int32_t>>{
                      {1, 1}, {2, 1}, {2, 2}, {3, 2}, {3, 3}, {6, 3}, {6, 4}, {6, 5}, {6, 6}}));
}

}  // namespace
}  // namespace gatefuzz
