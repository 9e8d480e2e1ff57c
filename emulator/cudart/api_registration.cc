// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What the code that nvcc adds to an object file calls: before main, and at every <<<>>>. The Toolkit declares these in
// crt/host_runtime.h, for its own objects only.
#include <cuda_runtime_api.h>

#include <vector>

#include "emulator/cudart/api.h"
#include "emulator/cudart/launch.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

namespace {

// What <<<grid, block, shared, stream>>> pushes and the kernel's host stub pops.
thread_local std::vector<LaunchShape> configurations;

Module* ModuleOf(void** handle) { return reinterpret_cast<Module*>(handle); }

}  // namespace

extern "C" {

void** __cudaRegisterFatBinary(void* wrapper) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  return reinterpret_cast<void**>(runtime.registry.AddModule(wrapper, &runtime.memory));
}

void __cudaRegisterFatBinaryEnd(void**) {}

// Called at exit, when nothing can be launched any more.
void __cudaUnregisterFatBinary(void**) {}

void __cudaRegisterFunction(void** handle, const char* host_function, char*, const char* name, int, uint3*, uint3*,
                            dim3*, dim3*, int*) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  runtime.registry.AddKernel(ModuleOf(handle), host_function, name);
}

void __cudaRegisterVar(void** handle, char* host_variable, char*, const char* name, int, size_t, int, int) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  runtime.registry.AddSymbol(ModuleOf(handle), host_variable, name);
}

void __cudaRegisterManagedVar(void** handle, void** host_pointer, char*, const char* name, int, size_t, int, int) {
  Runtime& runtime = Runtime::Get();
  const std::lock_guard lock(runtime.mutex);
  runtime.registry.AddManaged(ModuleOf(handle), host_pointer, name);
}

// Before the host first touches a managed variable.
char __cudaInitModule(void** handle) {
  return Api([&](Runtime& runtime) { return LoadModule(runtime, ModuleOf(handle)); }) == cudaSuccess;
}

unsigned __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared_bytes, cudaStream_t stream) {
  configurations.push_back({grid, block, shared_bytes, stream, /*cooperative=*/false});
  return 0;  // go on and call the stub
}

cudaError_t __cudaPopCallConfiguration(dim3* grid, dim3* block, size_t* shared_bytes, void* stream) {
  if (configurations.empty()) return cudaErrorMissingConfiguration;
  const LaunchShape shape = configurations.back();
  configurations.pop_back();
  *grid = shape.grid;
  *block = shape.block;
  *shared_bytes = shape.dynamic_shared_bytes;
  *static_cast<cudaStream_t*>(stream) = shape.stream;
  return cudaSuccess;
}

// From CUDA 13 on, a stub asks once for the kernel's handle and launches by it.
cudaError_t __cudaGetKernel(void** kernel, const void* host_function) {
  return Api([&](Runtime& runtime) {
    *kernel = runtime.registry.FindKernel(host_function);
    return *kernel != nullptr ? cudaSuccess : cudaErrorInvalidDeviceFunction;
  });
}

cudaError_t __cudaLaunchKernel(void* kernel, dim3 grid, dim3 block, void** arguments, size_t shared_bytes,
                               cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const LaunchShape shape{grid, block, shared_bytes, stream, /*cooperative=*/false};
    return SubmitLaunch(runtime, kernel, runtime.registry.FindKernel(kernel), shape, arguments);
  });
}

}  // extern "C"
