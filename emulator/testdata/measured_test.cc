// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions, run by whichever runtime this build has, against what a GPU gave. VECTORS: path of h100_vectors.txt.

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/testdata/measured_forms.h"
#include "gtest/gtest.h"

namespace gatefuzz::testdata {
namespace {

constexpr int64_t kUpperHalf = (int64_t{1} << 32) + 1;
constexpr int64_t kLg2 = -1;

struct Form {
  std::string_view kind, name;
  int64_t ulps;
};
constexpr Form kForms[] = {
#define MEASURED(kind, name, ulps) {#kind, name, ulps},
#include "emulator/testdata/measured_forms.inc"
#undef MEASURED
};

struct Vectors {
  std::vector<uint64_t> operands, results;  // three operands a result
};

std::map<std::string, Vectors> ReadVectors() {
  std::map<std::string, Vectors> vectors;
  const char* path = std::getenv("VECTORS");
  std::ifstream file(path == nullptr ? "" : path);
  Vectors* form = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (line.find('=') == std::string::npos) {
      form = &vectors[line];
      continue;
    }
    std::istringstream words(line);
    uint64_t tuple[3] = {};
    int count = 0;
    for (std::string word; words >> word && word != "=";) tuple[count++] = std::stoull(word, nullptr, 16);
    form->operands.insert(form->operands.end(), tuple, tuple + 3);
    std::string result;
    words >> result;
    form->results.push_back(std::stoull(result, nullptr, 16));
  }
  return vectors;
}

// The manual's bound for lg2: 2^-22 in absolute terms near 1, 2 units elsewhere.
bool IsCloseLg2(uint64_t a, uint64_t b) {
  const auto x = std::bit_cast<float>(static_cast<uint32_t>(a)), y = std::bit_cast<float>(static_cast<uint32_t>(b));
  return std::abs(static_cast<int64_t>(a - b)) <= 2 || std::abs(x - y) <= 0x1p-22f;
}

bool IsClose(const Form& form, uint64_t a, uint64_t b) {
  if (a == b) return true;
  if (form.ulps == kLg2) return IsCloseLg2(a, b);
  return std::abs(static_cast<int64_t>(a - b)) <= form.ulps;
}

class Measured : public ::testing::TestWithParam<int> {};

TEST_P(Measured, EqualsTheGpu) {
  static const std::map<std::string, Vectors> all = ReadVectors();
  const Form& form = kForms[GetParam()];
  const auto found = all.find(std::string(form.name));
  ASSERT_NE(found, all.end()) << "no vectors for " << form.name;
  const Vectors& vectors = found->second;
  const int count = static_cast<int>(vectors.results.size());
  std::vector<uint64_t> results(vectors.results.size());
  ASSERT_EQ(RunMeasuredForm(GetParam(), count, vectors.operands.data(), results.data()), cudaSuccess);
  for (int i = 0; i < count; ++i) {
    const uint64_t* tuple = &vectors.operands[3 * static_cast<size_t>(i)];
    EXPECT_TRUE(IsClose(form, results[i], vectors.results[i]))
        << form.name << std::hex << " " << tuple[0] << " " << tuple[1] << " " << tuple[2] << ": " << results[i]
        << ", GPU " << vectors.results[i];
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, Measured, ::testing::Range(0, static_cast<int>(std::size(kForms))),
                         [](const auto& info) {
                           std::string name(kForms[info.param].name);
                           for (char& c : name) c = c == '.' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace gatefuzz::testdata
