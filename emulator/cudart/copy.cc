// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/copy.h"

#include <cstdio>
#include <cstring>
#include <string>

#include "emulator/cudart/copy_check.h"

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
uint64_t Extent(uint64_t bytes, uint64_t rows, uint64_t pitch, uint64_t slices, uint64_t slice_pitch) {
  if (rows == 0 || slices == 0) return 0;
  const unsigned __int128 extent = static_cast<unsigned __int128>(slices - 1) * slice_pitch +
                                   static_cast<unsigned __int128>(rows - 1) * pitch + bytes;
  return extent >> 63 != 0 ? 0 : static_cast<uint64_t>(extent);
}

bool IsEmpty(const Copy& copy) { return copy.bytes == 0 || copy.rows == 0 || copy.slices == 0; }
bool IsEmpty(const Fill& fill) { return fill.bytes == 0 || fill.rows == 0 || fill.slices == 0; }

// When the work is done: what a graph's allocation node will give need not be there yet for work that comes later.
enum class When { kNow, kLater };

// Checks one side of a copy: device memory must be there; host memory is the caller's business.
cudaError_t CheckSide(Runtime& runtime, When when, const char* function, const char* side, const void* address,
                      uint64_t extent, bool must_be_device) {
  if (!runtime.memory.IsDevice(address)) {
    return must_be_device ? Refuse(runtime, function, side, address, extent, reinterpret_cast<uint64_t>(address))
                          : cudaSuccess;
  }
  if (runtime.memory.Find(address, extent) != nullptr) return cudaSuccess;
  if (when == When::kLater && runtime.graph_memory.Holds(address, extent)) return cudaSuccess;
  const uint64_t first = reinterpret_cast<uint64_t>(address);
  const Allocation* const start = runtime.memory.Find(address, 1);
  const uint64_t bad = start == nullptr ? first : start->address + start->bytes;
  return Refuse(runtime, function, side, address, extent, bad);
}

cudaError_t CheckOperands(Runtime& runtime, const Copy& copy, When when) {
  if (IsEmpty(copy)) return cudaSuccess;
  if (copy.rows > 1 && (copy.to_pitch < copy.bytes || copy.from_pitch < copy.bytes)) return cudaErrorInvalidPitchValue;
  const bool to_device = copy.kind == cudaMemcpyHostToDevice || copy.kind == cudaMemcpyDeviceToDevice;
  const bool from_device = copy.kind == cudaMemcpyDeviceToHost || copy.kind == cudaMemcpyDeviceToDevice;
  if (copy.kind < cudaMemcpyHostToHost || copy.kind > cudaMemcpyDefault) return cudaErrorInvalidMemcpyDirection;
  if (copy.to == nullptr || copy.from == nullptr) return cudaErrorInvalidValue;
  const uint64_t to_extent = Extent(copy.bytes, copy.rows, copy.to_pitch, copy.slices, copy.to_slice);
  const uint64_t from_extent = Extent(copy.bytes, copy.rows, copy.from_pitch, copy.slices, copy.from_slice);
  if (to_extent == 0 || from_extent == 0) return cudaErrorInvalidValue;
  const cudaError_t error = CheckSide(runtime, when, copy.function, "destination", copy.to, to_extent, to_device);
  if (error != cudaSuccess) return error;
  return CheckSide(runtime, when, copy.function, "source", copy.from, from_extent, from_device);
}

cudaError_t CheckOperands(Runtime& runtime, const Fill& fill, When when) {
  if (IsEmpty(fill)) return cudaSuccess;
  if (fill.rows > 1 && fill.pitch < fill.bytes) return cudaErrorInvalidPitchValue;
  const uint64_t extent = Extent(fill.bytes, fill.rows, fill.pitch, fill.slices, fill.slice_pitch);
  if (extent == 0 || reinterpret_cast<uintptr_t>(fill.to) % fill.element_bytes != 0) return cudaErrorInvalidValue;
  return CheckSide(runtime, when, fill.function, "destination", fill.to, extent, /*must_be_device=*/true);
}

}  // namespace

cudaError_t Check(Runtime& runtime, const Copy& copy) { return CheckOperands(runtime, copy, When::kLater); }
cudaError_t Check(Runtime& runtime, const Fill& fill) { return CheckOperands(runtime, fill, When::kLater); }

cudaError_t Run(Runtime& runtime, const Copy& copy) {
  if (const cudaError_t error = CheckOperands(runtime, copy, When::kNow); error != cudaSuccess) return error;
  if (IsEmpty(copy)) return cudaSuccess;
  const bool to_has_shadow = runtime.memory.IsDevice(copy.to);
  const bool from_has_shadow = runtime.memory.IsDevice(copy.from);
  const bool to_host = !to_has_shadow || copy.kind == cudaMemcpyDeviceToHost;
  CopyCheck check(&runtime);
  for (uint64_t slice = 0; slice < copy.slices; ++slice) {
    for (uint64_t row = 0; row < copy.rows; ++row) {
      uint8_t* const to = static_cast<uint8_t*>(copy.to) + slice * copy.to_slice + row * copy.to_pitch;
      const uint8_t* const from =
          static_cast<const uint8_t*>(copy.from) + slice * copy.from_slice + row * copy.from_pitch;
      if (runtime.options.check_copies && to_host && from_has_shadow) check.Add(from, copy.bytes);
      std::memmove(to, from, copy.bytes);
      if (to_has_shadow && from_has_shadow) {
        runtime.memory.CopyInitialized(to, from, copy.bytes);
      } else if (to_has_shadow) {
        runtime.memory.SetInitialized(to, copy.bytes);
      }
    }
  }
  check.Tell(copy.function);
  return cudaSuccess;
}

cudaError_t Run(Runtime& runtime, const Fill& fill) {
  if (const cudaError_t error = CheckOperands(runtime, fill, When::kNow); error != cudaSuccess) return error;
  if (IsEmpty(fill)) return cudaSuccess;
  for (uint64_t slice = 0; slice < fill.slices; ++slice) {
    for (uint64_t row = 0; row < fill.rows; ++row) {
      uint8_t* const to = static_cast<uint8_t*>(fill.to) + slice * fill.slice_pitch + row * fill.pitch;
      if (fill.element_bytes == 1) {
        std::memset(to, static_cast<int>(fill.value), fill.bytes);
      } else {
        for (uint64_t at = 0; at < fill.bytes; at += fill.element_bytes) {
          std::memcpy(to + at, &fill.value, fill.element_bytes);
        }
      }
      runtime.memory.SetInitialized(to, fill.bytes);
    }
  }
  return cudaSuccess;
}

// A row's height on a side is what separates its slices, if that side says.
bool CopyOf(const cudaMemcpy3DParms& p, const char* function, Copy* copy) {
  if (p.srcArray != nullptr || p.dstArray != nullptr) return false;
  const auto at = [](const cudaPitchedPtr& side, const cudaPos& position) {
    return static_cast<uint8_t*>(side.ptr) + position.z * side.pitch * side.ysize + position.y * side.pitch +
           position.x;
  };
  *copy = {};
  copy->function = function;
  copy->to = at(p.dstPtr, p.dstPos);
  copy->from = at(p.srcPtr, p.srcPos);
  copy->kind = p.kind;
  copy->bytes = p.extent.width;
  copy->rows = p.extent.height;
  copy->slices = p.extent.depth;
  copy->to_pitch = p.dstPtr.pitch;
  copy->from_pitch = p.srcPtr.pitch;
  copy->to_slice = p.dstPtr.pitch * p.dstPtr.ysize;
  copy->from_slice = p.srcPtr.pitch * p.srcPtr.ysize;
  return true;
}

cudaMemcpy3DParms ParametersOf(const Copy& copy) {
  cudaMemcpy3DParms p = {};
  const auto side = [&](void* address, uint64_t pitch, uint64_t slice) {
    return cudaPitchedPtr{address, pitch != 0 ? pitch : copy.bytes, copy.bytes, pitch != 0 ? slice / pitch : copy.rows};
  };
  p.dstPtr = side(copy.to, copy.to_pitch, copy.to_slice);
  p.srcPtr = side(const_cast<void*>(copy.from), copy.from_pitch, copy.from_slice);
  p.extent = {copy.bytes, copy.rows, copy.slices};
  p.kind = copy.kind;
  return p;
}

bool FillOf(const cudaMemsetParams& p, const char* function, Fill* fill) {
  if (p.elementSize != 1 && p.elementSize != 2 && p.elementSize != 4) return false;
  if (p.dst == nullptr || p.width == 0 || p.height == 0) return false;
  *fill = {};
  fill->function = function;
  fill->to = p.dst;
  fill->value = p.value;
  fill->bytes = p.width * p.elementSize;
  fill->rows = p.height;
  fill->pitch = p.pitch;
  fill->element_bytes = p.elementSize;
  return true;
}

cudaMemsetParams ParametersOf(const Fill& fill) {
  cudaMemsetParams p = {};
  p.dst = fill.to;
  p.pitch = fill.pitch;
  p.value = fill.value;
  p.elementSize = fill.element_bytes;
  p.width = fill.bytes / fill.element_bytes;
  p.height = fill.rows;
  return p;
}

}  // namespace gatefuzz::emulator
