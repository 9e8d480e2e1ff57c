// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Marks on device memory: the part of control.h that pools and other CUDA sources call, which may be C++17.
// Beside the Toolkit's runtime the marks do nothing.
#ifndef GATEFUZZ_EMULATOR_REGIONS_H_
#define GATEFUZZ_EMULATOR_REGIONS_H_

#include <cstddef>

namespace gatefuzz::emulator {

// How a byte range of an allocation may be used from now on, until its allocation is freed.
enum class Region {
  kReadWrite,     // as allocated
  kReadOnly,      // a kernel's write is a fault
  kForbidden,     // a red zone inside an allocation: any kernel access is a fault
  kUninitialized  // as freshly allocated: a read before a write is a fault
};

// Requires: [address, address + bytes) lies inside one live allocation.
void MarkRegion(const void* address, size_t bytes, Region region);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_REGIONS_H_
