// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0

#include <iterator>
#include <string_view>

#include "emulator/ptx/module.h"

namespace gatefuzz::ptx {
namespace {

struct TypeRow {
  Type type;
  const char* name;
  int bytes;
};

constexpr TypeRow kTypes[] = {
    {Type::kNone, "", 0},   {Type::kB8, "b8", 1},       {Type::kB16, "b16", 2},     {Type::kB32, "b32", 4},
    {Type::kB64, "b64", 8}, {Type::kB128, "b128", 16},  {Type::kU8, "u8", 1},       {Type::kU16, "u16", 2},
    {Type::kU32, "u32", 4}, {Type::kU64, "u64", 8},     {Type::kS8, "s8", 1},       {Type::kS16, "s16", 2},
    {Type::kS32, "s32", 4}, {Type::kS64, "s64", 8},     {Type::kU16x2, "u16x2", 4}, {Type::kS16x2, "s16x2", 4},
    {Type::kF16, "f16", 2}, {Type::kF16x2, "f16x2", 4}, {Type::kBF16, "bf16", 2},   {Type::kBF16x2, "bf16x2", 4},
    {Type::kF32, "f32", 4}, {Type::kF64, "f64", 8},     {Type::kPred, "pred", 0},
};

constexpr bool IndexedByType() {
  for (size_t i = 0; i < std::size(kTypes); ++i) {
    if (static_cast<size_t>(kTypes[i].type) != i) return false;
  }
  return std::size(kTypes) == static_cast<size_t>(Type::kPred) + 1;
}
static_assert(IndexedByType());

}  // namespace

int TypeBytes(Type type) { return kTypes[static_cast<size_t>(type)].bytes; }

const char* TypeName(Type type) { return kTypes[static_cast<size_t>(type)].name; }

Type TypeFromName(std::string_view name) {
  if (name.size() < 2 || name.size() > 6) return Type::kNone;
  for (const TypeRow& row : kTypes) {
    if (name == row.name) return row.type;
  }
  return Type::kNone;
}

}  // namespace gatefuzz::ptx
