// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The subcommands of the program `gatefuzz`: what each is asked for, and the function that does it, one file each.
// command_line.cc declares the flags. Each function returns an ExitCode, prints results to standard output, and what
// is wrong to standard error.
#ifndef GATEFUZZ_CAMPAIGN_COMMANDS_H_
#define GATEFUZZ_CAMPAIGN_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "campaign/record/campaign_folder.h"
#include "campaign/triage.h"
#include "campaign/worker.h"
#include "verify/plan.h"

namespace gatefuzz {

enum class Format { kText, kJson };

// After so long one case counts as a hang, where the emulator's budget of instructions has not ended it before.
inline constexpr int kCaseSeconds = 30;

struct KernelsOptions {
  std::string fidelity;  // the kernel whose instructions to grade; empty: list all kernels
  Format format = Format::kText;
};
int RunKernels(const KernelsOptions& options);

// Paths are as the user gave them: relative to the folder that he stands in.
enum class ShowFormat { kText, kJson, kCpp, kPython };
struct ShowOptions {
  std::string file;
  ShowFormat format = ShowFormat::kText;
  // Of a snippet (cpp, python): what it launches, and what is broken.
  std::string kernel;  // empty: the first production kernel that takes the case
  std::string clause;  // empty: not known
};
int RunShow(const ShowOptions& options);

struct EncodeOptions {
  std::string json;
  std::string output;
};
int RunEncode(const EncodeOptions& options);

struct ReproOptions {
  std::vector<std::string> files;
  std::vector<std::string> kernels;  // empty: all production kernels
  std::string backend;               // by the names of crosscheck/backend.h; empty: the runtime that is linked
  bool in_process = false;
  int case_seconds = kCaseSeconds;
  Format format = Format::kText;
};
int RunRepro(const ReproOptions& options);

struct ShrinkFileOptions {
  std::string file;
  std::string output;
  std::string kernel;  // empty: the first production kernel that fails the case
  int seconds = 60;
  int case_seconds = kCaseSeconds;
};
int RunShrink(const ShrinkFileOptions& options);

enum class ReplayFormat { kText, kJson, kJunit };
struct ReplayOptions {
  std::vector<std::string> folders;  // case files, and folders of them; empty: the corpus that came with the program
  std::vector<std::string> kernels;  // empty: all production kernels
  std::string known_findings;        // the ledger's file; empty: none
  int jobs = 0;                      // 0: as many as devices.h says
  int case_seconds = kCaseSeconds;
  ReplayFormat format = ReplayFormat::kText;
};
int RunReplay(const ReplayOptions& options);

// Every case on emulator and GPU; for programs that are built with --config=gpu.
struct CrosscheckOptions {
  std::vector<std::string> folders;  // as in ReplayOptions
  std::vector<std::string> kernels;  // empty: all production kernels
  bool zoo = false;                  // all known-bad kernels instead; without `kernels`
  int jobs = 0;                      // 0: as many as devices.h says
  int case_seconds = kCaseSeconds;
  ReplayFormat format = ReplayFormat::kText;
};
int RunCrosscheck(const CrosscheckOptions& options);

struct PromoteOptions {
  std::string file;
  std::string name;
  std::string story;   // empty: that it was found by fuzzing
  std::string corpus;  // empty: that of the checkout which the user stands in
  int case_seconds = kCaseSeconds;
};
int RunPromote(const PromoteOptions& options);

struct CoverageOptions {
  std::vector<std::string> files;  // case files, and folders of them; empty: the seeds that came with the program
  std::string kernel = "topk_softmax";
  std::string output;  // the tracefile
  std::string html;    // folder for genhtml's pages; empty: none
  Format format = Format::kText;
};
int RunCoverage(const CoverageOptions& options);

struct FuzzOptions {
  std::vector<std::string> kernels;  // empty: all production kernels
  double seconds = 60;
  uint64_t executions = 0;  // 0: no limit
  bool until_finding = false;
  int shrink_seconds = 30;
  int jobs = 0;  // 0: as many as devices.h says
  std::string member = kLocalMember;
  std::string workdir = "gatefuzz-work";
  int case_seconds = kCaseSeconds;
  uint64_t seed = 0;  // 0: drawn
  std::string seeds;  // empty: those that came with the program
  bool no_seeds = false;
  std::string known_findings;  // a ledger; empty: none
  Format format = Format::kText;
};
int RunFuzz(const FuzzOptions& options);

struct VerifyOptions {
  std::vector<std::string> kernels;  // empty: all production routing kernels
  uint64_t rows = 0;                 // of each kernel; 0: kVerifyRows
  double seconds = 0;                // of each kernel; 0: as long as it takes
  uint64_t seed = 0;                 // 0: of the run that goes on, else drawn
  verify::Pins pins;
  int64_t batch_rows = 0;             // 0: kBatchRows
  std::optional<uint64_t> one_batch;  // run this batch alone, and keep no state
  std::string workdir = "gatefuzz-verify";
  Format format = Format::kText;
};
int RunVerify(const VerifyOptions& options);

struct SweepOptions {
  std::vector<std::string> kernels;  // empty: all production routing kernels
  std::vector<std::string> sweeps;   // empty: all
  uint64_t most_of_part = 0;         // of each shape only so many rows, which proves nothing; 0: all
  int64_t batch_rows = 0;            // 0: kBatchRows
  std::string workdir = "gatefuzz-verify";
  Format format = Format::kText;
};
int RunSweep(const SweepOptions& options);

struct MinimiseOptions {
  std::string workdir;               // of a campaign that runs or has run
  std::vector<std::string> kernels;  // empty: all that have a corpus there
  bool dry_run = false;
  Format format = Format::kText;
};
int RunMinimise(const MinimiseOptions& options);

struct ReportOptions {
  std::string workdir;  // of a campaign that runs or has run
  std::string format;   // a name of page/report_formats.h; empty: by `output`'s ending, or all files of a report
  std::string output;   // a file; empty: standard output if there is a format
};
int RunReport(const ReportOptions& options);

// The same on a Slurm cluster, where each node runs RunFuzz with what the user gave.
struct LaunchOptions {
  int nodes = 0;
  int gpus_per_node = 0;
  std::string partition;               // empty: the cluster's default
  std::string account;                 // empty: the user's default
  int time_limit = 0;                  // minutes a job; 0: as long as the campaign takes
  bool dry_run = false;                // print the batch scripts
  bool own_jobs = false;               // `jobs` of FuzzOptions is as the user gave it, not this machine's
  std::vector<std::string> arguments;  // what else the user gave, but for the folder and the seed
};
int RunLaunch(const FuzzOptions& options, const LaunchOptions& launch);

// By which the program starts itself: worker.h, judge.h.
struct WorkerCommandOptions {
  std::string kernel;
  WorkerOptions worker;
};
int RunWorkerCommand(const WorkerCommandOptions& options);

struct JudgeCommandOptions {
  std::string kernel;
  std::string backend;  // "": the runtime linked
};
int RunJudgeCommand(const JudgeCommandOptions& options);

}  // namespace gatefuzz

#endif  // GATEFUZZ_CAMPAIGN_COMMANDS_H_
