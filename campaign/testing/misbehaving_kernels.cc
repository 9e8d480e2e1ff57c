// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The program gatefuzz with kernels that try its supervisor: they crash, hang, end the process, never run on a GPU, or
// make it unusable.
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "campaign/command_line.h"
#include "campaign/testing/device_faults.h"
#include "fuzz/kernel_registry.h"
#include "harness/testing/oracle_kernel.h"
#include "kernels/kernel_table.h"
#include "kernels/routing.h"

namespace gatefuzz {
namespace {

bool IsMarked(const TopkArgs& args) { return args.num_tokens >= 2 && args.k >= 2; }

// As a launcher with a wild pointer does.
Status Crash(const TopkArgs& args, cudaStream_t stream) {
  if (IsMarked(args)) raise(SIGSEGV);
  return TopkSoftmax(args, stream);
}

// As the machine's killer of processes without memory does: nothing in the process gets to know.
Status Kill(const TopkArgs& args, cudaStream_t stream) {
  if (IsMarked(args)) kill(getpid(), SIGKILL);
  return TopkSoftmax(args, stream);
}

Status Hang(const TopkArgs& args, cudaStream_t stream) {
  while (IsMarked(args)) usleep(1000);
  return TopkSoftmax(args, stream);
}

Status WildWrite(const TopkArgs& args, cudaStream_t stream) {
  return IsMarked(args) ? testing::LaunchWildWrite(args, stream) : TopkSoftmax(args, stream);
}

Status EndlessLoop(const TopkArgs& args, cudaStream_t stream) {
  return IsMarked(args) ? testing::LaunchEndlessLoop(args, stream) : TopkSoftmax(args, stream);
}

// A failed check of our own: no fault of a kernel.
Status Abort(const TopkArgs&, cudaStream_t) { std::abort(); }

void Add(std::string_view name, TopkFunction function) {
  AddKernelForTest({.name = name,
                    .operation = Operation::kTopkSoftmax,
                    .agreement = Agreement::kExact,
                    .lacks = kLacksCapture,  // they do their mischief as they are called
                    .function = function,
                    .summary = "for a test"});
}

}  // namespace
}  // namespace gatefuzz

int main(int argc, char** argv) {
  gatefuzz::Add("test/abort", gatefuzz::Abort);
  gatefuzz::Add("test/crash", gatefuzz::Crash);
  gatefuzz::Add("test/endless_loop", gatefuzz::EndlessLoop);
  gatefuzz::Add("test/hang", gatefuzz::Hang);
  gatefuzz::Add("test/kill", gatefuzz::Kill);
  gatefuzz::Add("test/on_the_host", gatefuzz::testing::OracleTopkSoftmax);
  gatefuzz::Add("test/wild_write", gatefuzz::WildWrite);
  return gatefuzz::RunProgram(argc, argv);
}
