// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The emulator against the H200 run that is kept in docs/data: bit for bit where PTX defines the bits, within the bound
// where it gives one. What a GPU would show is in the hashes, so this needs none.
#include <algorithm>
#include <string>
#include <vector>

#include "emulator/conformance/bound_judge.h"
#include "emulator/conformance/emulator_machine.h"
#include "emulator/conformance/grade.h"
#include "emulator/conformance/record.h"
#include "gtest/gtest.h"

namespace gatefuzz::conformance {
namespace {

constexpr const char* kDataFile = "docs/data/conformance_h200.json";

const Run& H200() {
  static const Run run = [] {
    Run read;
    std::string error;
    if (!ReadRun(kDataFile, &read, &error)) ADD_FAILURE() << error;
    return read;
  }();
  return run;
}

void ExpectExact(const Form& form, const Record& now, const Record& recorded) {
  if (recorded.divergence.empty()) {
    EXPECT_EQ(now.hash, recorded.hash) << form.name << ": the emulator no longer gives what the GPU gave";
  } else {
    EXPECT_EQ(now.hash, recorded.emulator_hash) << form.name << ": the emulator gives neither what it gave when "
                                                << recorded.divergence << " was recorded, nor need it be listed if it "
                                                << "agrees with the GPU now";
  }
}

void ExpectWithinBound(const Form& form, const Tuples& tuples, const FormResults& results, const Record& now,
                       const Record& recorded) {
  Record judged;
  EXPECT_EQ(JudgeAll(form, tuples, results, &SeenError::emulator, &judged), 0) << form.name;
  EXPECT_EQ(now.special_hash, recorded.special_hash)
      << form.name << ": zeros, infinities or NaNs are no longer those that the GPU gave";
}

TEST(Conformance, EmulatorGivesWhatTheGpuGave) {
  const std::unique_ptr<Machine> emulator = MakeEmulatorMachine();
  size_t forms = 0, compared = 0;
  RunSuite(
      {emulator.get()},
      [&](const Form& form, const Tuples& tuples, const std::vector<const FormResults*>& results) {
        ++forms;
        if (results[0] == nullptr) return;
        const auto recorded = H200().records.find(form.name);
        if (recorded == H200().records.end()) return;  // newer than the run: docs/fidelity.md says "not graded yet"
        ++compared;
        const Record now = Compare(form, tuples, *results[0], nullptr);
        EXPECT_EQ(now.tuples, recorded->second.tuples) << form.name;
        if (IsApproximate(form)) {
          ExpectWithinBound(form, tuples, *results[0], now, recorded->second);
        } else {
          ExpectExact(form, now, recorded->second);
        }
      },
      [](int, const Form& form, const std::string& error) { ADD_FAILURE() << form.name << ": " << error; });
  EXPECT_EQ(forms, AllForms().size());
  // Every record was of a form that exists.
  EXPECT_EQ(compared, H200().records.size());
}

// Every draw is legal, what is special stays, equal seeds give equal results, and draws do differ from the exact
// result.
TEST(RandomApproximations, AreWithinTheBounds) {
  const std::unique_ptr<Machine> exact = MakeEmulatorMachine(), one = MakeEmulatorMachine(1),
                                 again = MakeEmulatorMachine(1), other = MakeEmulatorMachine(2);
  int forms = 0;
  RunSuite(
      {exact.get(), one.get(), again.get(), other.get()},
      [&](const Form& form, const Tuples& tuples, const std::vector<const FormResults*>& results) {
        ++forms;
        std::vector<std::string> hashes, special;
        for (const FormResults* machine : results) {
          ASSERT_NE(machine, nullptr) << form.name;
          Record record;
          EXPECT_EQ(JudgeAll(form, tuples, *machine, &SeenError::emulator, &record), 0) << form.name;
          special.push_back(record.special_hash);
          hashes.push_back(Compare(form, tuples, *machine, nullptr).hash);
        }
        EXPECT_EQ(special, std::vector<std::string>(4, special[0])) << form.name;
        EXPECT_EQ(hashes[1], hashes[2]) << form.name;
        EXPECT_NE(hashes[0], hashes[1]) << form.name;
        EXPECT_NE(hashes[1], hashes[3]) << form.name;
      },
      [](int, const Form& form, const std::string& error) { ADD_FAILURE() << form.name << ": " << error; },
      IsApproximate);
  EXPECT_GT(forms, 0);
}

TEST(Divergences, AreThoseOfTheRun) {
  for (const auto& [form, record] : H200().records) {
    const Divergence* listed = DivergenceOf(form);
    EXPECT_EQ(record.mismatches, listed == nullptr ? 0 : listed->tuples) << form;
    EXPECT_EQ(record.divergence, listed == nullptr ? "" : listed->id) << form;
  }
  for (const Divergence& divergence : Divergences()) {
    EXPECT_TRUE(H200().records.contains(divergence.form)) << divergence.form;
  }
}

TEST(Divergences, HaveReasons) {
  for (const Divergence& divergence : Divergences()) {
    EXPECT_EQ(std::count_if(DivergenceReasons().begin(), DivergenceReasons().end(),
                            [&](const DivergenceReason& reason) { return reason.id == divergence.id; }),
              1)
        << divergence.id;
  }
}

}  // namespace
}  // namespace gatefuzz::conformance
