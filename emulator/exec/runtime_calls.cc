// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/exec/runtime_calls.h"

#include <bit>
#include <string>

#include "emulator/exec/block.h"
#include "emulator/exec/blocked.h"
#include "emulator/exec/lane_loops.h"
#include "emulator/exec/memory_access.h"
#include "emulator/exec/printf_format.h"

namespace gatefuzz::emulator {
namespace {

// Argument `index` of a call for one lane.
template <class T>
T Argument(const Warp& w, const Decoded* d, int lane, size_t index) {
  const auto& site = *static_cast<const CallSite*>(d->extra);
  T value{};
  if (index < site.arguments.size() && site.arguments[index].bytes >= sizeof value) {
    std::memcpy(&value,
                w.local + static_cast<size_t>(lane) * w.local_stride + w.specials.local_base[lane] +
                    site.arguments[index].offset,
                sizeof value);
  }
  return value;
}

// Stores the result of a call for one lane, and tells the observer that it is there.
template <class T>
void SetResult(Warp& w, const Decoded* d, uint32_t lanes, const T (&value)[32]) {
  const auto& site = *static_cast<const CallSite*>(d->extra);
  if (site.results.empty() || site.results[0].bytes < sizeof(T)) return;
  uint64_t address[32] = {};
  ForLanes(lanes, [&](int lane) {
    address[lane] = w.specials.local_base[lane] + site.results[0].offset;
    std::memcpy(w.local + static_cast<size_t>(lane) * w.local_stride + address[lane], &value[lane], sizeof(T));
  });
  if (w.check == nullptr) return;
  Access event{};
  event.site = w.launch->program.SiteIndex(d);
  event.lanes = lanes;
  event.bytes = event.alignment = sizeof(T);
  event.space = ptx::Space::kLocal;
  event.address = address;
  event.shadow = w.local_shadow;
  event.shadow_stride = event.space_bytes = w.local_stride;
  event.watched = w.watcher != nullptr;
  w.launch->at_warp = &w;
  w.launch->at = d;
  w.check->OnStore(event, w.launch);
}

const Decoded* ReportText(Warp& w, const Decoded* d, int lane, FaultKind kind, std::string message) {
  Fault fault;
  fault.kind = kind;
  fault.lane = lane;
  fault.message = std::move(message);
  return w.Report(d, fault) ? d + 1 : w.Stop(d);
}

// int vprintf(const char* format, void* arguments): lane after lane, as the device's buffer would hold it.
const Decoded* Vprintf(Warp& w, const Decoded* d, uint32_t lanes) {
  int32_t result[32] = {};
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    std::string format;
    if (!GuestString(w, lane, Argument<uint64_t>(w, d, lane, 0), &format)) {
      return ReportText(w, d, lane, FaultKind::kOutOfBounds, "printf: the format is outside of memory");
    }
    const uint64_t arguments = Argument<uint64_t>(w, d, lane, 1);
    std::string text;
    result[lane] = FormatPrintf(
        format,
        [&](uint64_t offset, void* to, uint64_t bytes) {
          const uint8_t* from = GuestMemory(w, lane, arguments + offset, bytes);
          if (from == nullptr) return false;
          std::memcpy(to, from, bytes);
          return true;
        },
        [&](uint64_t address, std::string* string) { return GuestString(w, lane, address, string); }, &text);
    if (w.launch->request.print) w.launch->request.print(text);
  }
  SetResult(w, d, lanes, result);
  return d + 1;
}

// void __assertfail(message, file, unsigned line, function, size_t char_size)
const Decoded* AssertFail(Warp& w, const Decoded* d, uint32_t lanes) {
  const int lane = std::countr_zero(lanes);
  std::string message, file, function;
  GuestString(w, lane, Argument<uint64_t>(w, d, lane, 0), &message);
  GuestString(w, lane, Argument<uint64_t>(w, d, lane, 1), &file);
  GuestString(w, lane, Argument<uint64_t>(w, d, lane, 3), &function);
  return ReportText(w, d, lane, FaultKind::kAssert,
                    "assertion `" + message + "` failed at " + file + ":" +
                        std::to_string(Argument<uint32_t>(w, d, lane, 2)) + " in " + function);
}

// A launch without a device heap: malloc answers null, as a GPU's does when its heap is full.
const Decoded* Malloc(Warp& w, const Decoded* d, uint32_t lanes) {
  uint64_t result[32] = {};
  DeviceHeap* const heap = w.launch->request.heap;
  ForLanes(lanes, [&](int lane) {
    const uint64_t bytes = Argument<uint64_t>(w, d, lane, 0);
    if (heap != nullptr && bytes != 0) result[lane] = heap->Allocate(bytes);
  });
  SetResult(w, d, lanes, result);
  return d + 1;
}

const Decoded* Free(Warp& w, const Decoded* d, uint32_t lanes) {
  for (uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const int lane = std::countr_zero(rest);
    const uint64_t address = Argument<uint64_t>(w, d, lane, 0);
    DeviceHeap* const heap = w.launch->request.heap;
    if (address == 0 || (heap != nullptr && heap->Free(address))) continue;
    return ReportText(w, d, lane, FaultKind::kOutOfBounds,
                      "free of " + Hex(address) + ", which is no live block of a kernel's malloc");
  }
  return d + 1;
}

}  // namespace

Handler FindRuntimeCall(std::string_view name) {
  if (name == "vprintf") return Vprintf;
  if (name == "__assertfail") return AssertFail;
  if (name == "malloc") return Malloc;
  if (name == "free") return Free;
  return nullptr;
}

}  // namespace gatefuzz::emulator
