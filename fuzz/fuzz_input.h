// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the libFuzzer targets of kernels share: all but the kernel's name.
#ifndef GATEFUZZ_FUZZ_FUZZ_INPUT_H_
#define GATEFUZZ_FUZZ_FUZZ_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatefuzz {

// LLVMFuzzerTestOneInput of a kernel's target. The kernel is the one that the environment variable
// GATEFUZZ_KERNEL names, else `default_kernel`. Case in flight and findings are written to the folder of libFuzzer's
// -artifact_prefix (SetArtifactPrefix), else to TEST_UNDECLARED_OUTPUTS_DIR, else to the current one.
// On a finding: prints it, saves it and aborts, so that libFuzzer keeps the input. On a harness error: exits with 3.
// Returns 0, or -1 for a discard, which libFuzzer then does not keep.
int RunFuzzInput(std::string_view default_kernel, const uint8_t* data, size_t size);

// Reads -artifact_prefix from the target's command line; for LLVMFuzzerInitialize.
void SetArtifactPrefix(int argc, char** argv);

}  // namespace gatefuzz

#endif  // GATEFUZZ_FUZZ_FUZZ_INPUT_H_
