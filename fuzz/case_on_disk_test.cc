// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The files that a fuzz target leaves: the case in flight, and findings.
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/finding_file.h"
#include "fuzz/inflight_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "harness/case_codec.h"

namespace gatefuzz {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

RoutingCase CaseOf(int32_t experts) {
  RoutingCase result;
  result.problem.tokens = 1;
  result.problem.experts = experts;
  result.problem.k = 1;
  Canonicalize(&result);
  return result;
}

std::string TestFolder(const std::string& name) {
  const std::string folder = testing::TempDir() + "/" + name;
  std::filesystem::create_directories(folder);
  return folder;
}

TEST(InflightFile, HoldsTheLastCaseWhole) {
  const std::string path = TestFolder("inflight") + "/case.gfcase";
  std::string error;
  RoutingCase read;
  {
    InflightFile file;
    ASSERT_TRUE(file.Open(path, &error)) << error;
    // Long, short, long again: no rest of an earlier case stays behind.
    for (const int32_t experts : {300, 2, 40}) {
      ASSERT_TRUE(file.Write(EncodeCase(CaseOf(experts)), &error)) << error;
      ASSERT_TRUE(ReadCaseFile(path, &read, &error)) << error;
      EXPECT_EQ(read, CaseOf(experts));
    }
  }
  EXPECT_FALSE(std::filesystem::exists(path)) << "an orderly end leaves nothing in flight";
}

TEST(InflightFile, OutlivesAKilledProcess) {
  const std::string path = TestFolder("killed") + "/case.gfcase";
  EXPECT_EXIT(
      {
        InflightFile file;
        std::string error;
        file.Open(path, &error);
        file.Write(EncodeCase(CaseOf(17)), &error);
        kill(getpid(), SIGKILL);
      },
      testing::KilledBySignal(SIGKILL), "");
  RoutingCase read;
  std::string error;
  ASSERT_TRUE(ReadCaseFile(path, &read, &error)) << error;
  EXPECT_EQ(read, CaseOf(17));
}

TEST(InflightFile, SaysWhyItCannotBeOpened) {
  InflightFile file;
  std::string error;
  EXPECT_FALSE(file.Open("/nonexistent/folder/case.gfcase", &error));
  EXPECT_THAT(error, HasSubstr("/nonexistent/folder/case.gfcase"));
  EXPECT_THAT(error, HasSubstr("No such file"));
}

TEST(SaveFinding, WritesCaseAndReport) {
  const KernelFinding finding = {
      .kernel = "zoo/some", .fault = "unique", .verdict = "fail: clause unique\n", .test_case = CaseOf(5)};
  const std::string folder = TestFolder("finding");
  std::string path;
  std::string error;
  ASSERT_TRUE(SaveFinding(finding, folder, &path, &error)) << error;
  EXPECT_THAT(path, StartsWith(folder + "/unique-"));
  AnyCase read;
  ASSERT_TRUE(ReadCaseFile(path, &read, &error)) << error;
  EXPECT_EQ(read, finding.test_case);
  std::ifstream file(path.substr(0, path.size() - 7) + ".txt");
  const std::string report(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(report, HasSubstr("zoo/some: fail: clause unique"));
  EXPECT_THAT(report, HasSubstr("replay: "));
  EXPECT_THAT(report, HasSubstr(path));
}

TEST(FindingName, DependsOnFaultAndCaseAlone) {
  KernelFinding a = {.kernel = "x", .fault = "unique", .verdict = "", .test_case = CaseOf(5)};
  KernelFinding b = a;
  b.verdict = "other words";
  EXPECT_EQ(FindingName(a), FindingName(b));
  b.test_case = CaseOf(6);
  EXPECT_NE(FindingName(a), FindingName(b));
  b = a;
  b.fault = "range";
  EXPECT_NE(FindingName(a), FindingName(b));
}

}  // namespace
}  // namespace gatefuzz
