// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// User objects: what a program hangs on a graph so that it is destroyed after the graph's last use.
//
// Not thread-safe: the runtime calls it under its lock.
#ifndef GATEFUZZ_EMULATOR_CUDART_USER_OBJECT_H_
#define GATEFUZZ_EMULATOR_CUDART_USER_OBJECT_H_

#include <cuda_runtime_api.h>

#include <memory>

#include "emulator/cudart/host_function.h"

namespace gatefuzz::emulator {

// One counted reference of a graph; the object's destructor runs when the last reference of all is gone.
class UserObject {
 public:
  UserObject(void* data, cudaHostFn_t destroy) : data_(data), destroy_(destroy) {}
  ~UserObject() {
    InHostFunction() = true;
    destroy_(data_);
    InHostFunction() = false;
  }
  UserObject(const UserObject&) = delete;
  UserObject& operator=(const UserObject&) = delete;

 private:
  void* const data_;
  const cudaHostFn_t destroy_;
};
using UserObjectReference = std::shared_ptr<UserObject>;

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CUDART_USER_OBJECT_H_
