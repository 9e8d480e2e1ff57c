// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Prints docs/fidelity.md.
//   list_fidelity docs/data/conformance_h200.json > docs/fidelity.md
#include <iostream>

#include "emulator/conformance/fidelity_page.h"
#include "emulator/conformance/run.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: list_fidelity DATA.json\n";
    return 2;
  }
  gatefuzz::conformance::Run run;
  std::string error;
  if (!gatefuzz::conformance::ReadRun(argv[1], &run, &error)) {
    std::cerr << "list_fidelity: " << error << "\n";
    return 2;
  }
  std::cout << gatefuzz::conformance::FidelityPage(run);
}
