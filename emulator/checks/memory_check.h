// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Every load, store and atomic of a kernel, byte for byte against the shadow: out of bounds, misaligned, use after
// free, writes to read-only memory, and reads of what nobody wrote. The last does not end the launch. Where the
// interpreter lets values be watched, a load of undefined bytes is the start of a watch (undefined_values.h), which
// tells of their use; elsewhere the load itself is noted, once for each instruction.
#ifndef GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_
#define GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/checks/device_memory.h"
#include "emulator/checks/reported_sites.h"
#include "emulator/checks/shadow.h"
#include "emulator/exec/observer.h"

namespace gatefuzz::emulator {

class MemoryCheck final : public Observer {
 public:
  // `memory` must outlive the check.
  explicit MemoryCheck(const DeviceMemory& memory);

  // A launch starts: uses of undefined values are reported afresh.
  void BeginLaunch() { reported_.Clear(); }

  bool OnLoad(const Access& access, FaultSink* sink) override;
  bool OnStore(const Access& access, FaultSink* sink) override;
  bool OnAtomic(const Access& access, FaultSink* sink) override;
  void OnBlockStart(const BlockStart& block) override;
  void OnWarpStart(uint8_t* local_shadow, uint32_t bytes) override;
  std::unique_ptr<RegisterObserver> Watch() override;

  // The shadow of the bytes that a lane accesses. Requires: the access is in bounds.
  uint8_t* ShadowOf(const Access& access, int lane) const { return WindowOf(access, lane).At(access.address[lane]); }
  // Where an address lies: "8 bytes into ...", "at offset 8 of shared memory".
  std::string Describe(ptx::Space space, uint64_t address) const;
  // True the first time in a launch for each site.
  bool ReportOnce(uint32_t site) { return reported_.Add(site); }

 private:
  enum class Use { kLoad, kStore, kAtomic };
  // A range of addresses and the shadow of its first byte.
  struct Window {
    uint64_t origin;
    uint64_t bytes;
    uint8_t* shadow;

    bool Contains(uint64_t address, uint64_t length) const {
      const uint64_t offset = address - origin;
      return offset < bytes && length <= bytes - offset;
    }
    uint8_t* At(uint64_t address) const { return shadow + (address - origin); }
  };
  template <bool kWrites>
  static bool Range(const Window& window, uint64_t address, uint32_t bytes, uint32_t alignment,
                    shadow::Requirement need);
  // What the addresses of `lane` mean.
  Window WindowOf(const Access& access, int lane) const;
  template <Use kUse>
  bool Check(const Access& access, FaultSink* sink);
  // Finds out what is wrong, lane by lane, and reports it. Returns whether the access may happen.
  bool Explain(const Access& access, Use use, FaultSink* sink);
  // Fills `fault` if `lane` commits one.
  bool FaultOf(const Access& access, Use use, int lane, Fault* fault) const;

  const DeviceMemory& memory_;
  const Window global_;
  ReportedSites reported_;  // where undefined values were used
};

}  // namespace gatefuzz::emulator

#endif  // GATEFUZZ_EMULATOR_CHECKS_MEMORY_CHECK_H_
