// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/command_line.h"

int main(int argc, char** argv) { return gatefuzz::RunProgram(argc, argv); }
