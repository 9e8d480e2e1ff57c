// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/runner.h"

#include <algorithm>

#include "fmt/format.h"
#include "harness/device_arena.h"
#include "harness/launch_layout.h"
#include "reference/checker.h"

namespace gatefuzz {
namespace {

constexpr size_t kMaxViolations = 16;

// How often this process has reset the emulated device; a reset takes every Runner's memory.
uint64_t device_generation = 1;

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

struct Runner::Impl {
  KernelInfo kernel;
  DeviceArena arena;
  cudaStream_t stream = nullptr;
  uint64_t generation = 0;              // of the device that holds arena and stream; 0: none yet
  std::string lost;                     // why this process can launch nothing any more
  std::optional<uint64_t> schedule;     // in place of the case's seed
  bool has_outputs = false;             // the last launch ended well enough for its outputs to be judged
  std::vector<int64_t> unwritten_rows;  // of the last launch
  RoutingProblem problem;               // scratch: the case's with the kernel's operation

  // Empty if there is a device and a stream on it, else what is wrong.
  std::string PrepareDevice();
  void Recover();
  // Turns diagnostics and error codes into violations or a harness error. True if the outputs can be judged.
  bool JudgeErrors(cudaError_t error, const char* when, Launch* launch);
  void JudgeMemory(const LaunchLayout& layout, Launch* launch);
};

std::string Runner::Impl::PrepareDevice() {
  if (!lost.empty()) return lost;
  if (generation == device_generation) return "";
  int count = 0;
  if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess) {
    return fmt::format("the CUDA runtime finds no device: {}", ErrorText(error));
  }
  if (count == 0) return "the CUDA runtime finds no device";
  arena.Abandon();
  // Not ordered after the default stream: a kernel that is launched on another stream than the one given shows.
  if (const cudaError_t error = cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking); error != cudaSuccess) {
    return fmt::format("cannot create a stream: {}", ErrorText(error));
  }
  generation = device_generation;
  return "";
}

// After a kernel's fault. The emulator starts afresh; a GPU's context stays unusable for the life of the process, so
// that anything it said later would be noise.
void Runner::Impl::Recover() {
  if (emulator::Present()) {
    emulator::ResetDevice();
    ++device_generation;
    return;
  }
  cudaGetLastError();
  if (const cudaError_t error = cudaStreamSynchronize(stream); error != cudaSuccess) {
    lost = fmt::format("an earlier launch of {} left the device unusable: {}; start a new process", kernel.name,
                       ErrorText(error));
  }
}

bool Runner::Impl::JudgeErrors(cudaError_t error, const char* when, Launch* launch) {
  launch->diagnostics = emulator::TakeDiagnostics();
  for (const emulator::Diagnostic& diagnostic : launch->diagnostics) {
    if (diagnostic.kind != emulator::FaultKind::kLoadError) continue;
    launch->harness_error =
        fmt::format("{}: the emulator cannot load the kernel's module: {}", kernel.name, diagnostic.message);
    Recover();
    return false;
  }
  for (const emulator::Diagnostic& diagnostic : launch->diagnostics) {
    if (launch->violations.size() < kMaxViolations) launch->violations.push_back(FromDiagnostic(diagnostic, arena));
  }
  if (launch->diagnostics.empty() && error == cudaSuccess) return true;
  if (launch->violations.empty() && IsHarnessError(error)) {
    launch->harness_error = fmt::format("{}: {}: {}", kernel.name, when, ErrorText(error));
  } else if (launch->violations.empty()) {
    launch->violations.push_back({Clause::kLaunch, -1, -1, fmt::format("{}: {}", when, ErrorText(error))});
  }
  Recover();
  return false;
}

void Runner::Impl::JudgeMemory(const LaunchLayout& layout, Launch* launch) {
  const bool refused = !launch->status.ok();
  if (!refused) {
    for (const LaunchLayout::Unwritten& unwritten : layout.UnwrittenRows()) {
      unwritten_rows.push_back(unwritten.row);
      if (launch->violations.size() >= kMaxViolations) continue;
      launch->violations.push_back({Clause::kComplete, unwritten.row, unwritten.slot,
                                    fmt::format("this element of `{}` was not written", unwritten.output)});
    }
  }
  for (const DeviceArena::Damaged& damaged : arena.Damage(refused)) {
    launch->violations.push_back(
        {Clause::kFrame, damaged.row, -1, (refused ? "refused the call, yet " : "") + damaged.message});
  }
}

Runner::Runner(const KernelInfo& kernel) : impl_(std::make_unique<Impl>()) { impl_->kernel = kernel; }

Runner::~Runner() {
  if (impl_->generation == device_generation) {
    cudaStreamDestroy(impl_->stream);
  } else {
    impl_->arena.Abandon();
  }
}

const KernelInfo& Runner::kernel() const { return impl_->kernel; }

void Runner::UseSchedule(std::optional<uint64_t> seed) { impl_->schedule = seed; }

Launch Runner::Run(const RoutingCase& routing_case, const std::function<void(TopkArgs*)>& adjust) {
  Launch launch;
  impl_->has_outputs = false;
  impl_->unwritten_rows.clear();
  launch.harness_error = impl_->PrepareDevice();
  if (!launch.harness_error.empty()) return launch;

  const LaunchLayout layout(routing_case, &impl_->arena);
  if (const cudaError_t error = impl_->arena.Upload(impl_->stream); error != cudaSuccess) {
    launch.harness_error = fmt::format("cannot copy the case to the device: {}", ErrorText(error));
    return launch;
  }
  if (emulator::Present()) {
    emulator::Options options = emulator::GetOptions();
    options.schedule_seed = impl_->schedule.value_or(routing_case.seed);
    options.print_diagnostics = false;  // they come back with the launch
    emulator::SetOptions(options);
  }
  TopkArgs args = layout.Args(impl_->kernel.operation);
  if (adjust) adjust(&args);

  launch.status = impl_->kernel.function(args, impl_->stream);
  cudaError_t error = cudaGetLastError();
  if (launch.status.code == StatusCode::kLaunchFailed) error = launch.status.cuda_error;
  const char* when = error == cudaSuccess ? "the kernel ended with" : "the launch ended with";
  if (error == cudaSuccess) error = cudaStreamSynchronize(impl_->stream);
  if (launch.status.code == StatusCode::kLaunchFailed && error == cudaSuccess) error = cudaErrorLaunchFailure;
  if (!impl_->JudgeErrors(error, when, &launch)) return launch;

  if (const cudaError_t failed = impl_->arena.Download(impl_->stream); failed != cudaSuccess) {
    launch.harness_error = fmt::format("cannot copy the results from the device: {}", ErrorText(failed));
    return launch;
  }
  impl_->JudgeMemory(layout, &launch);
  launch.result = layout.Result();
  impl_->has_outputs = true;
  return launch;
}

Outcome Runner::RunAndCheck(const RoutingCase& routing_case) {
  if (std::optional<std::string> reason = WhyInapplicable(impl_->kernel, routing_case)) return Discard{*reason};
  Launch launch = Run(routing_case);
  if (!launch.harness_error.empty()) return HarnessError{launch.harness_error};
  if (launch.violations.empty() && !launch.status.ok()) {
    launch.violations.push_back({Clause::kLaunch, -1, -1,
                                 fmt::format("the kernel refused a valid call: argument {}: {}", launch.status.argument,
                                             launch.status.reason)});
  }
  if (impl_->has_outputs && launch.status.ok()) {
    impl_->problem = routing_case.problem;
    impl_->problem.operation = impl_->kernel.operation;
    // What is said of a row that was not written is noise: it would be a judgement on the poison.
    const std::vector<int64_t>& unwritten = impl_->unwritten_rows;
    for (Violation& violation : CheckResult(impl_->problem, launch.result, impl_->kernel.agreement)) {
      if (std::ranges::find(unwritten, violation.row) == unwritten.end())
        launch.violations.push_back(std::move(violation));
    }
  }
  if (launch.violations.empty()) return Pass{};
  return Fail{std::move(launch.violations), std::move(launch.diagnostics)};
}

std::optional<std::string> WhyInapplicable(const KernelInfo& kernel, const RoutingCase& routing_case) {
  const RoutingProblem& problem = routing_case.problem;
  const struct {
    uint32_t part;
    bool asked;
    const char* name;
  } rows[] = {
      {kLacksMaskPolicy, problem.non_finite == NonFinitePolicy::kMask, "the `mask` policy"},
      {kLacksBias, !problem.bias.empty(), "a correction bias"},
      {kLacksWindow, problem.local_count >= 0, "an expert-parallel window"},
      {kLacksFinished, !problem.finished.empty(), "finished rows"},
      {kLacksRowStride, routing_case.row_padding != 0, "padded rows"},
      {kLacksSourceRows, problem.want_source_rows, "source rows"},
  };
  for (const auto& row : rows) {
    if ((kernel.lacks & row.part) != 0 && row.asked) return fmt::format("{} does not offer {}", kernel.name, row.name);
  }
  return std::nullopt;
}

}  // namespace gatefuzz
