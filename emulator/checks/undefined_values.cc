// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "emulator/checks/undefined_values.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "emulator/checks/memory_check.h"

namespace gatefuzz::emulator {
namespace {

constexpr size_t kMaxOrigins = 255;

template <class F>
void ForLanes(uint32_t lanes, F f) {
  for (; lanes != 0; lanes &= lanes - 1) f(std::countr_zero(lanes));
}

bool InFrame(const FlowOperand& operand) { return operand.bytes != 0 && (operand.place & 3) == 0; }

const FlowOperand& Moved(const Step& step, size_t i) { return step.operands[step.flow->used + i]; }
const FlowOperand& Result(const Step& step, size_t i) { return step.operands[step.flow->used + step.flow->moved + i]; }

// The value of a 32-bit operand.
uint32_t Value(const Step& step, const FlowOperand& operand, int lane) {
  uint32_t value;
  const uint8_t* const column = step.bases[operand.place & 3] + operand.place;
  std::memcpy(&value, column + static_cast<size_t>(lane) * sizeof value, sizeof value);
  return value;
}

// The lane that a shuffle reads from (PTX 9.7.9.6).
int SourceLane(FlowShuffle mode, int lane, uint32_t offset, uint32_t clamp) {
  const int by = static_cast<int>(offset & 31), segment = static_cast<int>(clamp >> 8 & 31);
  const int bound = (lane & segment) | (static_cast<int>(clamp & 31) & ~segment);
  switch (mode) {
    case FlowShuffle::kUp:
      return lane - by >= bound ? lane - by : lane;
    case FlowShuffle::kDown:
      return lane + by <= bound ? lane + by : lane;
    case FlowShuffle::kBfly:
      return (lane ^ by) <= bound ? lane ^ by : lane;
    case FlowShuffle::kIdx:
      break;
  }
  const int from = (lane & segment) | (by & ~segment);
  return from <= bound ? from : lane;
}

}  // namespace

void UndefinedValues::Grow(uint32_t bytes) {
  if (state_.size() < bytes) state_.resize(bytes);
}

uint8_t* UndefinedValues::StateOf(const FlowOperand& operand, int lane) {
  if (!InFrame(operand)) return nullptr;
  return state_.data() + step_.frame + operand.place + static_cast<size_t>(lane) * operand.bytes;
}

void UndefinedValues::Before(const Step& step, FaultSink* sink) {
  step_ = step;
  Grow(step.register_bytes);
  for (size_t i = 0; i < step.flow->used; ++i) CheckUse(step, step.operands[i], sink);
  switch (step.flow->kind) {
    case FlowKind::kCompute:
      if (step.flow->moves != 0) return ApplyMoves(step);
      return ClearResults(step);
    case FlowKind::kLoad:
      return ClearResults(step);
    case FlowKind::kShuffle:
      return Arrive(step);
    case FlowKind::kStore:
      return;
  }
}

void UndefinedValues::CheckUse(const Step& step, const FlowOperand& operand, FaultSink* sink) {
  if (!InFrame(operand)) return;
  bool told = false;
  ForLanes(step.lanes, [&](int lane) {
    uint8_t* const state = StateOf(operand, lane);
    const uint8_t* const bad = std::find_if(state, state + operand.bytes, [](uint8_t s) { return s != 0; });
    if (bad == state + operand.bytes) return;
    if (!told && memory_.ReportOnce(step.site)) {
      const Origin& origin = origins_[*bad - 1u];
      Fault fault;
      fault.kind = FaultKind::kUninitialized;
      fault.fatal = false;
      fault.lane = lane;
      fault.space = origin.space;
      fault.address = origin.address;
      fault.bytes = 1;
      fault.message = "uses a value of " + std::to_string(operand.bytes) + " bytes, of which byte " +
                      std::to_string(bad - state) + " was never written; it lies " +
                      memory_.Describe(origin.space, origin.address) + " and was loaded";
      fault.loaded_site = origin.site;
      sink->Report(fault);
    }
    told = true;
    // Told once: what is computed from it is not reported again.
    std::memset(state, 0, operand.bytes);
  });
}

void UndefinedValues::ClearResults(const Step& step) {
  for (size_t i = 0; i < step.flow->results; ++i) {
    const FlowOperand& result = Result(step, i);
    if (!InFrame(result)) continue;
    ForLanes(step.lanes, [&](int lane) { std::memset(StateOf(result, lane), 0, result.bytes); });
  }
}

void UndefinedValues::ApplyMoves(const Step& step) {
  ForLanes(step.lanes, [&](int lane) {
    // A result may have the place of an operand: all are read first.
    uint8_t states[8][16] = {};
    const bool chosen = (step.chosen >> lane & 1) != 0;
    for (size_t m = 0; m < step.flow->moves; ++m) {
      const FlowMove& move = step.moves[m];
      if ((move.when == FlowMove::kChosen && !chosen) || (move.when == FlowMove::kNotChosen && chosen)) continue;
      const uint8_t* const from = StateOf(Moved(step, move.from), lane);
      if (from == nullptr) continue;
      for (int i = 0; i < move.count; ++i) {
        const uint8_t state = from[move.from_byte + (move.spread ? 0 : i)];
        if (state != 0) states[move.to][move.to_byte + i] = state;
      }
    }
    for (size_t i = 0; i < step.flow->results; ++i) {
      const FlowOperand& result = Result(step, i);
      if (uint8_t* const to = StateOf(result, lane)) std::memcpy(to, states[i], result.bytes);
    }
  });
}

void UndefinedValues::Arrive(const Step& step) {
  ForLanes(step.lanes, [&](int lane) {
    Arrival& arrival = arrivals_[lane];
    arrival = {step.site,
               step.frame,
               Value(step, step.operands[0], lane),
               Value(step, step.operands[1], lane),
               Value(step, step.operands[2], lane),
               {}};
    if (step.flow->moved == 0) return;
    if (const uint8_t* const state = StateOf(Moved(step, 0), lane)) {
      std::memcpy(arrival.state, state, sizeof arrival.state);
    }
  });
  arrived_ |= step.lanes;
}

// Lanes of a mask may have come one by one; those that no longer wait have read each other's values.
void UndefinedValues::After(const Step& step, uint32_t waiting) {
  if (step.flow->kind != FlowKind::kShuffle) return;
  uint32_t done = 0;
  ForLanes(arrived_ & ~waiting, [&](int lane) {
    const Arrival& arrival = arrivals_[lane];
    if (arrival.site == step.site && arrival.frame == step.frame) done |= uint32_t{1} << lane;
  });
  arrived_ &= ~done;
  if (step.flow->results == 0) return;
  ForLanes(done, [&](int lane) {
    const Arrival& arrival = arrivals_[lane];
    const int from = SourceLane(step.flow->shuffle, lane, arrival.offset, arrival.clamp);
    const bool member =
        (done >> from & 1) != 0 && (arrival.mask >> from & 1) != 0 && arrivals_[from].mask == arrival.mask;
    uint8_t* const to = state_.data() + arrival.frame + Result(step, 0).place + static_cast<size_t>(lane) * 4;
    // What a lane reads that does not take part is another check's business.
    if (member) {
      std::memcpy(to, arrivals_[from].state, sizeof arrival.state);
    } else {
      std::memset(to, 0, sizeof arrival.state);
    }
  });
}

void UndefinedValues::OnLoad(const Access& access) {
  const uint32_t element = step_.flow->element_bytes;
  if (step_.flow->kind != FlowKind::kLoad) return;
  ForLanes(access.lanes, [&](int lane) {
    const uint8_t* const shadow = memory_.ShadowOf(access, lane);
    for (size_t v = 0; v < step_.flow->results; ++v) {
      const FlowOperand& result = Result(step_, v);
      uint8_t* const to = StateOf(result, lane);
      if (to == nullptr) continue;
      for (uint32_t i = 0; i < result.bytes; ++i) {
        if (i >= element && !step_.flow->is_signed) break;
        const uint32_t byte = static_cast<uint32_t>(v) * element + std::min(i, element - 1);
        to[i] = (shadow[byte] & shadow::kInitialized) != 0 ? 0 : OriginOf(access, lane, byte);
      }
    }
  });
}

void UndefinedValues::OnStore(const Access& access) {
  const uint32_t element = step_.flow->element_bytes;
  if (step_.flow->kind != FlowKind::kStore) return;
  // In the order of the stores: where lanes meet, the last one's value stays.
  ForLanes(access.lanes, [&](int lane) {
    uint8_t* const shadow = memory_.ShadowOf(access, lane);
    for (size_t v = 0; v < step_.flow->moved; ++v) {
      const uint8_t* const from = StateOf(Moved(step_, v), lane);
      for (uint32_t i = 0; i < element; ++i) {
        uint8_t& state = shadow[v * element + i];
        const bool undefined = from != nullptr && from[i] != 0;
        state = static_cast<uint8_t>(undefined ? state & ~shadow::kInitialized : state | shadow::kInitialized);
      }
    }
  });
}

void UndefinedValues::OnZero(uint32_t offset, uint32_t bytes, uint32_t lanes) {
  if (bytes == 0) return;
  Grow(offset + 32 * bytes);
  ForLanes(lanes, [&](int lane) { std::memset(&state_[offset + static_cast<size_t>(lane) * bytes], 0, bytes); });
}

// One origin for each load of a lane, as long as they can be told apart.
uint8_t UndefinedValues::OriginOf(const Access& access, int lane, uint32_t byte) {
  const Origin origin = {access.site, lane, access.space, access.address[lane] + byte};
  const auto same = std::find_if(origins_.begin(), origins_.end(),
                                 [&](const Origin& o) { return o.site == origin.site && o.lane == origin.lane; });
  if (same != origins_.end()) {
    // The first undefined byte of the load is named.
    if (byte == 0 || same->address > origin.address || same->address + 16 <= origin.address) *same = origin;
    return static_cast<uint8_t>(same - origins_.begin() + 1);
  }
  if (origins_.size() < kMaxOrigins) {
    origins_.push_back(origin);
  } else {
    origins_.back() = origin;
  }
  return static_cast<uint8_t>(origins_.size());
}

}  // namespace gatefuzz::emulator
