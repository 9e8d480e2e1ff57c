// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/any_case.h"

#include "fmt/format.h"
#include "harness/align_codec.h"
#include "harness/align_json.h"
#include "harness/case_codec.h"
#include "harness/case_json.h"

namespace gatefuzz {
namespace {

// Reads a case of the one kind and stores it, if `read` can.
template <typename Case, typename Read>
bool ReadAs(AnyCase* any_case, const Read& read) {
  Case result;
  if (!read(&result)) return false;
  *any_case = std::move(result);
  return true;
}

}  // namespace

std::vector<uint8_t> EncodeCase(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return EncodeCase(one); }, any_case);
}

AnyCase DecodeAnyCase(std::span<const uint8_t> bytes) {
  if (HasMagic(bytes, kAlignFormat)) return DecodeAnyAlign(bytes);
  return DecodeAny(bytes);
}

bool ReadCaseFile(const std::string& path, AnyCase* any_case, std::string* error) {
  std::vector<uint8_t> bytes;
  if (!ReadCaseBytes(path, &bytes, error)) return false;
  const bool read =
      HasMagic(bytes, kAlignFormat)
          ? ReadAs<AlignCase>(any_case, [&](AlignCase* c) { return DecodeAlignFile(bytes, c, error); })
          : ReadAs<RoutingCase>(any_case, [&](RoutingCase* c) { return DecodeCaseFile(bytes, c, error); });
  if (!read) *error = fmt::format("{}: {}", path, *error);
  return read;
}

bool WriteCaseFile(const std::string& path, const AnyCase& any_case, std::string* error) {
  return WriteFileAtomically(path, EncodeCase(any_case), error);
}

std::string Describe(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return Describe(one); }, any_case);
}

std::string CaseToJson(const AnyCase& any_case) {
  return std::visit([](const auto& one) { return CaseToJson(one); }, any_case);
}

bool CaseFromJson(std::string_view json, AnyCase* any_case, std::string* error) {
  return NamesOperation(json)
             ? ReadAs<AlignCase>(any_case, [&](AlignCase* c) { return CaseFromJson(json, c, error); })
             : ReadAs<RoutingCase>(any_case, [&](RoutingCase* c) { return CaseFromJson(json, c, error); });
}

}  // namespace gatefuzz
