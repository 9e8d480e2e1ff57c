// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/findings/known_findings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace gatefuzz {
namespace {

using Json = nlohmann::json;

constexpr Date kDay(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(24));

Json Entry() {
  return {{"group", "*"},
          {"kernel", "topk_softmax"},
          {"fault", "memory"},
          {"check", "out of bounds"},
          {"file", "kernels/topk.cuh"},
          {"case", "cases/one.gfcase"},
          {"issue", "https://example.org/issues/1"},
          {"expires", "2026-11-24"}};
}

std::vector<KnownFinding> Parsed(const Json& json) {
  std::vector<KnownFinding> known;
  std::string error;
  EXPECT_TRUE(ParseKnownFindings(json.dump(), &known, &error)) << error;
  return known;
}

std::string ErrorOf(const std::string& json) {
  std::vector<KnownFinding> known = {KnownFinding{}};
  std::string error;
  EXPECT_FALSE(ParseKnownFindings(json, &known, &error)) << json;
  EXPECT_EQ(known.size(), 1u) << "a refused ledger changes nothing";
  return error;
}

Symptom SymptomOf(const KnownFinding& known) {
  return {.fault = known.fault, .check = known.check, .file = known.file, .line = 12, .ptx = "st.f32"};
}

KnownMatch::Kind KindOf(const std::vector<KnownFinding>& known, std::string_view kernel, const Symptom& symptom,
                        std::string_view group = "", const Date& today = kDay) {
  return Match(known, {.kernel = kernel, .symptom = symptom, .group = group}, today).kind;
}

TEST(ParseKnownFindings, ReadsEntries) {
  EXPECT_TRUE(Parsed(Json::array()).empty());
  const std::vector<KnownFinding> known = Parsed(Json::array({Entry()}));
  ASSERT_EQ(known.size(), 1u);
  EXPECT_EQ(known[0].check, "out of bounds");
  EXPECT_EQ(known[0].case_path, "cases/one.gfcase");
  EXPECT_EQ(DateText(known[0].expires), "2026-11-24");
}

TEST(ParseKnownFindings, NamesWhatIsNoLedger) {
  EXPECT_EQ(ErrorOf(""), "is not JSON");
  EXPECT_EQ(ErrorOf("[{]"), "is not JSON");
  EXPECT_EQ(ErrorOf("{}"), "expected an array of entries, got object");
  EXPECT_EQ(ErrorOf("[1]"), "entry 1: expected an object, got number");
  EXPECT_EQ(ErrorOf("[[]]"), "entry 1: expected an object, got array");
  EXPECT_EQ(ErrorOf(std::string(100'000, '[') + std::string(100'000, ']')), "entry 1: expected an object, got array");
}

TEST(ParseKnownFindings, NamesTheEntryAndTheMember) {
  const Json good = Entry();
  for (const auto& [name, value] : good.items()) {
    Json missing = good;
    missing.erase(name);
    EXPECT_EQ(ErrorOf(Json::array({missing}).dump()), "entry 1: " + name + ": this member is missing");
    Json number = good;
    number["kernel"] = "another";
    number[name] = 1;
    EXPECT_EQ(ErrorOf(Json::array({good, number}).dump()), "entry 2: " + name + ": expected a string, got number");
    if (name == "check" || name == "file") continue;
    Json empty = good;
    empty[name] = "";
    EXPECT_EQ(ErrorOf(Json::array({empty}).dump()).rfind("entry 1: " + name + ": ", 0), 0u);
  }
}

TEST(ParseKnownFindings, RefusesValuesThatWouldNeverMatch) {
  const struct {
    const char* name;
    const char* value;
    const char* message;
  } rows[] = {
      {"fault", "uniqe", "there is no clause 'uniqe'"},
      {"check", "out-of-bounds", "the emulator has no check 'out-of-bounds'"},
      {"case", "/a/b.gfcase", "is absolute"},
      {"issue", "later", "is no link"},
      {"expires", "2026-02-29", "is no day"},
      {"expires", "2026-13-01", "is no day"},
      {"expires", "2026-1-1", "is no day"},
      {"expires", "24.11.2026", "is no day"},
      {"expires", "2026-11-24 ", "is no day"},
      {"expires", "-026-11-24", "is no day"},
      {"comment", "x", "there is no such member"},
      {"a\nb", "x", "a?b: there is no such member"},
  };
  for (const auto& row : rows) {
    Json entry = Entry();
    entry[row.name] = row.value;
    EXPECT_NE(ErrorOf(Json::array({entry}).dump()).find(row.message), std::string::npos)
        << ErrorOf(Json::array({entry}).dump());
  }
}

TEST(ParseKnownFindings, RefusesAnEntryThatStandsTwice) {
  Json again = Entry();
  again["expires"] = "2030-01-01";
  EXPECT_EQ(ErrorOf(Json::array({Entry(), again}).dump()), "entry 2: says the same as entry 1; remove one");
  again["group"] = "memory-1";
  EXPECT_EQ(Parsed(Json::array({Entry(), again})).size(), 2u);
}

TEST(ParseKnownFindings, TakesAnyBytes) {
  const std::string good = Json::array({Entry()}).dump();
  for (size_t at = 0; at < good.size(); ++at) {
    for (const char byte : {'\0', '\xff', '"', '}', '9'}) {
      std::string damaged = good;
      damaged[at] = byte;
      std::vector<KnownFinding> known;
      std::string error;
      EXPECT_EQ(ParseKnownFindings(damaged, &known, &error), error.empty()) << damaged;
    }
  }
}

TEST(MatchKnownFindings, TakesTheSameFaultAtAnyLine) {
  const std::vector<KnownFinding> known = Parsed(Json::array({Entry()}));
  const Symptom symptom = SymptomOf(known[0]);
  const KnownMatch match = Match(known, {.kernel = "topk_softmax", .symptom = symptom, .group = "memory-1"}, kDay);
  EXPECT_EQ(match.kind, KnownMatch::Kind::kKnown);
  EXPECT_EQ(match.message, "known: entry 1, https://example.org/issues/1, until 2026-11-24");
}

TEST(MatchKnownFindings, HidesNoOtherFault) {
  const std::vector<KnownFinding> known = Parsed(Json::array({Entry()}));
  const Symptom same = SymptomOf(known[0]);
  EXPECT_EQ(KindOf(known, "topk_sigmoid", same), KnownMatch::Kind::kNew);
  for (std::string Symptom::* part : {&Symptom::fault, &Symptom::check, &Symptom::file}) {
    for (const char* value : {"", "data race"}) {
      Symptom other = same;
      other.*part = value;
      EXPECT_EQ(KindOf(known, "topk_softmax", other), KnownMatch::Kind::kNew);
    }
  }
  EXPECT_EQ(KindOf({}, "topk_softmax", same), KnownMatch::Kind::kNew);
}

TEST(MatchKnownFindings, TakesAGroupByItsIdOrItsOwnCase) {
  Json entry = Entry();
  entry["group"] = "memory-1";
  std::vector<KnownFinding> known = Parsed(Json::array({entry}));
  RoutingCase routing_case;
  routing_case.problem.experts = 3;
  known[0].test_case = routing_case;
  const Symptom symptom = SymptomOf(known[0]);
  EXPECT_EQ(KindOf(known, "topk_softmax", symptom, "memory-1"), KnownMatch::Kind::kKnown);
  EXPECT_EQ(KindOf(known, "topk_softmax", symptom, "memory-2"), KnownMatch::Kind::kNew);
  EXPECT_EQ(KindOf(known, "topk_softmax", symptom, ""), KnownMatch::Kind::kNew);
  AnyCase seen = routing_case;
  const SeenFinding own = {.kernel = "topk_softmax", .symptom = symptom, .group = "", .test_case = &seen};
  EXPECT_EQ(Match(known, own, kDay).kind, KnownMatch::Kind::kKnown);
  std::get<RoutingCase>(seen).seed = 1;
  EXPECT_EQ(Match(known, own, kDay).kind, KnownMatch::Kind::kNew);
}

TEST(MatchKnownFindings, EndsWithTheLastDay) {
  Json entry = Entry();
  std::vector<KnownFinding> known = Parsed(Json::array({entry}));
  const Symptom symptom = SymptomOf(known[0]);
  const Date next(std::chrono::sys_days(kDay) + std::chrono::days(1));
  const KnownMatch match = Match(known, {.kernel = "topk_softmax", .symptom = symptom, .group = ""}, next);
  EXPECT_EQ(match.kind, KnownMatch::Kind::kExpired);
  EXPECT_NE(match.message.find("expired on 2026-11-24"), std::string::npos) << match.message;
  // Another entry that still counts is found behind it.
  entry["group"] = "memory-1";
  entry["expires"] = "2027-01-01";
  known = Parsed(Json::array({Entry(), entry}));
  EXPECT_EQ(KindOf(known, "topk_softmax", symptom, "memory-1", next), KnownMatch::Kind::kKnown);
}

TEST(ReadKnownFindings, NamesTheFileTheEntryAndItsCase) {
  const std::string folder = std::string(std::getenv("TEST_TMPDIR")) + "/ledger";
  std::filesystem::create_directories(folder + "/cases");
  const std::string path = folder + "/known_findings.json";
  std::vector<KnownFinding> known;
  std::string error;
  EXPECT_FALSE(ReadKnownFindings(path, &known, &error));
  EXPECT_NE(error.find(path + " cannot be read"), std::string::npos) << error;
  EXPECT_FALSE(ReadKnownFindings(folder, &known, &error));
  std::ofstream(path) << Json::array({Entry()});
  EXPECT_FALSE(ReadKnownFindings(path, &known, &error));
  EXPECT_NE(error.find(path + ": entry 1: case: "), std::string::npos) << error;
  RoutingCase routing_case;
  Canonicalize(&routing_case);
  ASSERT_TRUE(WriteCaseFile(folder + "/cases/one.gfcase", AnyCase(routing_case), &error)) << error;
  EXPECT_TRUE(ReadKnownFindings(path, &known, &error)) << error;
  EXPECT_EQ(known.at(0).test_case, AnyCase(routing_case));
  std::ofstream(path, std::ios::trunc) << "[";
  EXPECT_FALSE(ReadKnownFindings(path, &known, &error));
  EXPECT_EQ(error, path + ": is not JSON");
}

}  // namespace
}  // namespace gatefuzz
