// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/conformance/cuda_machine.h"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

namespace gatefuzz::conformance {
namespace {

// What is used of the driver API, declared by its documentation: results are 0 for success, handles are pointers.
using Result = int;
using DevicePointer = unsigned long long;
constexpr int kJitErrorLogBuffer = 5, kJitErrorLogBufferBytes = 6;

struct Driver {
  Result (*init)(unsigned) = nullptr;
  Result (*get_driver_version)(int*) = nullptr;
  Result (*get_device)(int*, int) = nullptr;
  Result (*get_device_name)(char*, int, int) = nullptr;
  Result (*retain_context)(void**, int) = nullptr;
  Result (*set_context)(void*) = nullptr;
  Result (*load_module)(void**, const void*, unsigned, int*, void**) = nullptr;
  Result (*get_function)(void**, void*, const char*) = nullptr;
  Result (*allocate)(DevicePointer*, size_t) = nullptr;
  Result (*free)(DevicePointer) = nullptr;
  Result (*copy_to_device)(DevicePointer, const void*, size_t) = nullptr;
  Result (*copy_to_host)(void*, DevicePointer, size_t) = nullptr;
  Result (*set)(DevicePointer, unsigned char, size_t) = nullptr;
  Result (*launch)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**,
                   void**) = nullptr;
  Result (*synchronize)() = nullptr;
  Result (*get_error_string)(Result, const char**) = nullptr;

  bool Open(std::string* error) {
    void* library = dlopen("libcuda.so.1", RTLD_NOW);
    if (library == nullptr) {
      *error = dlerror();
      return false;
    }
    bool complete = true;
    const auto find = [&](auto* function, const char* name) {
      *function = reinterpret_cast<std::remove_pointer_t<decltype(function)>>(dlsym(library, name));
      if (*function == nullptr && complete) *error = std::string("libcuda.so.1 has no ") + name;
      complete &= *function != nullptr;
    };
    find(&init, "cuInit");
    find(&get_driver_version, "cuDriverGetVersion");
    find(&get_device, "cuDeviceGet");
    find(&get_device_name, "cuDeviceGetName");
    find(&retain_context, "cuDevicePrimaryCtxRetain");
    find(&set_context, "cuCtxSetCurrent");
    find(&load_module, "cuModuleLoadDataEx");
    find(&get_function, "cuModuleGetFunction");
    find(&allocate, "cuMemAlloc_v2");
    find(&free, "cuMemFree_v2");
    find(&copy_to_device, "cuMemcpyHtoD_v2");
    find(&copy_to_host, "cuMemcpyDtoH_v2");
    find(&set, "cuMemsetD8_v2");
    find(&launch, "cuLaunchKernel");
    find(&synchronize, "cuCtxSynchronize");
    find(&get_error_string, "cuGetErrorString");
    return complete;
  }

  bool Check(Result result, const char* what, std::string* error) const {
    if (result == 0) return true;
    const char* text = nullptr;
    if (get_error_string != nullptr) get_error_string(result, &text);
    *error = std::string(what) + ": " + (text == nullptr ? std::to_string(result) : text);
    return false;
  }
};

class CudaMachine final : public Machine {
 public:
  CudaMachine(const Driver& driver, void* context) : driver_(driver), context_(context), loaded_(Modules().size()) {
    const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1u, 16u);
    for (unsigned i = 0; i < count; ++i) {
      workers_.emplace_back([this] {
        driver_.set_context(context_);
        for (size_t next; (next = next_++) < loaded_.size();) Compile(next);
      });
    }
  }
  ~CudaMachine() override {
    next_ = loaded_.size();
    for (std::thread& worker : workers_) worker.join();
  }

  bool Load(const SuiteModule& module, std::string* error) override {
    Loaded& loaded = loaded_[static_cast<size_t>(&module - Modules().data())];
    loaded.done.wait(false);
    module_ = loaded.module;
    *error = loaded.error;
    return error->empty();
  }

  bool Run(const Batch& batch, int tuples, const std::vector<uint64_t>& operands, std::vector<uint8_t>* results,
           std::string* error) override {
    const size_t operand_bytes = operands.size() * sizeof(uint64_t), count = static_cast<size_t>(tuples);
    results->resize(batch.forms.size() * count * static_cast<size_t>(batch.result_stride()));
    DevicePointer in = 0, out = 0, memory = 0;
    const bool ran = driver_.Check(driver_.allocate(&in, operand_bytes), "cuMemAlloc", error) &&
                     driver_.Check(driver_.allocate(&out, results->size()), "cuMemAlloc", error) &&
                     driver_.Check(driver_.allocate(&memory, count * kSlotBytes), "cuMemAlloc", error) &&
                     driver_.Check(driver_.copy_to_device(in, operands.data(), operand_bytes), "cuMemcpyHtoD", error) &&
                     driver_.Check(driver_.set(out, 0, results->size()), "cuMemsetD8", error) &&
                     driver_.Check(driver_.set(memory, 0, count * kSlotBytes), "cuMemsetD8", error) &&
                     Launch(batch, tuples, in, out, memory, error) &&
                     driver_.Check(driver_.copy_to_host(results->data(), out, results->size()), "cuMemcpyDtoH", error);
    for (const DevicePointer pointer : {in, out, memory}) {
      if (pointer != 0) driver_.free(pointer);
    }
    return ran;
  }

 private:
  struct Loaded {
    std::atomic<bool> done = false;
    void* module = nullptr;
    std::string error;
  };

  void Compile(size_t index) {
    Loaded& loaded = loaded_[index];
    char log[2000] = "";
    int options[] = {kJitErrorLogBuffer, kJitErrorLogBufferBytes};
    void* values[] = {log, reinterpret_cast<void*>(sizeof log)};
    const Result result = driver_.load_module(&loaded.module, Modules()[index].ptx.c_str(), 2, options, values);
    if (!driver_.Check(result, "cuModuleLoadDataEx", &loaded.error)) loaded.error += std::string("\n") + log;
    loaded.done = true;
    loaded.done.notify_all();
  }

  bool Launch(const Batch& batch, int tuples, DevicePointer in, DevicePointer out, DevicePointer memory,
              std::string* error) const {
    void* function = nullptr;
    if (!driver_.Check(driver_.get_function(&function, module_, batch.kernel.c_str()), "cuModuleGetFunction", error)) {
      return false;
    }
    uint8_t blob[kBlobBytes];
    std::memcpy(blob, Blob(), sizeof blob);
    void* parameters[] = {&in, &out, &memory, blob};
    return driver_.Check(driver_.launch(function, static_cast<unsigned>(tuples / kBlockThreads), 1, 1, kBlockThreads, 1,
                                        1, 0, nullptr, parameters, nullptr),
                         "cuLaunchKernel", error) &&
           driver_.Check(driver_.synchronize(), "cuCtxSynchronize", error);
  }

  const Driver driver_;
  void* const context_;
  std::vector<Loaded> loaded_;  // by module
  std::atomic<size_t> next_ = 0;
  std::vector<std::thread> workers_;
  void* module_ = nullptr;
};

}  // namespace

CudaDevice OpenCudaDevice() {
  CudaDevice device;
  Driver driver;
  int ordinal = 0, version = 0;
  void* context = nullptr;
  char name[100] = "";
  if (!driver.Open(&device.error) || !driver.Check(driver.init(0), "cuInit", &device.error) ||
      !driver.Check(driver.get_device(&ordinal, 0), "cuDeviceGet", &device.error) ||
      !driver.Check(driver.get_device_name(name, sizeof name, ordinal), "cuDeviceGetName", &device.error) ||
      !driver.Check(driver.get_driver_version(&version), "cuDriverGetVersion", &device.error) ||
      !driver.Check(driver.retain_context(&context, ordinal), "cuDevicePrimaryCtxRetain", &device.error) ||
      !driver.Check(driver.set_context(context), "cuCtxSetCurrent", &device.error)) {
    return device;
  }
  device.name = name;
  device.driver = std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
  device.machine = std::make_unique<CudaMachine>(driver, context);
  return device;
}

}  // namespace gatefuzz::conformance
