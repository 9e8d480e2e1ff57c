// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// What runners share, whatever kind of kernel they run: a stream and an arena on the device, one launch from uploaded
// to downloaded memory, and what errors and diagnostics mean. Part of the runners.
#ifndef GATEFUZZ_HARNESS_DEVICE_SESSION_H_
#define GATEFUZZ_HARNESS_DEVICE_SESSION_H_

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emulator/control.h"
#include "harness/device_arena.h"
#include "kernels/routing.h"
#include "reference/routing_problem.h"

namespace gatefuzz {

// What is said of one launch, but for its outputs.
struct LaunchReport {
  Status status;
  std::vector<Violation> violations;  // of launch, complete, frame, memory, sync, race, hang; empty: none
  std::vector<emulator::Diagnostic> diagnostics;
  std::string harness_error;  // not empty: nothing else counts
};

inline constexpr size_t kMaxViolations = 16;  // of one launch that are worth telling

// A call captured as a CUDA graph: what it launched can be launched again, over and over, with the same arguments. Not
// thread-safe.
class CapturedCall {
 public:
  CapturedCall() = default;
  ~CapturedCall();
  CapturedCall(CapturedCall&& other) noexcept;
  CapturedCall& operator=(CapturedCall&& other) noexcept;

  // Launches on the stream, as the call itself would. Requires: DeviceSession::Capture returned true.
  Status Launch(cudaStream_t stream) const;

 private:
  friend class DeviceSession;

  cudaGraphExec_t graph_ = nullptr;
};

// Adds the violation of a kernel that refused a call which it must take, where nothing else is wrong.
void BlameRefusal(LaunchReport* report);

// Why this process can launch nothing any more, or "": a kernel's fault has made its GPU context unusable, and every
// call answers that fault from now on, whichever kernel asks. Only another process gets another context. Never on the
// emulator, which starts afresh.
const std::string& WhyDeviceLost();

// Not thread-safe; on the emulator one session at a time may launch.
class DeviceSession {
 public:
  // `kernel`: its name, for messages.
  explicit DeviceSession(std::string kernel);
  ~DeviceSession();
  DeviceSession(const DeviceSession&) = delete;
  DeviceSession& operator=(const DeviceSession&) = delete;

  // Where the caller lays out the buffers of the next launch.
  DeviceArena& arena() { return arena_; }

  // From now on launches run under this schedule of the emulator; without a seed, under that of the case.
  void UseSchedule(std::optional<uint64_t> seed) { schedule_ = seed; }

  // Uploads the arena, calls, waits and downloads. `call` launches on the stream that it is given. True: the status is
  // kOk or a refusal, and the outputs can be judged. False: the report says what was wrong, and after a fault the
  // device is as new; on a GPU that cannot be made so, WhyDeviceLost says why, and every later launch of any session is
  // a harness error.
  bool Launch(uint64_t case_seed, const std::function<Status(cudaStream_t)>& call, LaunchReport* report);

  // Gives the arena's buffers their addresses and captures what `call` launches on the stream that it is given; nothing
  // runs. The graph may be launched as long as the arena stays where it is. False: the report says what was wrong, a
  // call that cannot be captured breaks `graph`.
  bool Capture(const std::function<Status(cudaStream_t)>& call, CapturedCall* captured, LaunchReport* report);

  // Adds frame's violations: what was written beside the outputs; of a refused call, to them as well. Requires: Launch
  // returned true.
  void JudgeFrame(LaunchReport* report) const;

 private:
  // Empty if there is a device and a stream on it, else what is wrong.
  std::string Prepare();
  void Recover();
  // Turns diagnostics and error codes into violations or a harness error. True if the outputs can be judged.
  bool JudgeErrors(cudaError_t error, const char* when, LaunchReport* report);

  const std::string kernel_;
  DeviceArena arena_;
  cudaStream_t stream_ = nullptr;
  uint64_t generation_ = 0;  // of the device that holds arena and stream; 0: none yet
  std::optional<uint64_t> schedule_;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_DEVICE_SESSION_H_
