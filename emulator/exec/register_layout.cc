// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// PTX has a register for every value, so a frame that holds them all would fall out of the first-level cache. Registers
// whose live ranges do not overlap share a place: liveness over basic blocks, then a linear scan over intervals, one
// pool of places for each width. Since a register's lanes belong to one thread each, and every thread follows a path of
// the control-flow graph, divergence needs no thought here.
//
// A register that is live where the function starts may be read before it is written: those are zeroed at the start.
#include "emulator/exec/register_layout.h"

#include <algorithm>
#include <map>
#include <queue>

namespace gatefuzz::emulator {
namespace {

// Times: the sources of instruction i are read at 2i, its results written at 2i + 1. So a result may take the place of
// a source of the same instruction; handlers read a lane's sources before they write its results.
constexpr uint32_t ReadTime(size_t i) { return static_cast<uint32_t>(2 * i); }
constexpr uint32_t WriteTime(size_t i) { return static_cast<uint32_t>(2 * i + 1); }

struct Access {
  std::vector<uint32_t> reads, writes;  // register ids
};

struct Block {
  size_t begin = 0, end = 0;  // instructions
  std::vector<size_t> successors;
  std::vector<uint64_t> live_in, live_out, reads_first, writes;
};

void Collect(const ptx::Operand& operand, const RegisterFile& registers, std::vector<uint32_t>* ids) {
  using Kind = ptx::Operand::Kind;
  if (operand.kind == Kind::kRegister || operand.kind == Kind::kAddress) {
    if (const RegisterInfo* info = registers.Find(operand.name)) ids->push_back(info->id);
  }
  for (const ptx::Operand& part : operand.parts) Collect(part, registers, ids);
}

Access AccessOf(const ptx::Instruction& instruction, const ptx::Match& match, const RegisterFile& registers) {
  Access access;
  const bool writes_first = WritesFirst(match);
  for (size_t i = 0; i < instruction.operands.size(); ++i) {
    Collect(instruction.operands[i], registers, writes_first && i == 0 ? &access.writes : &access.reads);
  }
  if (!instruction.guard.empty()) {
    if (const RegisterInfo* info = registers.Find(instruction.guard)) access.reads.push_back(info->id);
  }
  return access;
}

class Liveness {
 public:
  Liveness(const std::vector<ptx::Match>& matches, const FunctionScope& scope)
      : function_(scope.function), words_((scope.registers.count() + 63) / 64) {
    for (size_t i = 0; i < matches.size(); ++i) {
      accesses_.push_back(AccessOf(function_.instructions[i], matches[i], scope.registers));
    }
    FindBlocks(matches, scope);
    Solve();
  }

  // The first and last time that each register is live; first > last: never used.
  struct Interval {
    uint32_t first = ~uint32_t{0}, last = 0;
  };
  std::vector<Interval> Intervals(uint32_t registers) const {
    std::vector<Interval> intervals(registers);
    const auto extend = [&](uint32_t id, uint32_t time) {
      intervals[id].first = std::min(intervals[id].first, time);
      intervals[id].last = std::max(intervals[id].last, time);
    };
    for (const Block& block : blocks_) {
      ForEach(block.live_in, [&](uint32_t id) { extend(id, ReadTime(block.begin)); });
      ForEach(block.live_out, [&](uint32_t id) { extend(id, WriteTime(block.end - 1)); });
      for (size_t i = block.begin; i < block.end; ++i) {
        for (const uint32_t id : accesses_[i].reads) extend(id, ReadTime(i));
        for (const uint32_t id : accesses_[i].writes) extend(id, WriteTime(i));
      }
    }
    return intervals;
  }

  std::vector<uint32_t> LiveAtStart() const {
    std::vector<uint32_t> ids;
    if (!blocks_.empty()) ForEach(blocks_[0].live_in, [&](uint32_t id) { ids.push_back(id); });
    return ids;
  }

 private:
  template <class F>
  static void ForEach(const std::vector<uint64_t>& set, F f) {
    for (size_t w = 0; w < set.size(); ++w) {
      for (uint64_t rest = set[w]; rest != 0; rest &= rest - 1) {
        f(static_cast<uint32_t>(w * 64 + static_cast<size_t>(__builtin_ctzll(rest))));
      }
    }
  }
  static bool Has(const std::vector<uint64_t>& set, uint32_t id) { return (set[id / 64] >> (id % 64) & 1) != 0; }
  static void Add(std::vector<uint64_t>* set, uint32_t id) { (*set)[id / 64] |= uint64_t{1} << (id % 64); }

  void FindBlocks(const std::vector<ptx::Match>& matches, const FunctionScope& scope) {
    const size_t count = matches.size();
    const auto ends_block = [&](size_t i) {
      const std::string& mnemonic = function_.instructions[i].mnemonic;
      return mnemonic == "bra" || mnemonic == "brx" || mnemonic == "ret" || mnemonic == "exit" || mnemonic == "trap";
    };
    std::vector<uint8_t> leader(count + 1);
    leader[0] = 1;
    std::map<std::string_view, size_t> labels;
    for (const ptx::Label& label : function_.labels) {
      leader[static_cast<size_t>(label.instruction)] = 1;
      labels[label.name] = static_cast<size_t>(label.instruction);
    }
    for (size_t i = 0; i < count; ++i) {
      if (ends_block(i)) leader[i + 1] = 1;
    }
    std::vector<size_t> block_at(count + 1, ~size_t{0});
    for (size_t i = 0; i < count; ++i) {
      if (leader[i] != 0) blocks_.emplace_back().begin = i;
      block_at[i] = blocks_.size() - 1;
      blocks_.back().end = i + 1;
    }
    for (size_t b = 0; b < blocks_.size(); ++b) {
      Block& block = blocks_[b];
      const ptx::Instruction& last = function_.instructions[block.end - 1];
      const auto to = [&](const std::string& name) {
        const auto label = labels.find(name);
        if (label != labels.end() && label->second < count) block.successors.push_back(block_at[label->second]);
      };
      if (last.mnemonic == "bra") to(last.operands[0].name);
      if (last.mnemonic == "brx") {
        const auto table = scope.branch_tables.find(last.operands[1].name);
        if (table != scope.branch_tables.end()) {
          for (const std::string& name : table->second->labels) to(name);
        }
      }
      if ((!ends_block(block.end - 1) || !last.guard.empty()) && b + 1 < blocks_.size())
        block.successors.push_back(b + 1);
    }
  }

  void Solve() {
    for (Block& block : blocks_) {
      block.live_in.resize(words_);
      block.live_out.resize(words_);
      block.reads_first.resize(words_);
      block.writes.resize(words_);
      for (size_t i = block.begin; i < block.end; ++i) {
        for (const uint32_t id : accesses_[i].reads) {
          if (!Has(block.writes, id)) Add(&block.reads_first, id);
        }
        // A guarded write leaves the old value in the lanes that it skips.
        if (!function_.instructions[i].guard.empty()) {
          for (const uint32_t id : accesses_[i].writes) {
            if (!Has(block.writes, id)) Add(&block.reads_first, id);
          }
        }
        for (const uint32_t id : accesses_[i].writes) Add(&block.writes, id);
      }
    }
    std::vector<std::vector<size_t>> predecessors(blocks_.size());
    for (size_t b = 0; b < blocks_.size(); ++b) {
      for (const size_t successor : blocks_[b].successors) predecessors[successor].push_back(b);
    }
    // Last block first: most of the graph then settles in one pass.
    std::vector<uint8_t> queued(blocks_.size(), 1);
    std::priority_queue<size_t> work;
    for (size_t b = 0; b < blocks_.size(); ++b) work.push(b);
    while (!work.empty()) {
      const size_t b = work.top();
      work.pop();
      queued[b] = 0;
      Block& block = blocks_[b];
      bool changed = false;
      for (size_t w = 0; w < words_; ++w) {
        uint64_t out = 0;
        for (const size_t successor : block.successors) out |= blocks_[successor].live_in[w];
        const uint64_t in = block.reads_first[w] | (out & ~block.writes[w]);
        block.live_out[w] = out;
        changed |= in != block.live_in[w];
        block.live_in[w] = in;
      }
      if (!changed) continue;
      for (const size_t predecessor : predecessors[b]) {
        if (queued[predecessor] == 0) work.push(predecessor);
        queued[predecessor] = 1;
      }
    }
  }

  const ptx::Function& function_;
  size_t words_;
  std::vector<Access> accesses_;
  std::vector<Block> blocks_;
};

}  // namespace

// What is written is called d, p or, once, cache_policy.
bool WritesFirst(const ptx::Match& match) {
  const std::string_view operands = match.row->operands;
  return operands.starts_with("d") || operands.starts_with("p") || operands.starts_with("cache_policy");
}

void LayOutRegisters(const std::vector<ptx::Match>& matches, FunctionScope* scope) {
  const uint32_t count = scope->registers.count();
  const Liveness liveness(matches, *scope);
  const std::vector<Liveness::Interval> intervals = liveness.Intervals(count);

  std::vector<uint32_t> by_start;
  for (uint32_t id = 0; id < count; ++id) {
    if (intervals[id].first <= intervals[id].last) by_start.push_back(id);
  }
  std::sort(by_start.begin(), by_start.end(),
            [&](uint32_t a, uint32_t b) { return intervals[a].first < intervals[b].first; });

  // Free places and those in use, for each width. The last one freed is taken first: it is warm.
  struct Pool {
    std::vector<uint32_t> free;
    std::priority_queue<std::pair<uint32_t, uint32_t>, std::vector<std::pair<uint32_t, uint32_t>>, std::greater<>> used;
  };
  std::map<uint32_t, Pool> pools;
  uint32_t end = 0;
  scope->offsets.assign(count, 0);
  for (const uint32_t id : by_start) {
    const uint32_t width = scope->registers.at(id).bytes;
    Pool& pool = pools[width];
    while (!pool.used.empty() && pool.used.top().first < intervals[id].first) {
      pool.free.push_back(pool.used.top().second);
      pool.used.pop();
    }
    if (pool.free.empty()) {
      // Sixteen predicates fill a cache line.
      const uint32_t bytes = width == 0 ? 64 : 32 * width;
      const uint32_t step = width == 0 ? 4 : bytes;
      for (uint32_t offset = end + bytes; offset > end; offset -= step) pool.free.push_back(offset - step);
      end += bytes;
    }
    scope->offsets[id] = pool.free.back();
    pool.free.pop_back();
    pool.used.push({intervals[id].last, scope->offsets[id]});
  }
  scope->code->frame_bytes = (end + 63) / 64 * 64;
  for (const uint32_t id : liveness.LiveAtStart()) {
    scope->code->zero.push_back({scope->offsets[id], scope->registers.at(id).bytes});
  }
}

}  // namespace gatefuzz::emulator
