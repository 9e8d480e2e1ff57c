// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/device_session.h"

#include <utility>

#include "fmt/format.h"

namespace gatefuzz {
namespace {

// How often this process has reset the emulated device; a reset takes every Runner's memory.
uint64_t device_generation = 1;

std::string& Lost() {
  static auto* const lost = new std::string;
  return *lost;
}

std::string ErrorText(cudaError_t error) {
  return fmt::format("{} ({})", cudaGetErrorName(error), cudaGetErrorString(error));
}

// Errors that tell of the machine, the build or the emulator's limits rather than of the kernel.
bool IsHarnessError(cudaError_t error) {
  switch (error) {
    case cudaErrorNoDevice:
    case cudaErrorInvalidDevice:
    case cudaErrorInsufficientDriver:
    case cudaErrorInitializationError:
    case cudaErrorDevicesUnavailable:
    case cudaErrorMemoryAllocation:
    case cudaErrorInvalidPtx:
    case cudaErrorUnsupportedPtxVersion:
    case cudaErrorInvalidKernelImage:
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorInvalidDeviceFunction:
    case cudaErrorSharedObjectInitFailed:
    case cudaErrorNotSupported:
      return true;
    default:
      return false;
  }
}

Clause ClauseOf(emulator::FaultKind kind) {
  switch (emulator::FaultClassOf(kind)) {
    case emulator::FaultClass::kMemory:
      return Clause::kMemory;
    case emulator::FaultClass::kSync:
      return Clause::kSync;
    case emulator::FaultClass::kRace:
      return Clause::kRace;
    case emulator::FaultClass::kHang:
      return Clause::kHang;
    case emulator::FaultClass::kOther:
      break;
  }
  return Clause::kLaunch;
}

Violation FromDiagnostic(const emulator::Diagnostic& diagnostic, const DeviceArena& arena) {
  Violation violation;
  violation.clause = ClauseOf(diagnostic.kind);
  violation.message = fmt::format("{}: {}", emulator::FaultName(diagnostic.kind), diagnostic.message);
  if (diagnostic.space == "global" && diagnostic.address != 0) {
    const std::string where = arena.Locate(diagnostic.address, &violation.row);
    if (!where.empty()) violation.message += fmt::format(" [{}]", where);
  }
  return violation;
}

}  // namespace

const std::string& WhyDeviceLost() { return Lost(); }

void BlameRefusal(LaunchReport* report) {
  if (!report->violations.empty() || report->status.ok()) return;
  report->violations.push_back({Clause::kLaunch, -1, -1,
                                fmt::format("the kernel refused a valid call: argument {}: {}", report->status.argument,
                                            report->status.reason)});
}

CapturedCall::~CapturedCall() {
  if (graph_ != nullptr) cudaGraphExecDestroy(graph_);
}

CapturedCall::CapturedCall(CapturedCall&& other) noexcept : graph_(std::exchange(other.graph_, nullptr)) {}

CapturedCall& CapturedCall::operator=(CapturedCall&& other) noexcept {
  std::swap(graph_, other.graph_);
  return *this;
}

Status CapturedCall::Launch(cudaStream_t stream) const {
  const cudaError_t error = cudaGraphLaunch(graph_, stream);
  if (error == cudaSuccess) return {};
  return {StatusCode::kLaunchFailed, "", "the CUDA runtime refused the launch of the graph", error};
}

DeviceSession::DeviceSession(std::string kernel) : kernel_(std::move(kernel)) {}

DeviceSession::~DeviceSession() {
  if (generation_ == device_generation) {
    cudaStreamDestroy(stream_);
  } else {
    arena_.Abandon();
  }
}

std::string DeviceSession::Prepare() {
  if (!WhyDeviceLost().empty()) return WhyDeviceLost();
  if (generation_ == device_generation) return "";
  int count = 0;
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess) {
    return fmt::format("the CUDA runtime finds no device: {}", ErrorText(error));
  }
  if (count == 0) return "the CUDA runtime finds no device";
  arena_.Abandon();
  // Not ordered after the default stream: a kernel that is launched on another stream than the one given shows.
  if (const cudaError_t error = cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking); error != cudaSuccess) {
    return fmt::format("cannot create a stream: {}", ErrorText(error));
  }
  generation_ = device_generation;
  return "";
}

// After a kernel's fault. The emulator starts afresh; a GPU's context stays unusable for the life of the process, so
// that anything it said later would be noise.
void DeviceSession::Recover() {
  if (emulator::Present()) {
    emulator::ResetDevice();
    ++device_generation;
    return;
  }
  cudaGetLastError();
  if (const cudaError_t error = cudaStreamSynchronize(stream_); error != cudaSuccess) {
    Lost() = fmt::format("an earlier launch of {} left the device unusable: {}; start a new process", kernel_,
                         ErrorText(error));
  }
}

bool DeviceSession::JudgeErrors(cudaError_t error, const char* when, LaunchReport* report) {
  report->diagnostics = emulator::TakeDiagnostics();
  for (const emulator::Diagnostic& diagnostic : report->diagnostics) {
    if (diagnostic.kind != emulator::FaultKind::kLoadError) continue;
    report->harness_error =
        fmt::format("{}: the emulator cannot load the kernel's module: {}", kernel_, diagnostic.message);
    Recover();
    return false;
  }
  for (const emulator::Diagnostic& diagnostic : report->diagnostics) {
    if (report->violations.size() < kMaxViolations) report->violations.push_back(FromDiagnostic(diagnostic, arena_));
  }
  if (report->diagnostics.empty() && error == cudaSuccess) return true;
  if (report->violations.empty() && IsHarnessError(error)) {
    report->harness_error = fmt::format("{}: {}: {}", kernel_, when, ErrorText(error));
  } else if (report->violations.empty()) {
    report->violations.push_back({Clause::kLaunch, -1, -1, fmt::format("{}: {}", when, ErrorText(error))});
  }
  Recover();
  return false;
}

bool DeviceSession::Launch(uint64_t case_seed, const std::function<Status(cudaStream_t)>& call, LaunchReport* report) {
  report->harness_error = Prepare();
  if (!report->harness_error.empty()) return false;
  if (const cudaError_t error = arena_.Upload(stream_); error != cudaSuccess) {
    report->harness_error = fmt::format("cannot copy the case to the device: {}", ErrorText(error));
    return false;
  }
  if (emulator::Present()) {
    emulator::Options options = emulator::GetOptions();
    options.schedule_seed = schedule_.value_or(case_seed);
    options.print_diagnostics = false;  // they come back with the launch
    emulator::SetOptions(options);
  }

  report->status = call(stream_);
  cudaError_t error = cudaGetLastError();
  if (report->status.code == StatusCode::kLaunchFailed) error = report->status.cuda_error;
  const char* when = error == cudaSuccess ? "the kernel ended with" : "the launch ended with";
  if (error == cudaSuccess) error = cudaStreamSynchronize(stream_);
  if (report->status.code == StatusCode::kLaunchFailed && error == cudaSuccess) error = cudaErrorLaunchFailure;
  if (!JudgeErrors(error, when, report)) return false;

  if (const cudaError_t failed = arena_.Download(stream_); failed != cudaSuccess) {
    report->harness_error = fmt::format("cannot copy the results from the device: {}", ErrorText(failed));
    return false;
  }
  return true;
}

bool DeviceSession::Capture(const std::function<Status(cudaStream_t)>& call, CapturedCall* captured,
                            LaunchReport* report) {
  report->harness_error = Prepare();
  if (!report->harness_error.empty()) return false;
  // Where memory must be allocated for it, that is now: a graph holds addresses, and no allocation may be captured.
  cudaError_t error = arena_.Upload(stream_);
  // As frameworks do by default: what another stream must not do meanwhile is an error as well.
  if (error == cudaSuccess) error = cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal);
  if (error != cudaSuccess) {
    report->harness_error = fmt::format("cannot begin to capture: {}", ErrorText(error));
    return false;
  }
  report->status = call(stream_);
  if (report->status.code == StatusCode::kLaunchFailed) error = report->status.cuda_error;
  const cudaError_t asked = cudaGetLastError();
  cudaGraph_t graph = nullptr;
  const cudaError_t ended = cudaStreamEndCapture(stream_, &graph);
  if (error == cudaSuccess) error = asked != cudaSuccess ? asked : ended;
  if (error == cudaSuccess && report->status.ok()) {
    error = cudaGraphInstantiateWithFlags(&captured->graph_, graph, 0);
  }
  if (graph != nullptr) cudaGraphDestroy(graph);
  cudaGetLastError();
  report->diagnostics = emulator::TakeDiagnostics();
  BlameRefusal(report);
  if (error == cudaSuccess) return report->violations.empty();
  if (IsHarnessError(error)) {
    report->harness_error = fmt::format("{}: while it was captured: {}", kernel_, ErrorText(error));
  } else {
    report->violations.assign(1, {Clause::kGraph, -1, -1, fmt::format("cannot be captured: {}", ErrorText(error))});
  }
  return false;
}

void DeviceSession::JudgeFrame(LaunchReport* report) const {
  const bool refused = !report->status.ok();
  for (const DeviceArena::Damaged& damaged : arena_.Damage(refused)) {
    report->violations.push_back(
        {Clause::kFrame, damaged.row, -1, (refused ? "refused the call, yet " : "") + damaged.message});
  }
}

}  // namespace gatefuzz
