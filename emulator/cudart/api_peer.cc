// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What a program asks about other devices, where there is one.
#include <cuda_runtime_api.h>

#include "emulator/cudart/api.h"

using namespace gatefuzz::emulator;

extern "C" {

cudaError_t cudaDeviceCanAccessPeer(int* can, int device, int peer) {
  return Api([&](Runtime&) {
    if (can == nullptr) return cudaErrorInvalidValue;
    if (device != 0 || peer != 0) return cudaErrorInvalidDevice;
    *can = 0;
    return cudaSuccess;
  });
}

// No device is its own peer.
cudaError_t cudaDeviceEnablePeerAccess(int peer, unsigned flags) {
  return Api([&](Runtime&) {
    if (peer != 0) return cudaErrorInvalidDevice;
    return flags != 0 ? cudaErrorInvalidValue : cudaErrorPeerAccessUnsupported;
  });
}

cudaError_t cudaDeviceDisablePeerAccess(int peer) {
  return Api([&](Runtime&) { return peer == 0 ? cudaErrorPeerAccessNotEnabled : cudaErrorInvalidDevice; });
}

cudaError_t cudaDeviceGetP2PAttribute(int* value, cudaDeviceP2PAttr, int, int) {
  return Api([&](Runtime&) { return value == nullptr ? cudaErrorInvalidValue : cudaErrorInvalidDevice; });
}

}  // extern "C"
