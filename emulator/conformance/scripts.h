// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The scripted forms, a function for each script of shape_table.inc that has a file of its own. Each adds a row's
// forms at the end of `forms`.
#ifndef GATEFUZZ_EMULATOR_CONFORMANCE_SCRIPTS_H_
#define GATEFUZZ_EMULATOR_CONFORMANCE_SCRIPTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "emulator/conformance/form.h"

namespace gatefuzz::conformance {

// Adds the forms of a row whose shape is SCRIPTED(..., script).
void AddScriptedForms(const ptx::OpcodeRow& row, std::string_view script, std::vector<Form>* forms);

void AddMemoryForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);
void AddAtomicForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);
void AddAtomicVectorForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);
void AddCopyForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);
void AddSpaceForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);
void AddWarpForms(const ptx::OpcodeRow& row, std::vector<Form>* forms);

// A form with its name made of the modifiers, and no text yet.
Form MakeForm(const ptx::OpcodeRow& row, const std::vector<std::string>& modifiers);

}  // namespace gatefuzz::conformance

#endif  // GATEFUZZ_EMULATOR_CONFORMANCE_SCRIPTS_H_
