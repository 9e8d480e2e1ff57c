// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the test programs share: an array in device memory, and an end with a message when CUDA reports an error.
#ifndef GATEFUZZ_EMULATOR_E2E_DEVICE_BUFFER_H_
#define GATEFUZZ_EMULATOR_E2E_DEVICE_BUFFER_H_

#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

// What a launch with a shape that no device runs returns: as seen with CUDA 13.0 on an H200, and as documented before.
inline constexpr cudaError_t kBadShape =
    CUDART_VERSION >= 13000 ? cudaErrorInvalidValue : cudaErrorInvalidConfiguration;

inline void Require(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
  std::abort();
}

template <class T>
class DeviceBuffer {
 public:
  explicit DeviceBuffer(size_t count) : count_(count) {
    Require(cudaMalloc(reinterpret_cast<void**>(&data_), count * sizeof(T)), "cudaMalloc");
  }
  explicit DeviceBuffer(const std::vector<T>& values) : DeviceBuffer(values.size()) {
    Require(cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice), "cudaMemcpy to the device");
  }
  DeviceBuffer(const DeviceBuffer&) = delete;
  DeviceBuffer& operator=(const DeviceBuffer&) = delete;
  ~DeviceBuffer() { cudaFree(data_); }

  T* get() { return data_; }
  // Waits for the device.
  std::vector<T> Read() const {
    std::vector<T> values(count_);
    Require(cudaMemcpy(values.data(), data_, count_ * sizeof(T), cudaMemcpyDeviceToHost), "cudaMemcpy from the device");
    return values;
  }

 private:
  T* data_ = nullptr;
  size_t count_;
};

#endif  // GATEFUZZ_EMULATOR_E2E_DEVICE_BUFFER_H_
