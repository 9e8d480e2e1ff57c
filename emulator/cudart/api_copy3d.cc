// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Copies and fills of boxes, copies between peers (of which there is one) and copies in batches.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"
#include "emulator/cudart/copy.h"
#include "emulator/cudart/submit.h"

using namespace gatefuzz::emulator;

namespace {

// Calls `submit(copy)`.
template <class Submission>
cudaError_t Box(Runtime& runtime, const cudaMemcpy3DParms* parameters, const char* function, Submission submit) {
  if (parameters == nullptr) return cudaErrorInvalidValue;
  Copy copy;
  if (!CopyOf(*parameters, function, &copy)) {
    runtime.Explain(std::string(function) + ": CUDA arrays are not emulated");
    return cudaErrorNotSupported;
  }
  return submit(copy);
}

template <class Submission>
cudaError_t Box(Runtime& runtime, const cudaMemcpy3DPeerParms* p, const char* function, Submission submit) {
  if (p == nullptr) return cudaErrorInvalidValue;
  if (p->srcDevice != 0 || p->dstDevice != 0) return cudaErrorInvalidDevice;
  cudaMemcpy3DParms same = {};
  same.srcArray = p->srcArray;
  same.srcPos = p->srcPos;
  same.srcPtr = p->srcPtr;
  same.dstArray = p->dstArray;
  same.dstPos = p->dstPos;
  same.dstPtr = p->dstPtr;
  same.extent = p->extent;
  same.kind = cudaMemcpyDefault;
  return Box(runtime, &same, function, submit);
}

Fill BoxFill(const char* function, const cudaPitchedPtr& to, int value, const cudaExtent& extent) {
  return {function, to.ptr,       static_cast<uint8_t>(value), extent.width, extent.height,
          to.pitch, extent.depth, to.pitch * to.ysize};
}

cudaError_t CheckDevices(int first, int second) {
  return first == 0 && second == 0 ? cudaSuccess : cudaErrorInvalidDevice;
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms* p) {
  return WaitingApi([&](Runtime& runtime) {
    return Box(runtime, p, "cudaMemcpy3D", [&](const Copy& copy) { return SubmitAndWait(runtime, copy); });
  });
}

cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms* p, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Box(runtime, p, "cudaMemcpy3DAsync", [&](const Copy& copy) { return Submit(runtime, stream, copy); });
  });
}

cudaError_t cudaMemcpy3DPeer(const cudaMemcpy3DPeerParms* p) {
  return WaitingApi([&](Runtime& runtime) {
    return Box(runtime, p, "cudaMemcpy3DPeer", [&](const Copy& copy) { return SubmitAndWait(runtime, copy); });
  });
}

cudaError_t cudaMemcpy3DPeerAsync(const cudaMemcpy3DPeerParms* p, cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    return Box(runtime, p, "cudaMemcpy3DPeerAsync", [&](const Copy& copy) { return Submit(runtime, stream, copy); });
  });
}

cudaError_t cudaMemcpyPeer(void* to, int to_device, const void* from, int from_device, size_t bytes) {
  return WaitingApi([&](Runtime& runtime) {
    const cudaError_t error = CheckDevices(to_device, from_device);
    if (error != cudaSuccess) return error;
    return SubmitAndWait(runtime, Copy{"cudaMemcpyPeer", to, from, bytes, cudaMemcpyDeviceToDevice});
  });
}

cudaError_t cudaMemcpyPeerAsync(void* to, int to_device, const void* from, int from_device, size_t bytes,
                                cudaStream_t stream) {
  return Api([&](Runtime& runtime) {
    const cudaError_t error = CheckDevices(to_device, from_device);
    if (error != cudaSuccess) return error;
    return Submit(runtime, stream, Copy{"cudaMemcpyPeerAsync", to, from, bytes, cudaMemcpyDeviceToDevice});
  });
}

cudaError_t cudaMemset3D(cudaPitchedPtr to, int value, cudaExtent extent) {
  return Api([&](Runtime& runtime) { return SubmitAndWait(runtime, BoxFill("cudaMemset3D", to, value, extent)); });
}

cudaError_t cudaMemset3DAsync(cudaPitchedPtr to, int value, cudaExtent extent, cudaStream_t stream) {
  return Api(
      [&](Runtime& runtime) { return Submit(runtime, stream, BoxFill("cudaMemset3DAsync", to, value, extent)); });
}

#if CUDART_VERSION >= 12080

#if CUDART_VERSION >= 13000
cudaError_t cudaMemcpyBatchAsync(void* const* to, const void* const* from, const size_t* bytes, size_t count,
                                 cudaMemcpyAttributes* attributes, size_t* first_of_attribute, size_t attribute_count,
                                 cudaStream_t stream) {
#else
cudaError_t cudaMemcpyBatchAsync(void** to, void** from, size_t* bytes, size_t count, cudaMemcpyAttributes* attributes,
                                 size_t* first_of_attribute, size_t attribute_count, size_t*, cudaStream_t stream) {
#endif
  return Api([&](Runtime& runtime) {
    Stream* const target = runtime.handles.Find(stream);
    if (target == nullptr) return cudaErrorInvalidResourceHandle;
    // The batch has no order that a default stream could keep.
    if (target->is_legacy || to == nullptr || from == nullptr || bytes == nullptr || count == 0) {
      return cudaErrorInvalidValue;
    }
    if (attributes == nullptr || first_of_attribute == nullptr || attribute_count == 0 || attribute_count > count) {
      return cudaErrorInvalidValue;
    }
    if (first_of_attribute[0] != 0) return cudaErrorInvalidValue;
    const cudaError_t error = runtime.captures.CheckUncapturable(target);
    if (error != cudaSuccess) return error;
    for (size_t i = 0; i < count; ++i) {
      const Copy copy{"cudaMemcpyBatchAsync", to[i], from[i], bytes[i], cudaMemcpyDefault};
      if (const cudaError_t failed = Submit(runtime, stream, copy); failed != cudaSuccess) return failed;
    }
    return cudaSuccess;
  });
}

#endif

}  // extern "C"
