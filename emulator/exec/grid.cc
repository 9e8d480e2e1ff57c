// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// A launch: which blocks are resident when, and the faults they report.
#include <cxxabi.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <vector>

#include "emulator/exec/block.h"
#include "emulator/exec/blocked.h"
#include "emulator/exec/launch.h"
#include "emulator/exec/program.h"

namespace gatefuzz::emulator {
namespace {

constexpr size_t kMaxDiagnostics = 16;

std::string Demangled(const std::string& name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status);
  if (text == nullptr) return name;
  std::string result(text);
  std::free(text);
  return result;
}

const char* SpaceName(ptx::Space space) {
  switch (space) {
    case ptx::Space::kConst:
      return "const";
    case ptx::Space::kGlobal:
      return "global";
    case ptx::Space::kLocal:
      return "local";
    case ptx::Space::kParam:
      return "param";
    case ptx::Space::kShared:
      return "shared";
    case ptx::Space::kGeneric:
      break;
  }
  return "";
}

// A turn of a block that is alone, and of one among several. A spinning block gives way after it.
constexpr uint64_t kLoneTurn = 100'000;
constexpr uint64_t kSharedTurn = 5'000;
constexpr uint64_t kMostDrawn = 32;  // resident blocks of a drawn schedule
constexpr size_t kKeptBlocks = 32;   // in the pool, between launches

// The order in which blocks become resident: ascending, or, drawn from a seed, permuted within windows of as many as
// the device holds. So whatever a block may wait for on a GPU, the blocks before it, can be resident with it.
struct BlockOrder {
  BlockOrder(uint64_t blocks_in, uint64_t window_in, uint64_t seed_in)
      : blocks(blocks_in), window(window_in), seed(seed_in * 0x9e3779b97f4a7c15) {}
  uint64_t operator[](uint64_t i) const {
    const uint64_t first = i / window * window;
    const uint64_t count = std::min(window, blocks - first);
    if (seed == 0 || count < 2) return i;
    // An affine map, which needs no memory.
    const uint64_t start = (seed >> 8) % count;
    uint64_t stride = 1 + (seed >> 32) % (count - 1);
    while (std::gcd(stride, count) != 1) ++stride;
    return first + static_cast<uint64_t>((start + static_cast<unsigned __int128>(i - first) * stride) % count);
  }
  uint64_t blocks, window, seed;
};

// Which blocks are resident, and who goes on. In ascending order a block runs alone to its end. One that does not come
// to it may be waiting for a later one, which a GPU would hold beside it: whenever all have had a turn and none has
// finished, twice as many become resident. A drawn schedule starts with a drawn number of them.
class Residents {
 public:
  explicit Residents(Launch* launch)
      : launch_(*launch),
        pool_(ThreadBlocks()),
        blocks_(uint64_t{launch->request.grid.x} * launch->request.grid.y * launch->request.grid.z),
        capacity_(std::max<uint64_t>(launch->request.cooperative ? blocks_ : launch->request.max_resident, 1)),
        order_(blocks_, capacity_, launch->request.schedule_seed) {}
  ~Residents() {
    if (pool_.size() > kKeptBlocks) pool_.resize(kKeptBlocks);
  }

  void Run() {
    const bool seeded = launch_.request.schedule_seed != 0;
    wanted_ = launch_.request.cooperative ? blocks_ : 1;
    if (seeded && !launch_.request.cooperative && blocks_ > 1) {
      wanted_ = uint64_t{1} << launch_.NextRandom(std::bit_width(std::min(kMostDrawn, blocks_)));
    }
    size_t turn = 0;
    uint64_t fruitless = 0;  // instructions since a block finished, or since more of them became resident
    for (Fill(); !running_.empty() && !launch_.stopped; Fill()) {
      const bool alone = running_.size() == 1;
      const bool drawn = seeded && !alone;
      if (drawn) turn = launch_.NextRandom(running_.size());
      if (turn >= running_.size()) turn = 0;
      const uint64_t before = launch_.instructions;
      const uint64_t length = alone ? kLoneTurn : kSharedTurn;
      const BlockStatus status = running_[turn]->Run(drawn ? 1 : length);
      if (status == BlockStatus::kFinished) {
        free_.push_back(running_[turn]);
        running_.erase(running_.begin() + static_cast<ptrdiff_t>(turn));
        fruitless = 0;
        continue;
      }
      ++turn;
      // A block that gave way before the end of its turn waits for another one all the more.
      fruitless += drawn ? launch_.instructions - before : length;
      if (fruitless >= running_.size() * length) {
        wanted_ = std::min(2 * wanted_, capacity_);
        fruitless = 0;
      }
    }
  }

 private:
  void Fill() {
    while (running_.size() < wanted_ && next_ < blocks_) {
      if (free_.empty()) {
        if (used_ == pool_.size()) {
          pool_.push_back(std::make_unique<Block>());
          pool_.back()->slot = static_cast<uint32_t>(used_);
        }
        pool_[used_]->Prepare(&launch_);
        free_.push_back(pool_[used_++].get());
      }
      running_.push_back(free_.back());
      free_.pop_back();
      running_.back()->Start(order_[next_++]);
    }
  }

  Launch& launch_;
  BlockPool& pool_;
  const uint64_t blocks_;
  const uint64_t capacity_;
  const BlockOrder order_;
  std::vector<Block*> running_;  // in the order in which they became resident
  std::vector<Block*> free_;     // prepared
  size_t used_ = 0;              // of the pool, by this launch
  uint64_t next_ = 0;            // to become resident, in order_
  uint64_t wanted_ = 1;          // resident blocks
};

}  // namespace

void Launch::Report(const Fault& fault) {
  if (fault.fatal) stopped = true;
  const uint32_t index = program.SiteIndex(at);
  const Site site = SiteOf(program, index);
  for (const Diagnostic& known : outcome.diagnostics) {
    if (known.ptx_line == site.ptx_line && known.kind == fault.kind) return;
  }
  // A fatal fault is told even when the list is full: it is why the launch ended.
  if (outcome.diagnostics.size() >= kMaxDiagnostics) {
    if (!fault.fatal) return;
    outcome.diagnostics.pop_back();
  }
  Diagnostic diagnostic;
  diagnostic.kind = fault.kind;
  diagnostic.kernel = Demangled(request.kernel->name);
  diagnostic.block = at_warp->block->index;
  const int lane = fault.lane & 31;
  diagnostic.thread = {at_warp->specials.tid_x[lane], at_warp->specials.tid_y[lane], at_warp->specials.tid_z[lane]};
  diagnostic.source_file = site.source_file;
  diagnostic.source_line = site.source_line;
  diagnostic.ptx_line = site.ptx_line;
  diagnostic.ptx_text = site.text;
  diagnostic.space = SpaceName(fault.space);
  diagnostic.address = fault.address;
  diagnostic.bytes = fault.bytes;
  diagnostic.message = fault.message;
  if (fault.has_other) {
    const Site other = SiteOf(program, fault.other_site);
    diagnostic.other_block = At(request.grid, fault.other_block);
    diagnostic.other_thread = At(request.block, fault.other_thread);
    diagnostic.other_source_file = other.source_file;
    diagnostic.other_source_line = other.source_line;
    diagnostic.other_ptx_line = other.ptx_line;
    diagnostic.other_ptx_text = other.text;
  }
  if (fault.loaded_site != Fault::kNoSite) diagnostic.message += " at " + PlaceName(program, fault.loaded_site);
  outcome.diagnostics.push_back(std::move(diagnostic));
}

uint64_t Launch::NextRandom(uint64_t bound) {
  random += 0x9e3779b97f4a7c15;
  uint64_t z = random;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return (z ^ (z >> 31)) % bound;
}

LaunchOutcome RunGrid(const Program& program, const LaunchRequest& request) {
  Launch launch(program, request);
  launch.function = &program.functions[static_cast<size_t>(request.kernel->function)];
  launch.budget = request.instruction_budget;
  launch.executed = request.executed;

  launch.random = request.schedule_seed;
  Residents(&launch).Run();
  launch.outcome.completed = !launch.stopped;
  launch.outcome.warp_instructions = launch.instructions;
  return std::move(launch.outcome);
}

}  // namespace gatefuzz::emulator
