// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What every call of the API answers while a stream is being captured, and what becomes of the capture: one table of
// calls, run in every situation, against the answers that an H200 gave (capture_rules.txt, whose lines this prints with
// GATEFUZZ_PRINT_RULES=1). Where CUDA's documentation speaks of "potentially unsafe API calls", this is what it means.
#include <cuda_runtime_api.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "emulator/e2e/graph_programs.h"
#include "emulator/e2e/graph_testing.h"

namespace {

// Who calls, and under which capture.
struct Situation {
  const char* name;
  cudaStreamCaptureMode mode;
  bool blocking;        // the captured stream
  bool other_thread;    // makes the call
  bool thread_relaxes;  // the calling thread asked for relaxed mode
};

constexpr Situation kSituations[] = {
    {"global", cudaStreamCaptureModeGlobal, false, false, false},
    {"global/blocking", cudaStreamCaptureModeGlobal, true, false, false},
    {"thread", cudaStreamCaptureModeThreadLocal, false, false, false},
    {"relaxed", cudaStreamCaptureModeRelaxed, false, false, false},
    {"relaxed/blocking", cudaStreamCaptureModeRelaxed, true, false, false},
    {"global/other", cudaStreamCaptureModeGlobal, false, true, false},
    {"thread/other", cudaStreamCaptureModeThreadLocal, false, true, false},
    {"global/exchanged", cudaStreamCaptureModeGlobal, false, false, true},
};

// What a call finds.
struct Scene {
  Scene(bool blocking) : capturing(blocking ? cudaStreamDefault : cudaStreamNonBlocking) {
    Require(cudaEventRecord(recorded, other), "cudaEventRecord");
    Require(cudaMalloc(&device, 256), "cudaMalloc");
    Require(cudaMallocHost(&pinned, 256), "cudaMallocHost");
    Require(cudaMallocAsync(&pooled, 256, other), "cudaMallocAsync");
    Require(cudaMallocManaged(&managed, 4096, cudaMemAttachGlobal), "cudaMallocManaged");
    Require(cudaGraphCreate(&graph, 0), "cudaGraphCreate");
    cudaGraphNode_t node;
    Require(cudaGraphAddEmptyNode(&node, graph, nullptr, 0), "cudaGraphAddEmptyNode");
    exec = Instantiated(graph);
    Require(cudaDeviceSynchronize(), "cudaDeviceSynchronize");
  }
  ~Scene() {
    cudaGetLastError();
    cudaGraphExecDestroy(exec);
    cudaGraphDestroy(graph);
    if (device != nullptr) cudaFree(device);
    if (pinned != nullptr) cudaFreeHost(pinned);
    if (pooled != nullptr) cudaFreeAsync(pooled, other);
    cudaFree(managed);
    cudaDeviceSynchronize();
    cudaGetLastError();
  }

  Stream capturing, other;
  Event recorded{cudaEventDefault}, captured, fresh, unrecorded;
  void *device = nullptr, *pinned = nullptr, *pooled = nullptr, *managed = nullptr;
  char pageable[256];
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
};

using CallOf = std::function<cudaError_t(Scene&)>;

cudaError_t Freed(cudaError_t error, void* memory) {
  if (error == cudaSuccess) cudaFree(memory);
  return error;
}

int* Int(void* memory) { return static_cast<int*>(memory); }

const std::pair<const char*, CallOf> kCalls[] = {
    {"cudaMalloc",
     [](Scene&) {
       void* p = nullptr;
       return Freed(cudaMalloc(&p, 16), p);
     }},
    {"cudaFree",
     [](Scene& s) {
       const cudaError_t error = cudaFree(s.device);
       if (error == cudaSuccess) s.device = nullptr;
       return error;
     }},
    {"cudaFree(null)", [](Scene&) { return cudaFree(nullptr); }},
    {"cudaMallocHost",
     [](Scene&) {
       void* p = nullptr;
       const cudaError_t error = cudaMallocHost(&p, 16);
       if (error == cudaSuccess) cudaFreeHost(p);
       return error;
     }},
    {"cudaHostAlloc",
     [](Scene&) {
       void* p = nullptr;
       const cudaError_t error = cudaHostAlloc(&p, 16, cudaHostAllocMapped);
       if (error == cudaSuccess) cudaFreeHost(p);
       return error;
     }},
    {"cudaFreeHost",
     [](Scene& s) {
       const cudaError_t error = cudaFreeHost(s.pinned);
       if (error == cudaSuccess) s.pinned = nullptr;
       return error;
     }},
    {"cudaHostRegister",
     [](Scene& s) {
       const cudaError_t error = cudaHostRegister(s.pageable, sizeof s.pageable, 0);
       if (error == cudaSuccess) cudaHostUnregister(s.pageable);
       return error;
     }},
    {"cudaMallocManaged",
     [](Scene&) {
       void* p = nullptr;
       return Freed(cudaMallocManaged(&p, 16, cudaMemAttachGlobal), p);
     }},
    {"cudaMallocAsync(captured)",
     [](Scene& s) {
       void* p = nullptr;
       const cudaError_t error = cudaMallocAsync(&p, 16, s.capturing);
       if (error == cudaSuccess) cudaFreeAsync(p, s.capturing);
       return error;
     }},
    {"cudaMallocAsync(other)",
     [](Scene& s) {
       void* p = nullptr;
       const cudaError_t error = cudaMallocAsync(&p, 16, s.other);
       if (error == cudaSuccess) cudaFreeAsync(p, s.other);
       return error;
     }},
    {"cudaFreeAsync(captured), memory from outside", [](Scene& s) { return cudaFreeAsync(s.pooled, s.capturing); }},
    {"cudaFreeAsync(other)",
     [](Scene& s) {
       const cudaError_t error = cudaFreeAsync(s.pooled, s.other);
       if (error == cudaSuccess) s.pooled = nullptr;
       return error;
     }},
    {"cudaMemcpy to device", [](Scene& s) { return cudaMemcpy(s.device, s.pageable, 16, cudaMemcpyHostToDevice); }},
    {"cudaMemcpy from pinned", [](Scene& s) { return cudaMemcpy(s.device, s.pinned, 16, cudaMemcpyHostToDevice); }},
    {"cudaMemcpy on device",
     [](Scene& s) { return cudaMemcpy(s.device, Int(s.device) + 16, 16, cudaMemcpyDeviceToDevice); }},
    {"cudaMemcpyToSymbol",
     [](Scene&) {
       const int value = 1;
       return cudaMemcpyToSymbol(CounterSymbol(), &value, sizeof value, 0, cudaMemcpyHostToDevice);
     }},
    {"cudaMemset", [](Scene& s) { return cudaMemset(s.device, 0, 16); }},
    {"cudaMemcpyAsync(captured)",
     [](Scene& s) { return cudaMemcpyAsync(s.device, s.pinned, 16, cudaMemcpyHostToDevice, s.capturing); }},
    {"cudaMemcpyAsync(captured), pageable",
     [](Scene& s) { return cudaMemcpyAsync(s.device, s.pageable, 16, cudaMemcpyHostToDevice, s.capturing); }},
    {"cudaMemcpyAsync(other)",
     [](Scene& s) { return cudaMemcpyAsync(s.device, s.pinned, 16, cudaMemcpyHostToDevice, s.other); }},
    {"cudaMemcpyAsync(legacy)",
     [](Scene& s) { return cudaMemcpyAsync(s.device, s.pinned, 16, cudaMemcpyHostToDevice, nullptr); }},
    {"cudaMemsetAsync(legacy)", [](Scene& s) { return cudaMemsetAsync(s.device, 0, 16, nullptr); }},
    {"launch(captured)", [](Scene& s) { return LaunchScale(s.capturing, Int(s.device), 1, 0); }},
    {"launch(captured), too many threads", [](Scene& s) { return LaunchTooManyThreads(s.capturing, Int(s.device)); }},
    {"launch(other)", [](Scene& s) { return LaunchScale(s.other, Int(s.device), 1, 0); }},
    {"launch(legacy)", [](Scene& s) { return LaunchScale(nullptr, Int(s.device), 1, 0); }},
    {"cudaLaunchHostFunc(captured)", [](Scene& s) { return cudaLaunchHostFunc(s.capturing, [](void*) {}, nullptr); }},
    {"cudaStreamAddCallback(captured)",
     [](Scene& s) { return cudaStreamAddCallback(s.capturing, [](cudaStream_t, cudaError_t, void*) {}, nullptr, 0); }},
    {"cudaDeviceSynchronize", [](Scene&) { return cudaDeviceSynchronize(); }},
    {"cudaStreamSynchronize(captured)", [](Scene& s) { return cudaStreamSynchronize(s.capturing); }},
    {"cudaStreamSynchronize(other)", [](Scene& s) { return cudaStreamSynchronize(s.other); }},
    {"cudaStreamSynchronize(legacy)", [](Scene&) { return cudaStreamSynchronize(nullptr); }},
    {"cudaStreamQuery(captured)", [](Scene& s) { return cudaStreamQuery(s.capturing); }},
    {"cudaStreamQuery(other)", [](Scene& s) { return cudaStreamQuery(s.other); }},
    {"cudaStreamQuery(legacy)", [](Scene&) { return cudaStreamQuery(nullptr); }},
    {"cudaEventQuery(outside)", [](Scene& s) { return cudaEventQuery(s.recorded); }},
    {"cudaEventQuery(captured)", [](Scene& s) { return cudaEventQuery(s.captured); }},
    {"cudaEventQuery(unrecorded)", [](Scene& s) { return cudaEventQuery(s.unrecorded); }},
    {"cudaEventSynchronize(outside)", [](Scene& s) { return cudaEventSynchronize(s.recorded); }},
    {"cudaEventSynchronize(captured)", [](Scene& s) { return cudaEventSynchronize(s.captured); }},
    {"cudaEventElapsedTime(outside)",
     [](Scene& s) {
       float ms = 0;
       return cudaEventElapsedTime(&ms, s.recorded, s.recorded);
     }},
    {"cudaEventRecord(captured)", [](Scene& s) { return cudaEventRecord(s.fresh, s.capturing); }},
    {"cudaEventRecord(captured), outside's event", [](Scene& s) { return cudaEventRecord(s.recorded, s.capturing); }},
    {"cudaEventRecord(other)", [](Scene& s) { return cudaEventRecord(s.fresh, s.other); }},
    {"cudaEventRecord(other), captured event", [](Scene& s) { return cudaEventRecord(s.captured, s.other); }},
    {"cudaEventRecord(legacy)", [](Scene& s) { return cudaEventRecord(s.fresh, nullptr); }},
    {"cudaEventRecordWithFlags(captured, external)",
     [](Scene& s) { return cudaEventRecordWithFlags(s.fresh, s.capturing, cudaEventRecordExternal); }},
    {"cudaEventRecordWithFlags(other, external)",
     [](Scene& s) { return cudaEventRecordWithFlags(s.fresh, s.other, cudaEventRecordExternal); }},
    {"cudaStreamWaitEvent(captured, outside)",
     [](Scene& s) { return cudaStreamWaitEvent(s.capturing, s.recorded, 0); }},
    {"cudaStreamWaitEvent(captured, unrecorded)",
     [](Scene& s) { return cudaStreamWaitEvent(s.capturing, s.unrecorded, 0); }},
    {"cudaStreamWaitEvent(captured, captured)",
     [](Scene& s) { return cudaStreamWaitEvent(s.capturing, s.captured, 0); }},
    {"cudaStreamWaitEvent(captured, outside, external)",
     [](Scene& s) { return cudaStreamWaitEvent(s.capturing, s.recorded, cudaEventWaitExternal); }},
    {"cudaStreamWaitEvent(other, captured)", [](Scene& s) { return cudaStreamWaitEvent(s.other, s.captured, 0); }},
    {"cudaStreamWaitEvent(other, outside)", [](Scene& s) { return cudaStreamWaitEvent(s.other, s.recorded, 0); }},
    {"cudaStreamWaitEvent(other, outside, external)",
     [](Scene& s) { return cudaStreamWaitEvent(s.other, s.recorded, cudaEventWaitExternal); }},
    {"cudaStreamWaitEvent(legacy, captured)", [](Scene& s) { return cudaStreamWaitEvent(nullptr, s.captured, 0); }},
    {"cudaStreamWaitEvent(legacy, outside)", [](Scene& s) { return cudaStreamWaitEvent(nullptr, s.recorded, 0); }},
    {"cudaGraphLaunch(captured)", [](Scene& s) { return cudaGraphLaunch(s.exec, s.capturing); }},
    {"cudaGraphLaunch(other)", [](Scene& s) { return cudaGraphLaunch(s.exec, s.other); }},
    {"cudaGraphLaunch(legacy)", [](Scene& s) { return cudaGraphLaunch(s.exec, nullptr); }},
    {"cudaGraphUpload(captured)", [](Scene& s) { return cudaGraphUpload(s.exec, s.capturing); }},
    {"cudaGraphInstantiate",
     [](Scene& s) {
       cudaGraphExec_t exec = nullptr;
       const cudaError_t error = cudaGraphInstantiateWithFlags(&exec, s.graph, 0);
       if (error == cudaSuccess) cudaGraphExecDestroy(exec);
       return error;
     }},
    {"cudaGraphCreate",
     [](Scene&) {
       cudaGraph_t graph = nullptr;
       const cudaError_t error = cudaGraphCreate(&graph, 0);
       if (error == cudaSuccess) cudaGraphDestroy(graph);
       return error;
     }},
    {"cudaStreamBeginCapture(captured)",
     [](Scene& s) { return cudaStreamBeginCapture(s.capturing, cudaStreamCaptureModeRelaxed); }},
    {"cudaStreamEndCapture(other)",
     [](Scene& s) {
       cudaGraph_t graph = nullptr;
       return cudaStreamEndCapture(s.other, &graph);
     }},
    {"cudaStreamEndCapture(forked)",
     [](Scene& s) {
       if (const cudaError_t error = cudaStreamWaitEvent(s.other, s.captured, 0); error != cudaSuccess) return error;
       cudaGraph_t graph = nullptr;
       return cudaStreamEndCapture(s.other, &graph);
     }},
    {"cudaStreamIsCapturing(legacy)",
     [](Scene&) {
       cudaStreamCaptureStatus status;
       return cudaStreamIsCapturing(nullptr, &status);
     }},
    {"cudaStreamCreate",
     [](Scene&) {
       cudaStream_t stream = nullptr;
       const cudaError_t error = cudaStreamCreate(&stream);
       if (error == cudaSuccess) cudaStreamDestroy(stream);
       return error;
     }},
    {"cudaStreamGetFlags(captured)",
     [](Scene& s) {
       unsigned flags = 0;
       return cudaStreamGetFlags(s.capturing, &flags);
     }},
    {"cudaStreamAttachMemAsync(captured)",
     [](Scene& s) { return cudaStreamAttachMemAsync(s.capturing, s.managed, 0, cudaMemAttachGlobal); }},
    {"cudaEventCreate",
     [](Scene&) {
       cudaEvent_t event = nullptr;
       const cudaError_t error = cudaEventCreate(&event);
       if (error == cudaSuccess) cudaEventDestroy(event);
       return error;
     }},
    {"cudaMemGetInfo",
     [](Scene&) {
       size_t available = 0, total = 0;
       return cudaMemGetInfo(&available, &total);
     }},
    {"cudaPointerGetAttributes",
     [](Scene& s) {
       cudaPointerAttributes attributes;
       return cudaPointerGetAttributes(&attributes, s.device);
     }},
    {"cudaFuncGetAttributes",
     [](Scene&) {
       cudaFuncAttributes attributes;
       return cudaFuncGetAttributes(&attributes, ScaleKernel());
     }},
    {"cudaFuncSetAttribute",
     [](Scene&) {
       return cudaFuncSetAttribute(ScaleKernel(), cudaFuncAttributeMaxDynamicSharedMemorySize, 48 * 1024);
     }},
    {"cudaOccupancy",
     [](Scene&) {
       int blocks = 0;
       return cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, ScaleKernel(), 128, 0);
     }},
    {"cudaGetSymbolAddress",
     [](Scene&) {
       void* address = nullptr;
       return cudaGetSymbolAddress(&address, CounterSymbol());
     }},
    {"cudaSetDevice", [](Scene&) { return cudaSetDevice(0); }},
    {"cudaDeviceGetAttribute",
     [](Scene&) {
       int value = 0;
       return cudaDeviceGetAttribute(&value, cudaDevAttrWarpSize, 0);
     }},
    {"cudaDeviceSetLimit", [](Scene&) { return cudaDeviceSetLimit(cudaLimitMallocHeapSize, size_t{8} << 20); }},
    {"cudaMemPoolTrimTo",
     [](Scene&) {
       cudaMemPool_t pool = nullptr;
       const cudaError_t error = cudaDeviceGetDefaultMemPool(&pool, 0);
       return error == cudaSuccess ? cudaMemPoolTrimTo(pool, 0) : error;
     }},
};

const char* StatusName(cudaStreamCaptureStatus status) {
  return status == cudaStreamCaptureStatusNone     ? "none"
         : status == cudaStreamCaptureStatusActive ? "active"
                                                   : "invalidated";
}

// The answer of a call in a situation, as a line says it: the error, the capture's state, how the capture ended.
std::string Answer(const CallOf& call, const Situation& situation) {
  Scene scene(situation.blocking);
  Require(cudaStreamBeginCapture(scene.capturing, situation.mode), "cudaStreamBeginCapture");
  Require(LaunchScale(scene.capturing, Int(scene.device), 1, 0), "launch");
  Require(cudaEventRecord(scene.captured, scene.capturing), "cudaEventRecord");
  cudaError_t error = cudaSuccess;
  const auto make = [&] {
    cudaStreamCaptureMode mode = cudaStreamCaptureModeRelaxed;
    if (situation.thread_relaxes) cudaThreadExchangeStreamCaptureMode(&mode);
    error = call(scene);
    cudaGetLastError();
    if (situation.thread_relaxes) cudaThreadExchangeStreamCaptureMode(&mode);
  };
  if (situation.other_thread) {
    std::thread(make).join();
  } else {
    make();
  }
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  cudaStreamIsCapturing(scene.capturing, &status);
  cudaGraph_t graph = nullptr;
  const cudaError_t end = cudaStreamEndCapture(scene.capturing, &graph);
  if (graph != nullptr) cudaGraphDestroy(graph);
  cudaGetLastError();
  return std::string(cudaGetErrorName(error)) + " | " + StatusName(status) + " | " + cudaGetErrorName(end);
}

// The answers of the H200, by situation and call.
std::map<std::string, std::string> Recorded() {
  std::ifstream file("emulator/e2e/capture_rules.txt");
  std::map<std::string, std::string> answers;
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
    answers[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return answers;
}

TEST(CaptureRulesTest, EveryCallAnswersAsOnAnH200) {
  const bool print = std::getenv("GATEFUZZ_PRINT_RULES") != nullptr;
#if CUDART_VERSION < 13000
  if (!print) GTEST_SKIP() << "recorded with the runtime of Toolkit 13.0";
#endif
  std::map<std::string, std::string> recorded = Recorded();
  ASSERT_TRUE(print || !recorded.empty());
  for (const auto& [name, call] : kCalls) {
    for (const Situation& situation : kSituations) {
      const std::string key = std::string(situation.name) + ", " + name;
      const std::string answer = Answer(call, situation);
      if (print) {
        std::printf("%s: %s\n", key.c_str(), answer.c_str());
      } else {
        EXPECT_EQ(recorded[key], answer) << key;
      }
      recorded.erase(key);
    }
  }
  if (print) return;
  for (const auto& [key, answer] : recorded) ADD_FAILURE() << "no such call: " << key;
}

}  // namespace
