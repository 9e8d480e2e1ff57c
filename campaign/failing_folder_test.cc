// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/failing_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "harness/any_case.h"
#include "harness/content_hash.h"

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

std::string NewFolder() {
  const std::string folder = std::string(std::getenv("TEST_TMPDIR")) + "/failing";
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

Verdict Unique() {
  return {.kind = Verdict::Kind::kFail, .symptom = {.fault = "unique"}, .direct = true, .text = "twice"};
}

TEST(FailingFolder, HandsACaseFromWorkerToSupervisorOnce) {
  const FailingFolder folder(NewFolder());
  EXPECT_TRUE(folder.IsNew("unique-1"));
  std::string error;
  ASSERT_TRUE(folder.Add("unique-1", AlignCase(), Unique(), &error)) << error;
  EXPECT_FALSE(folder.IsNew("unique-1"));
  EXPECT_EQ(folder.Waiting(), std::vector<std::string>{"unique-1"});
  AnyCase any_case;
  Verdict seen;
  ASSERT_TRUE(folder.Read("unique-1", &any_case, &seen));
  EXPECT_TRUE(std::holds_alternative<AlignCase>(any_case));
  EXPECT_EQ(seen.symptom.fault, "unique");
  ASSERT_TRUE(folder.MarkDone("unique-1", &error)) << error;
  EXPECT_TRUE(folder.Waiting().empty());
  EXPECT_FALSE(folder.IsNew("unique-1"));
}

TEST(FailingFolder, DropsWhatIsDamaged) {
  const std::string path = NewFolder();
  const FailingFolder folder(path);
  std::string error;
  ASSERT_TRUE(folder.Add("unique-1", RoutingCase(), Unique(), &error)) << error;
  fs::resize_file(folder.CasePath("unique-1"), 3);
  AnyCase any_case;
  Verdict seen;
  EXPECT_FALSE(folder.Read("unique-1", &any_case, &seen));
  ASSERT_TRUE(folder.MarkDone("unique-1", &error)) << error;
  EXPECT_TRUE(folder.Waiting().empty());
}

TEST(FailingFolder, RemembersCasesThatLoseTheDevice) {
  const FailingFolder folder(NewFolder());
  std::string error;
  RoutingCase other;
  other.problem.experts = 64;
  EXPECT_TRUE(folder.CasesThatLoseTheDevice().empty());
  ASSERT_TRUE(folder.RememberLostDevice(RoutingCase(), &error)) << error;
  ASSERT_TRUE(folder.RememberLostDevice(RoutingCase(), &error)) << error;
  EXPECT_EQ(folder.CasesThatLoseTheDevice(), std::set<uint64_t>{ContentHash(EncodeCase(AnyCase(RoutingCase())))});
  ASSERT_TRUE(folder.RememberLostDevice(other, &error)) << error;
  EXPECT_EQ(folder.CasesThatLoseTheDevice().size(), 2u);
  // None of them waits to be looked into.
  EXPECT_TRUE(folder.Waiting().empty());
}

TEST(FailingFolder, SaysWhereItCannotWrite) {
  const FailingFolder folder(NewFolder() + "/missing");
  std::string error;
  EXPECT_FALSE(folder.Add("unique-1", RoutingCase(), Unique(), &error));
  EXPECT_NE(error.find("missing/unique-1"), std::string::npos) << error;
}

TEST(SignatureOf, TellsSymptomsAndClassesOfShapeApart) {
  RoutingCase small;
  RoutingCase large;
  large.problem.experts = 64;
  const Symptom unique = {.fault = "unique"};
  EXPECT_EQ(SignatureOf(unique, small), SignatureOf(unique, small));
  EXPECT_NE(SignatureOf(unique, small), SignatureOf(unique, large));
  EXPECT_NE(SignatureOf(unique, small), SignatureOf({.fault = "range"}, small));
  EXPECT_NE(SignatureOf(unique, small), SignatureOf({.fault = "unique", .file = "a.cu", .line = 3}, small));
  EXPECT_TRUE(SignatureOf(unique, small).starts_with("unique-"));
  const Symptom placed = {.fault = "memory", .check = "out of bounds", .file = "a.cu", .line = 3};
  EXPECT_EQ(SignatureOf(placed, small), SignatureOf(placed, large));
}

}  // namespace
}  // namespace gatefuzz
