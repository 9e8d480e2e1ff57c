// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Batches on the device: their rows are made, the kernel under test is launched on them as users launch it, and its
// outputs are judged, all where they lie. What comes back of a batch is a Judgement; rows only on request.
#ifndef GATEFUZZ_VERIFY_ENGINE_H_
#define GATEFUZZ_VERIFY_ENGINE_H_

#include <cuda_runtime_api.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "harness/routing_case.h"
#include "kernels/kernel_table.h"
#include "reference/routing_problem.h"
#include "verify/judge.h"
#include "verify/plan.h"
#include "verify/rows.h"

namespace gatefuzz::verify {

// The CUDA runtime refused something that is not the kernel's doing: no device, no memory.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where a batch's rows come from: the plan's seed, or all rows over an alphabet.
struct Enumeration {
  uint64_t first = 0;
  uint64_t base = 2;
  std::vector<uint32_t> alphabet;  // `base` patterns, or empty: digits are patterns
};
using RowSource = std::variant<std::monostate, Enumeration>;

struct Batch {
  BatchPlan plan;
  RowSource source;
};

// How a batch went.
struct BatchReport {
  Judgement judgement = kNoJudgement;
  double kernel_seconds = 0;  // of the kernel under test alone
  std::string refusal;        // the kernel refused a valid call: which argument, and why
  std::string fault;          // the runtime reported an error after the launch; nothing else counts, and the device is
                              // of no more use to this process
  bool clean() const { return judgement.bad_rows == 0 && refusal.empty() && fault.empty(); }
};

// Rows that were brought back, with what the kernel made of them.
struct FetchedRows {
  RoutingCase rows;  // those rows alone
  RoutingResult result;
};

// The GPU that batches run on, as the runtime calls it. Throws DeviceError.
std::string DeviceName();

// Not thread-safe; one at a time on the emulator. Throws DeviceError.
class Engine {
 public:
  // Batches of at most `most_rows` rows and, but for their gaps, kBatchBytes of logits.
  Engine(const KernelInfo& kernel, int64_t most_rows);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  static constexpr int kInFlight = 3;
  // Starts a batch without waiting for earlier ones. Requires: fewer than kInFlight batches are in flight.
  void Start(const Batch& batch);
  // Waits for the oldest batch in flight.
  BatchReport Finish();
  int in_flight() const { return in_flight_; }

  // Runs a batch again and waits; then the rows' verdicts and contents can be asked for, until the next Start.
  // Requires: none is in flight.
  BatchReport Repeat(const Batch& batch, std::vector<Verdict>* verdicts);
  // Rows [first, first + count) of the repeated batch.
  FetchedRows Fetch(int64_t first, int64_t count);

  // For tests: what is done to the outputs between the kernel and the judge.
  using Meddler = void (*)(const TopkArgs&, cudaStream_t);
  void MeddleForTest(Meddler meddler) { meddler_ = meddler; }

 private:
  struct Slot {
    uint8_t* host = nullptr;    // pinned: what goes to the device, then the judgement that comes back
    uint8_t* device = nullptr;  // Judgement, bias, alphabet
    cudaEvent_t kernel_begin = nullptr, kernel_end = nullptr, done = nullptr;
    std::string refusal;
  };

  void Enqueue(const Batch& batch, Slot* slot, Verdict* verdicts);
  BatchReport Collect(Slot* slot);
  TopkArgs ArgsOf(const BatchPlan& plan, const Slot& slot) const;

  const KernelInfo kernel_;
  cudaStream_t stream_ = nullptr;
  std::array<Slot, kInFlight> slots_;
  int next_ = 0;
  int in_flight_ = 0;
  uint8_t* logits_ = nullptr;
  uint8_t* finished_ = nullptr;
  uint8_t* outputs_ = nullptr;  // weights, ids, source rows
  Verdict* verdicts_ = nullptr;
  uint32_t* listed_rows_ = nullptr;
  Meddler meddler_ = nullptr;
  Batch repeated_;
};

}  // namespace gatefuzz::verify

#endif  // GATEFUZZ_VERIFY_ENGINE_H_
