// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/source_coverage.h"

#include <cxxabi.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <set>
#include <tuple>
#include <unordered_map>

#include "emulator/control.h"
#include "fmt/format.h"

namespace gatefuzz {
namespace {

using emulator::InstructionCoverage;
using emulator::SourcePlace;

// Readable names, each made once: there are thousands of instructions to a function.
const std::string& CachedName(std::string_view mangled, bool template_arguments) {
  static std::unordered_map<std::string, std::string> names[2];
  auto [entry, is_new] = names[template_arguments].try_emplace(std::string(mangled));
  if (is_new) entry->second = ReadableFunction(mangled, template_arguments);
  return entry->second;
}

// What one case reached. A case counts once however often it reached a place.
struct OneCase {
  std::map<std::string_view, std::set<int>> lines;
  std::map<std::string_view, std::set<std::string>> functions;
  std::map<std::tuple<std::string_view, int, int>, uint8_t> decisions;
};

class Visitor {
 public:
  Visitor(std::map<std::string, FileCoverage>* files, OneCase* one) : files_(*files), one_(*one) {}

  void Visit(const InstructionCoverage& instruction) {
    for (const SourcePlace& place : instruction.places) {
      FileCoverage& file = FileOf(place.file);
      if (place.line == 0) continue;
      NameFunction(instruction, place, &file);
      file.lines.try_emplace(place.line);
      if (instruction.executed) one_.lines[place.file].insert(place.line);
    }
    // The innermost place of our own: an inlined call decides nothing itself.
    if (!instruction.decides || instruction.places.empty() || instruction.places[0].line == 0) return;
    const SourcePlace& place = instruction.places[0];
    FileOf(place.file).decisions.try_emplace({place.line, place.column});
    if (instruction.outcomes != 0) one_.decisions[{place.file, place.line, place.column}] |= instruction.outcomes;
  }

 private:
  FileCoverage& FileOf(std::string_view path) {
    if (path != last_path_) {
      last_path_ = path;
      last_file_ = &files_[std::string(path)];
    }
    return *last_file_;
  }

  void NameFunction(const InstructionCoverage& instruction, const SourcePlace& place, FileCoverage* file) {
    const bool own = place.function.empty();
    // Instances of a kernel are launched one by one; those of a function that was inlined are one to the reader.
    const std::string& name = CachedName(own ? instruction.function : place.function, own && instruction.in_kernel);
    FileCoverage::Function& function = file->functions[name];
    if (function.line == 0 || place.line < function.line) function.line = place.line;
    if (instruction.executed) one_.functions[place.file].insert(name);
  }

  std::map<std::string, FileCoverage>& files_;
  OneCase& one_;
  std::string_view last_path_;
  FileCoverage* last_file_ = nullptr;
};

// Drops every "<...>" (or keeps it) and everything from the parameters on.
std::string WithoutParameters(std::string_view name, bool template_arguments) {
  std::string result;
  int depth = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool is_operator = name.substr(0, i).ends_with("operator");
    if (name[i] == '<' && !is_operator) ++depth;
    if (name[i] == '(' && depth == 0 && !is_operator) break;
    // A return type ends at a blank outside of template arguments.
    if (name[i] == ' ' && depth == 0) {
      result.clear();
    } else if (depth == 0 || template_arguments) {
      result += name[i];
    }
    if (name[i] == '>' && depth > 0) --depth;
  }
  return result;
}

void EraseAll(std::string* text, std::string_view part) {
  for (size_t at = text->find(part); at != std::string::npos; at = text->find(part, at)) text->erase(at, part.size());
}

// Components that stand for a translation unit: "_GLOBAL__N__0123abcd_4_k_cu_::", "_INTERNAL_0123abcd_...::".
void EraseUnits(std::string* name) {
  EraseAll(name, "(anonymous namespace)::");
  for (const std::string_view start : {"_GLOBAL__N__", "_INTERNAL_"}) {
    for (size_t at = name->find(start); at != std::string::npos; at = name->find(start, at)) {
      const size_t end = name->find("::", at);
      if (end == std::string::npos) return;
      name->erase(at, end + 2 - at);
    }
  }
}

void AddTotals(const FileCoverage& file, CoverageTotals* totals) {
  for (const auto& [line, cases] : file.lines) {
    ++totals->lines;
    totals->lines_hit += cases != 0;
  }
  for (const auto& [name, function] : file.functions) {
    ++totals->functions;
    totals->functions_hit += function.cases != 0;
  }
  for (const auto& [place, decision] : file.decisions) {
    for (const uint64_t cases : decision.outcomes) {
      ++totals->branches;
      totals->branches_hit += cases != 0;
    }
  }
}

std::string Record(const std::string& path, const FileCoverage& file) {
  std::string text = fmt::format("TN:\nSF:{}\n", path);
  const auto out = std::back_inserter(text);
  CoverageTotals totals;
  AddTotals(file, &totals);
  for (const auto& [name, function] : file.functions) fmt::format_to(out, "FN:{},{}\n", function.line, name);
  for (const auto& [name, function] : file.functions) fmt::format_to(out, "FNDA:{},{}\n", function.cases, name);
  fmt::format_to(out, "FNF:{}\nFNH:{}\n", totals.functions, totals.functions_hit);
  for (const auto& [place, decision] : file.decisions) {
    for (size_t i = 0; i < std::size(decision.outcomes); ++i) {
      const std::string taken = decision.cases == 0 ? "-" : std::to_string(decision.outcomes[i]);
      fmt::format_to(out, "BRDA:{},{},{},{}\n", place.first, place.second, i, taken);
    }
  }
  fmt::format_to(out, "BRF:{}\nBRH:{}\n", totals.branches, totals.branches_hit);
  for (const auto& [line, cases] : file.lines) fmt::format_to(out, "DA:{},{}\n", line, cases);
  fmt::format_to(out, "LF:{}\nLH:{}\nend_of_record\n", totals.lines, totals.lines_hit);
  return text;
}

}  // namespace

std::string ReadableFunction(std::string_view mangled, bool template_arguments) {
  int status = 0;
  char* const demangled = abi::__cxa_demangle(std::string(mangled).c_str(), nullptr, nullptr, &status);
  if (demangled == nullptr) return std::string(mangled);
  std::string name(demangled);
  std::free(demangled);
  EraseUnits(&name);
  return WithoutParameters(name, template_arguments);
}

void SourceCoverage::BeginCase() {
  emulator::Options options = emulator::GetOptions();
  options.predicate_coverage = true;
  emulator::SetOptions(options);
  emulator::ResetCoverage();
}

void SourceCoverage::EndCase() {
  OneCase one;
  Visitor visitor(&files_, &one);
  emulator::VisitInstructions([&](const InstructionCoverage& instruction) { visitor.Visit(instruction); });
  for (const auto& [path, lines] : one.lines) {
    for (const int line : lines) ++files_[std::string(path)].lines[line];
  }
  for (const auto& [path, functions] : one.functions) {
    for (const std::string& name : functions) ++files_[std::string(path)].functions[name].cases;
  }
  for (const auto& [place, outcomes] : one.decisions) {
    const auto& [path, line, column] = place;
    FileCoverage::Decision& decision = files_[std::string(path)].decisions[{line, column}];
    ++decision.cases;
    decision.outcomes[0] += (outcomes & InstructionCoverage::kNoLane) != 0;
    decision.outcomes[1] += (outcomes & InstructionCoverage::kSomeLanes) != 0;
    decision.outcomes[2] += (outcomes & InstructionCoverage::kAllLanes) != 0;
  }
}

CoverageTotals SourceCoverage::TotalsOf(const FileCoverage& file) {
  CoverageTotals totals;
  AddTotals(file, &totals);
  return totals;
}

CoverageTotals SourceCoverage::Totals() const {
  CoverageTotals totals;
  for (const auto& [path, file] : files_) AddTotals(file, &totals);
  return totals;
}

std::string SourceCoverage::Tracefile(const std::string& root) const {
  std::string text;
  for (const auto& [path, file] : files_) {
    const std::filesystem::path below = std::filesystem::path(root) / path;
    std::error_code error;
    text += Record(std::filesystem::is_regular_file(below, error) ? below.string() : path, file);
  }
  return text;
}

}  // namespace gatefuzz
