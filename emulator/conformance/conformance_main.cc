// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Sweeps every form on the emulator and on the GPU and compares. Usage:
//   conformance DATA.json [key=value ...]
// writes the data file, the pairs as they are (date, driver, toolkit, command), and DATA.json.mismatches: examples of
// what differs. Exit status 1: something differs that divergence_table.inc does not list, or no longer differs.
#include <bit>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "emulator/conformance/bound_judge.h"
#include "emulator/conformance/cuda_machine.h"
#include "emulator/conformance/emulator_machine.h"
#include "emulator/conformance/grade.h"
#include "emulator/conformance/record.h"
#include "nlohmann/json.hpp"

namespace gatefuzz::conformance {
namespace {

constexpr int kShownMismatches = 14;
constexpr long kLogBytes = 2'500'000;

std::string Hex(uint64_t bits) {
  char text[20];
  std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(bits));
  return text;
}

class Report {
 public:
  explicit Report(const std::string& path) : data_(path), examples_(path + ".mismatches") {}

  void Begin(const nlohmann::ordered_json& head) {
    std::string text = head.dump(1);
    text.resize(text.size() - 2);  // without "\n}"
    data_ << text << ",\n \"forms\": [\n";
  }

  void Add(const Form& form, const Tuples& tuples, const FormResults* emulator, const FormResults* gpu) {
    if (emulator == nullptr || gpu == nullptr) return;  // Failed told of it
    const Record record = Compare(form, tuples, *emulator, gpu);
    data_ << (forms_++ == 0 ? "  " : ",\n  ") << RecordToJson(record).dump();
    if (!IsApproximate(form)) Examples(form, tuples, *emulator, *gpu);
    const Divergence* listed = DivergenceOf(form.name);
    if (record.mismatches == (listed == nullptr ? 0 : listed->tuples)) return;
    ++unexpected_;
    std::printf("%-40s %6d of %d differ, expected %d\n", form.name.c_str(), record.mismatches, tuples.count,
                listed == nullptr ? 0 : listed->tuples);
  }

  void Failed(const char* machine, const Form& form, const std::string& error) {
    ++unexpected_;
    if (error == last_error_) return;
    last_error_ = error;
    examples_ << "FAILED on " << machine << ": " << form.name << ": " << error << "\n";
    std::printf("FAILED on %s: %s: %s\n", machine, form.name.c_str(), error.substr(0, 200).c_str());
  }

  bool End() {
    data_ << "\n ]\n}\n";
    std::printf("%d forms, %d not as expected\n", forms_, unexpected_);
    return unexpected_ == 0;
  }

 private:
  // The first few tuples, then ever fewer, so that more than one corner shows.
  void Examples(const Form& form, const Tuples& tuples, const FormResults& emulator, const FormResults& gpu) {
    int mismatches = 0;
    for (int t = 0; t < tuples.count; ++t) {
      if (emulator.EqualAt(t, gpu)) continue;
      ++mismatches;
      const bool shown = mismatches <= kShownMismatches || std::has_single_bit(static_cast<unsigned>(mismatches));
      if (!shown || examples_.tellp() > kLogBytes) continue;
      if (mismatches == 1) examples_ << form.name << "\n";
      examples_ << " tuple " << t << ":";
      for (const std::vector<uint64_t>& column : tuples.columns) {
        examples_ << " " << Hex(column[static_cast<size_t>(t)]);
      }
      examples_ << " = gpu/emulator";
      for (int i = 0, words = 0; i < form.result_count && words < 8; ++i) {
        if (gpu.At(t, i) == emulator.At(t, i)) continue;
        examples_ << " [" << i << "] " << Hex(gpu.At(t, i)) << "/" << Hex(emulator.At(t, i));
        ++words;
      }
      examples_ << "\n";
    }
  }

  std::ofstream data_, examples_;
  std::string last_error_;
  int forms_ = 0, unexpected_ = 0;
};

int Main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: conformance DATA.json [key=value ...]\n");
    return 2;
  }
  CudaDevice device = OpenCudaDevice();
  if (device.machine == nullptr) {
    std::fprintf(stderr, "conformance: no GPU to compare with: %s\n", device.error.c_str());
    return 2;
  }
  nlohmann::ordered_json head = {{"device", device.name}, {"cuda", device.driver}};
  for (int i = 2; i < argc; ++i) {
    const std::string pair = argv[i];
    const size_t equals = std::min(pair.find('='), pair.size() - 1);
    head[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  Report report(argv[1]);
  report.Begin(head);
  const std::unique_ptr<Machine> emulator = MakeEmulatorMachine();
  RunSuite(
      {emulator.get(), device.machine.get()},
      [&](const Form& form, const Tuples& tuples, const std::vector<const FormResults*>& results) {
        report.Add(form, tuples, results[0], results[1]);
      },
      [&](int machine, const Form& form, const std::string& error) {
        report.Failed(machine == 0 ? "the emulator" : "the GPU", form, error);
      });
  return report.End() ? 0 : 1;
}

}  // namespace
}  // namespace gatefuzz::conformance

int main(int argc, char** argv) { return gatefuzz::conformance::Main(argc, argv); }
