// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The one door into the emulated half of a program that is built for GPUs (bazel/emulated_half.bzl): harness, kernels
// and the emulated CUDA runtime, all of whose other symbols are local. Text and bytes alone pass through it, so that no
// type of the one half is ever seen by the other.
//
// Not thread-safe.
#ifndef GATEFUZZ_CAMPAIGN_CROSSCHECK_EMULATED_ENTRY_H_
#define GATEFUZZ_CAMPAIGN_CROSSCHECK_EMULATED_ENTRY_H_

#include <cstddef>
#include <cstdint>

// Runs the kernel of this name on the encoded case, and hands `deliver` the observation as JSON (observation.h), once,
// before it returns. A kernel that is unknown or takes no such case is an observation too: a harness error.
extern "C" void gatefuzz_observe_emulated(const char* kernel, const uint8_t* encoded_case, size_t case_bytes,
                                          void (*deliver)(void* context, const char* json, size_t json_bytes),
                                          void* context);

#endif  // GATEFUZZ_CAMPAIGN_CROSSCHECK_EMULATED_ENTRY_H_
