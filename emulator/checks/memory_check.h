// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every load, store and atomic of a kernel, byte for byte against the shadow: out of bounds, misaligned, use after
// free, writes to read-only memory, and reads of what nobody wrote. The last is noted once for each instruction and
// does not end the launch: a kernel may load a padded vector and use the part that it wrote.
#ifndef GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_
#define GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_

#include <cstdint>
#include <vector>

#include "emulator/checks/device_memory.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class MemoryCheck : public Observer {
 public:
  // `memory` must outlive the check.
  explicit MemoryCheck(const DeviceMemory& memory) : memory_(memory) {}

  // A launch starts: uninitialised reads are reported afresh.
  void BeginLaunch() { reported_.clear(); }

  bool OnLoad(const Access& access, FaultSink* sink) override;
  bool OnStore(const Access& access, FaultSink* sink) override;
  bool OnAtomic(const Access& access, FaultSink* sink) override;
  void OnBlockStart(uint8_t* shared_shadow, uint32_t bytes) override;
  void OnWarpStart(uint8_t* local_shadow, uint32_t bytes) override;

 private:
  enum class Use { kLoad, kStore, kAtomic };
  template <Use kUse>
  bool Check(const Access& access, FaultSink* sink);
  // Finds out what is wrong, lane by lane, and reports it. Returns whether the access may happen.
  bool Explain(const Access& access, Use use, FaultSink* sink);
  // Fills `fault` if `lane` commits one.
  bool FaultOf(const Access& access, Use use, int lane, Fault* fault) const;
  bool ReportOnce(uint32_t site);

  const DeviceMemory& memory_;
  std::vector<uint32_t> reported_;  // sites of uninitialised reads of this launch
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_
