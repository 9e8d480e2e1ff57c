// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/cudart/node_parameters.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "emulator/cudart/copy.h"
#include "emulator/cudart/launch.h"

namespace gatefuzz::emulator {
namespace {

// Arguments in one buffer, as the driver API takes them: pairs of a tag and a pointer.
constexpr uintptr_t kEnd = 0, kBufferPointer = 1, kBufferSize = 2;

cudaError_t UnpackExtra(void** extra, const Kernel& kernel, std::vector<uint8_t>* parameters) {
  const void* buffer = nullptr;
  size_t bytes = 0;
  for (; reinterpret_cast<uintptr_t>(extra[0]) != kEnd; extra += 2) {
    if (reinterpret_cast<uintptr_t>(extra[0]) == kBufferPointer) {
      buffer = extra[1];
    } else if (reinterpret_cast<uintptr_t>(extra[0]) == kBufferSize) {
      bytes = *static_cast<const size_t*>(extra[1]);
    } else {
      return cudaErrorInvalidValue;
    }
  }
  parameters->resize(kernel.entry->parameter_bytes);
  if (buffer == nullptr || bytes < parameters->size()) return cudaErrorInvalidValue;
  std::memcpy(parameters->data(), buffer, parameters->size());
  return cudaSuccess;
}

}  // namespace

cudaError_t WorkOf(Runtime& runtime, const cudaKernelNodeParams& p, Work* work) {
  if ((p.kernelParams != nullptr) == (p.extra != nullptr) && p.kernelParams != nullptr) return cudaErrorInvalidValue;
  KernelWork kernel;
  kernel.function = p.func;
  kernel.kernel = runtime.registry.FindKernel(p.func);
  kernel.shape.grid = p.gridDim;
  kernel.shape.block = p.blockDim;
  kernel.shape.dynamic_shared_bytes = p.sharedMemBytes;
  if (const cudaError_t error = CheckLaunch(runtime, kernel.kernel, kernel.shape); error != cudaSuccess) return error;
  if (p.extra != nullptr) {
    const cudaError_t error = UnpackExtra(p.extra, *kernel.kernel, &kernel.parameters);
    if (error != cudaSuccess) return error;
  } else {
    if (p.kernelParams == nullptr && !kernel.kernel->entry->parameters.empty()) return cudaErrorInvalidValue;
    kernel.parameters.resize(kernel.kernel->entry->parameter_bytes);
    PackArguments(*kernel.kernel, p.kernelParams, kernel.parameters.data());
  }
  *work = std::move(kernel);
  return cudaSuccess;
}

cudaError_t CheckedCopy(Runtime& runtime, const Copy& copy, Work* work) {
  if (copy.bytes == 0 || copy.rows == 0 || copy.slices == 0) return cudaErrorInvalidValue;
  *work = copy;
  return Check(runtime, copy);
}

cudaError_t WorkOf(Runtime& runtime, const cudaMemcpy3DParms& parameters, Work* work) {
  Copy copy;
  if (!CopyOf(parameters, "a graph's memcpy node", &copy)) {
    runtime.Explain("a graph's memcpy node: CUDA arrays are not emulated");
    return cudaErrorNotSupported;
  }
  return CheckedCopy(runtime, copy, work);
}

cudaError_t WorkOf(Runtime& runtime, const cudaMemsetParams& parameters, Work* work) {
  Fill fill;
  if (!FillOf(parameters, "a graph's memset node", &fill)) return cudaErrorInvalidValue;
  *work = fill;
  return Check(runtime, fill);
}

cudaError_t WorkOf(Runtime&, const cudaHostNodeParams& parameters, Work* work) {
  if (parameters.fn == nullptr) return cudaErrorInvalidValue;
  *work = HostWork{parameters.fn, parameters.userData};
  return cudaSuccess;
}

cudaKernelNodeParams ParametersOf(GraphNode* node) {
  KernelWork& kernel = std::get<KernelWork>(node->work);
  node->arguments.clear();
  for (const KernelParameter& place : kernel.kernel->entry->parameters) {
    node->arguments.push_back(kernel.parameters.data() + place.offset);
  }
  cudaKernelNodeParams p = {};
  p.func = const_cast<void*>(kernel.function);
  p.gridDim = kernel.shape.grid;
  p.blockDim = kernel.shape.block;
  p.sharedMemBytes = static_cast<unsigned>(kernel.shape.dynamic_shared_bytes);
  p.kernelParams = node->arguments.data();
  return p;
}

void Replace(Work* work, Work with) {
  if (KernelWork* kernel = std::get_if<KernelWork>(work)) {
    KernelWork& next = std::get<KernelWork>(with);
    next.attributes = std::move(kernel->attributes);
    next.shape.cooperative = kernel->shape.cooperative;
  }
  *work = std::move(with);
}

cudaLaunchAttributeValue AttributeOf(const KernelWork& kernel, cudaLaunchAttributeID id) {
  const auto found = std::ranges::find_if(kernel.attributes, [&](const auto& a) { return a.id == id; });
  cudaLaunchAttributeValue value;
  std::memset(&value, 0, sizeof value);
  if (found != kernel.attributes.end()) value = found->val;
  if (id == cudaLaunchAttributeCooperative) value.cooperative = kernel.shape.cooperative;
  return value;
}

cudaError_t SetAttribute(KernelWork* kernel, cudaLaunchAttributeID id, const cudaLaunchAttributeValue& value) {
  switch (id) {
    case cudaLaunchAttributeCooperative:
      kernel->shape.cooperative = value.cooperative != 0;
      break;
    case cudaLaunchAttributeClusterDimension: {
      const auto& cluster = value.clusterDim;
      if (uint64_t{cluster.x} * cluster.y * cluster.z > 1) return cudaErrorNotSupported;
      break;
    }
    case cudaLaunchAttributeAccessPolicyWindow:
    case cudaLaunchAttributePriority:
    case cudaLaunchAttributeClusterSchedulingPolicyPreference:
      break;
    default:
      if (id <= cudaLaunchAttributePriority) return cudaErrorInvalidValue;
  }
  cudaLaunchAttribute attribute = {};
  attribute.id = id;
  attribute.val = value;
  std::erase_if(kernel->attributes, [&](const auto& a) { return a.id == id; });
  kernel->attributes.push_back(attribute);
  return cudaSuccess;
}

}  // namespace gatefuzz::emulator
