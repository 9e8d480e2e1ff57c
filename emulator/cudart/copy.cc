// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/copy.h"

#include <cstdio>
#include <cstring>
#include <string>

namespace gatefuzz::emulator {
namespace {

cudaError_t Refuse(Runtime& runtime, const char* function, const char* side, const void* address, uint64_t bytes,
                   uint64_t bad) {
  char text[160];
  std::snprintf(text, sizeof text, "%s: the %s, %llu bytes at %p, is not inside one allocation; address 0x%llx is ",
                function, side, static_cast<unsigned long long>(bytes), address, static_cast<unsigned long long>(bad));
  runtime.Explain(text + runtime.memory.Describe(bad));
  return cudaErrorInvalidValue;
}

// The bytes from the first to the end of the last row; 0 if the shape makes no sense.
uint64_t Extent(uint64_t bytes, uint64_t rows, uint64_t pitch) {
  if (rows == 0) return 0;
  const unsigned __int128 extent = static_cast<unsigned __int128>(rows - 1) * pitch + bytes;
  return extent >> 63 != 0 ? 0 : static_cast<uint64_t>(extent);
}

// Checks one side of a copy: device memory must be there; host memory is the caller's business.
cudaError_t CheckSide(Runtime& runtime, const char* function, const char* side, const void* address, uint64_t extent,
                      bool must_be_device) {
  if (!runtime.memory.IsDevice(address)) {
    return must_be_device ? Refuse(runtime, function, side, address, extent, reinterpret_cast<uint64_t>(address))
                          : cudaSuccess;
  }
  if (runtime.memory.Find(address, extent) != nullptr) return cudaSuccess;
  const uint64_t first = reinterpret_cast<uint64_t>(address);
  const Allocation* const start = runtime.memory.Find(address, 1);
  const uint64_t bad = start == nullptr ? first : start->address + start->bytes;
  return Refuse(runtime, function, side, address, extent, bad);
}

}  // namespace

cudaError_t Run(Runtime& runtime, const Copy& copy) {
  if (copy.bytes == 0 || copy.rows == 0) return cudaSuccess;
  if (copy.rows > 1 && (copy.to_pitch < copy.bytes || copy.from_pitch < copy.bytes)) return cudaErrorInvalidPitchValue;
  const bool to_device = copy.kind == cudaMemcpyHostToDevice || copy.kind == cudaMemcpyDeviceToDevice;
  const bool from_device = copy.kind == cudaMemcpyDeviceToHost || copy.kind == cudaMemcpyDeviceToDevice;
  if (copy.kind < cudaMemcpyHostToHost || copy.kind > cudaMemcpyDefault) return cudaErrorInvalidMemcpyDirection;
  if (copy.to == nullptr || copy.from == nullptr) return cudaErrorInvalidValue;
  const uint64_t to_extent = Extent(copy.bytes, copy.rows, copy.to_pitch);
  const uint64_t from_extent = Extent(copy.bytes, copy.rows, copy.from_pitch);
  if (to_extent == 0 || from_extent == 0) return cudaErrorInvalidValue;
  cudaError_t error = CheckSide(runtime, copy.function, "destination", copy.to, to_extent, to_device);
  if (error == cudaSuccess) error = CheckSide(runtime, copy.function, "source", copy.from, from_extent, from_device);
  if (error != cudaSuccess) return error;

  const bool to_has_shadow = runtime.memory.IsDevice(copy.to);
  const bool from_has_shadow = runtime.memory.IsDevice(copy.from);
  for (uint64_t row = 0; row < copy.rows; ++row) {
    uint8_t* const to = static_cast<uint8_t*>(copy.to) + row * copy.to_pitch;
    const uint8_t* const from = static_cast<const uint8_t*>(copy.from) + row * copy.from_pitch;
    std::memmove(to, from, copy.bytes);
    if (to_has_shadow && from_has_shadow) {
      runtime.memory.CopyInitialized(to, from, copy.bytes);
    } else if (to_has_shadow) {
      runtime.memory.SetInitialized(to, copy.bytes);
    }
  }
  return cudaSuccess;
}

cudaError_t Run(Runtime& runtime, const Fill& fill) {
  if (fill.bytes == 0 || fill.rows == 0) return cudaSuccess;
  if (fill.rows > 1 && fill.pitch < fill.bytes) return cudaErrorInvalidPitchValue;
  const uint64_t extent = Extent(fill.bytes, fill.rows, fill.pitch);
  if (extent == 0) return cudaErrorInvalidValue;
  const cudaError_t error = CheckSide(runtime, fill.function, "destination", fill.to, extent, /*must_be_device=*/true);
  if (error != cudaSuccess) return error;
  for (uint64_t row = 0; row < fill.rows; ++row) {
    uint8_t* const to = static_cast<uint8_t*>(fill.to) + row * fill.pitch;
    std::memset(to, fill.value, fill.bytes);
    runtime.memory.SetInitialized(to, fill.bytes);
  }
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
