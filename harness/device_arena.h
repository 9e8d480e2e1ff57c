// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The buffers of one launch, in one device allocation that is kept between launches: a launch then costs one copy in
// and one copy out. Each buffer has a canary zone on both sides, directly at its first and last byte. The canaries are
// NaN in every dtype and no valid id, so a kernel that reads them is likely to show it. On the emulator the zones are
// forbidden, inputs read-only and outputs uninitialised.
//
// Use: Clear; AddInput and AddOutput for each buffer; fill the inputs through ToSend; Upload; launch; Download; look at
// Received and Damage. Every launch begins from memory that is wholly rewritten.
#ifndef GATEFUZZ_HARNESS_DEVICE_ARENA_H_
#define GATEFUZZ_HARNESS_DEVICE_ARENA_H_

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gatefuzz {

// What outputs are filled with. As an id or source row it is negative or above 2^31, as binary32 about -1.9e-14: no
// legal output has any 4 bytes like it, so an element that still has them was not written.
inline constexpr uint8_t kPoisonByte = 0xA8;

class DeviceArena {
 public:
  static constexpr size_t kZoneBytes = 256;  // least distance of two buffers, and of the last one from the end

  DeviceArena() = default;
  ~DeviceArena();
  DeviceArena(const DeviceArena&) = delete;
  DeviceArena& operator=(const DeviceArena&) = delete;

  // Forgets the buffers; keeps the memory.
  void Clear();
  // Add a buffer whose address is `misalignment` bytes past a multiple of 256; return its index. `name` is not copied.
  // `row_bytes` is the distance of its rows, for messages. Requires: misalignment < 256.
  int AddInput(const char* name, size_t bytes, size_t row_bytes, size_t misalignment);
  int AddOutput(const char* name, size_t bytes, size_t row_bytes, size_t misalignment);

  // A buffer's bytes, to be filled before Upload; an output's are poison until then. Valid until the next Add*.
  std::span<uint8_t> ToSend(int buffer);
  // What the device held at Download.
  std::span<const uint8_t> Received(int buffer) const;
  // The device address, from Upload on. Not null, even of an empty buffer.
  void* Device(int buffer) const;

  // Allocates where needed, copies everything and, on the emulator, marks it. Again, it moves nothing. The errors are
  // the runtime's.
  cudaError_t Upload(cudaStream_t stream);
  cudaError_t Download(cudaStream_t stream);

  struct Damaged {
    std::string message;
    int64_t row;  // -1 where it makes no sense
  };
  // After Download: each input or zone that is not as it was sent, and where first. `outputs_too`: outputs as well.
  // Empty: the frame holds.
  std::vector<Damaged> Damage(bool outputs_too) const;

  // "12 bytes past the end of `logits`" for a device address near or in a buffer, else "". `row` receives the row that
  // holds the address, else -1.
  std::string Locate(uint64_t address, int64_t* row) const;

  // The device was reset: the memory is gone and must not be freed.
  void Abandon();

 private:
  struct Buffer {
    const char* name;
    size_t begin;
    size_t bytes;
    size_t row_bytes;
    bool output;

    size_t end() const { return begin + bytes; }
  };

  int Add(const char* name, size_t bytes, size_t row_bytes, size_t misalignment, bool output);
  cudaError_t Reserve(size_t bytes);
  void FillZones();
  void Mark();
  std::string Where(size_t offset, int64_t* row) const;
  void CompareRange(size_t begin, size_t end, std::vector<Damaged>* damaged) const;

  std::vector<Buffer> buffers_;  // by rising address
  std::vector<uint8_t> sent_;
  std::vector<uint8_t> received_;
  uint8_t* device_ = nullptr;
  size_t capacity_ = 0;
  size_t forbidden_from_ = 0;  // emulator: [this, capacity_) is marked forbidden
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_HARNESS_DEVICE_ARENA_H_
