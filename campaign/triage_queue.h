// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Looks into failing cases, some at a time, in processes beside the workers.
#ifndef GATEFUZZ_CAMPAIGN_TRIAGE_QUEUE_H_
#define GATEFUZZ_CAMPAIGN_TRIAGE_QUEUE_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "campaign/failing_folder.h"
#include "campaign/finding_store.h"
#include "campaign/triage.h"
#include "campaign/workdir.h"

namespace gatefuzz {

class TriageQueue {
 public:
  struct Events {
    std::function<void(size_t kernel)> on_start;
    // `reproduced`: false for a crash of a worker that no fresh process shows: nothing was stored.
    std::function<void(size_t kernel, const FindingStore::Stored&, bool reproduced)> on_end;
    std::function<void(const std::string& error)> on_error;
  };

  // `kernels`: indices in what follows are of these. `places`: processes at a time, at least 1. `devices`: as in
  // CampaignOptions.
  TriageQueue(const std::vector<std::string>& kernels, const Workdir& workdir, const ShrinkOptions& options, int places,
              std::vector<std::string> devices, Events events);

  // A case of a kernel that its caller saw fail, such as the one that a lost worker had in flight. True if it is the
  // first of its signature, or `error` is set.
  bool Add(size_t kernel, const AnyCase& any_case, const Verdict& seen, std::string* error);

  enum class Begin {
    kNone,
    kFirst,  // what may be a kernel's first finding
    kAny,    // that at once, and the rest while looking into cases takes at most a part of the time
  };
  // Takes in processes that have ended, and starts others. `elapsed`: seconds of the campaign so far.
  void Poll(Begin begin, double elapsed);
  // Asks all to end with what they have.
  void Hurry();

  bool running() const { return !running_.empty(); }
  bool RunsOn(size_t kernel) const;
  // True after several processes in a row could not look into this kernel's cases: they are left waiting.
  bool Stuck(size_t kernel) const;
  // Reads the kernel's groups again.
  void Reload(size_t kernel) { kernels_[kernel].groups = store_.Groups(kernels_[kernel].name); }
  // Failing cases of the kernel that nobody looks into yet.
  size_t Waiting(size_t kernel) const;
  // Groups of findings of the kernel: those on disk.
  const std::vector<FindingGroup>& Groups(size_t kernel) const { return kernels_[kernel].groups; }
  const FindingStore& store() const { return store_; }

 private:
  struct Kernel {
    std::string name;
    FailingFolder failing;
    std::vector<FindingGroup> groups;
    int faults_in_a_row = 0;  // of processes that were to look into it
  };
  struct Running {
    size_t kernel = 0;
    std::string signature;
    std::chrono::steady_clock::time_point started;
    double found_after = 0;
    std::string device;
    TriageProcess process;
  };

  bool StartNext(Begin begin, double elapsed);
  bool Start(size_t kernel, const std::string& signature, double elapsed);
  void End(const Running& running, Triaged triaged);

  const Workdir& workdir_;
  const ShrinkOptions& options_;
  const size_t places_;
  const std::vector<std::string> devices_;
  const Events events_;
  FindingStore store_;
  std::vector<Kernel> kernels_;
  std::vector<std::unique_ptr<Running>> running_;
  std::chrono::steady_clock::time_point next_look_;
  double used_seconds_ = 0;
  int started_ = 0;
};

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_TRIAGE_QUEUE_H_
