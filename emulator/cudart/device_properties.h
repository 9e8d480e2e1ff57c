// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// device_model.h in the forms in which the runtime API hands it out.
#ifndef GATEFUZZ_EMULATOR_CUDART_DEVICE_PROPERTIES_H_
#define GATEFUZZ_EMULATOR_CUDART_DEVICE_PROPERTIES_H_

#include <cuda_runtime_api.h>

#include <cstdint>

namespace gatefuzz::emulator {

cudaDeviceProp DeviceProperties(uint64_t memory_bytes);

// False if there is no such attribute. Attributes of features that the emulator lacks are 0.
bool DeviceAttribute(cudaDeviceAttr attribute, int* value);

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_DEVICE_PROPERTIES_H_
