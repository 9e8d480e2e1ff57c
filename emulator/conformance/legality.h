// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Which combinations of a row's modifiers PTX has. opcode_table.inc is wider than PTX where two slots depend on each
// other (.sat is for .s32 alone); the rules are in legality.inc.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_LEGALITY_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_LEGALITY_H_

#include <string>
#include <string_view>
#include <vector>

namespace gatefuzz::conformance {

bool IsLegal(std::string_view mnemonic, const std::vector<std::string>& modifiers);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_LEGALITY_H_
