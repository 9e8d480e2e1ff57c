// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/command_line.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "campaign/commands.h"
#include "campaign/exit_code.h"
#include "campaign/page/report_formats.h"
#include "campaign/user_input.h"
#include "campaign/user_paths.h"
#include "emulator/control.h"
#include "fuzz/nearest_name.h"
#include "kernels/routing.h"

namespace gatefuzz {
namespace {

constexpr char kAbout[] =
    "Proves that GPU kernels which route tokens to experts keep their contract on every input, and finds the input "
    "where they do not.";
constexpr int kMaxSeconds = 10 * 365 * 24 * 3600;
constexpr int kMaxJobs = 1024;
constexpr int kMinTimeLimit = 5;  // minutes: two of them may pass between Slurm's warning and the end
constexpr int kMaxNodes = 1000;   // tasks of an array job, as Slurm comes
constexpr char kJudgesAbout[] = "judges at a time (default: one a core; on GPUs one a GPU)";
constexpr char kExitCodes[] =
    "Exit codes: 0 clean, 1 a kernel broke its contract, 2 bad usage or input, 3 harness error.";

std::vector<std::string_view> SubcommandNames(const CLI::App& program) {
  std::vector<std::string_view> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// CLI11 says that an argument is unknown; a person also wants to know which was meant.
std::string UsageMessage(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = program.remaining(/*recurse=*/true);
  if (unknown.empty()) return std::string(error.what()) + ". --help says more.";
  const std::string name = unknown[0].substr(0, unknown[0].find('='));
  const std::vector<CLI::App*> commands = program.get_subcommands();
  if (commands.empty() && !name.starts_with("-")) {
    return "there is no subcommand '" + name + "'" + DidYouMean(name, SubcommandNames(program)) + " --help lists all.";
  }
  const CLI::App& command = commands.empty() ? program : *commands[0];
  const std::vector<std::string> options = OptionNames(command);
  const std::vector<std::string_view> candidates(options.begin(), options.end());
  return "argument '" + name + "' was not expected" + DidYouMean(name, candidates) + " --help lists all.";
}

// What the command line asked for: set by the subcommand that was named, run when the whole line has been understood.
using Action = std::function<int()>;

template <typename Options>
std::shared_ptr<Options> OnCommand(CLI::App* command, Action* action, int (*run)(const Options&)) {
  auto options = std::make_shared<Options>();
  command->callback([action, options, run] { *action = [options, run] { return run(*options); }; });
  return options;
}

template <typename OneFormat>
struct FormatName {
  const char* name;
  OneFormat format;
};

// --format, one of the names; the first is the default. `names` is not kept.
template <typename OneFormat>
void AddFormatOption(CLI::App* command, OneFormat* format, std::initializer_list<FormatName<OneFormat>> names) {
  std::map<std::string, OneFormat> by_name;
  std::string about;
  for (const auto& [name, value] : names) {
    by_name.emplace(name, value);
    const bool last = by_name.size() == names.size();
    about += std::string(about.empty() ? "" : last ? " or " : ", ") + name;
  }
  std::vector<std::string> choices;
  for (const auto& [name, value] : by_name) choices.push_back(name);
  const auto set = [format, by_name](const std::string& name) { *format = by_name.at(name); };
  command->add_option_function<std::string>("--format", set, about)
      ->check(CLI::IsMember(choices).description(""))
      ->type_name("NAME")
      ->default_str(names.begin()->name);
}

void AddFormatOption(CLI::App* command, Format* format) {
  AddFormatOption<Format>(command, format, {{"text", Format::kText}, {"json", Format::kJson}});
}

void AddFormatOption(CLI::App* command, ReplayFormat* format) {
  AddFormatOption<ReplayFormat>(
      command, format, {{"text", ReplayFormat::kText}, {"json", ReplayFormat::kJson}, {"junit", ReplayFormat::kJunit}});
}

// An option that takes a whole number from 1 to `most`.
template <typename Number>
CLI::Option* AddCount(CLI::App* command, const std::string& name, Number* count, Number most,
                      const std::string& about) {
  return command->add_option(name, *count, about)->check(CLI::Range(Number{1}, most).description(""))->type_name("N");
}

void AddKernelsOption(CLI::App* command, std::vector<std::string>* kernels, const char* about) {
  command->add_option("--kernel", *kernels, about)->allow_extra_args(false)->type_name("NAME");
}

// What commands that judge kept cases are asked for.
template <typename Options>
void AddCasesAndKernels(CLI::App* command, Options* options) {
  command->add_option("DIR", options->folders, "folders of case files, or files (default: the corpus of this program)")
      ->type_name("");
  AddKernelsOption(command, &options->kernels, "kernel to judge, repeatable (default: all production kernels)");
}

void AddCaseSecondsOption(CLI::App* command, int* seconds) {
  AddCount(command, "--case-seconds", seconds, kMaxSeconds, "a case that takes longer counts as a hang")
      ->capture_default_str();
}

// For this process, and by its environment for those that it starts.
void AddApproxOption(CLI::App* command) {
  const auto set = [](const std::string& name) {
    if (!emulator::Present()) throw CLI::ValidationError("--approx", "a GPU's approximations are its own");
    setenv("GATEFUZZ_APPROX", name.c_str(), 1);
    emulator::Options options = emulator::GetOptions();
    options.approximations = name == "random" ? emulator::Approximations::kRandom : emulator::Approximations::kExact;
    emulator::SetOptions(options);
  };
  command
      ->add_option_function<std::string>(
          "--approx", set,
          "what ex2.approx and its like give: exact, or random: anything that PTX allows, "
          "drawn by GATEFUZZ_SEED")
      ->check(CLI::IsMember({"exact", "random"}).description(""))
      ->type_name("NAME")
      ->default_str("exact");
}

// A message, unless the text can name a folder.
std::string NotAName(const std::string& text) {
  const bool good = !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  return good ? "" : "takes letters, digits, - and _";
}

void AddKnownFindingsOption(CLI::App* command, std::string* path) {
  command->add_option("--known-findings", *path, "ledger of findings that wait for their fix (docs/findings.md)")
      ->type_name("FILE");
}

constexpr char kClusterGroup[] = "On a Slurm cluster";

// What the user gave of a command's options, for the same command on another machine: folders as absolute paths;
// without the cluster's own options and those named.
std::vector<std::string> GivenArguments(const CLI::App& command, const std::vector<std::string>& left_out) {
  std::vector<std::string> arguments;
  for (const CLI::Option* option : command.get_options()) {
    if (option->empty() || option->get_group() == kClusterGroup) continue;
    const std::string name = option->get_name();
    if (std::ranges::find(left_out, name) != left_out.end()) continue;
    if (option->get_items_expected_max() == 0) {
      arguments.push_back(name);
      continue;
    }
    for (const std::string& value : option->results()) {
      arguments.push_back(name + "=" + (option->get_type_name() == "FOLDER" ? UserPath(value) : value));
    }
  }
  return arguments;
}

// Of `fuzz`: the options by which it hands its work to a cluster instead.
void AddLauncher(CLI::App* command, Action* action, const std::shared_ptr<FuzzOptions>& options) {
  auto launch = std::make_shared<LaunchOptions>();
  CLI::Option* launcher = command->add_option("--launcher", "slurm: submit the campaign instead of running it here")
                              ->check(CLI::IsMember({"slurm"}).description(""))
                              ->type_name("NAME");
  CLI::Option* nodes =
      AddCount(command, "--nodes", &launch->nodes, kMaxNodes, "machines, each a member of the campaign");
  launcher->needs(nodes)->excludes(command->get_option("--member"));
  std::vector<CLI::Option*> more = {
      nodes,
      AddCount(command, "--gpus-per-node", &launch->gpus_per_node, kMaxJobs, "GPUs, each with a worker of its own"),
      command->add_option("--partition", launch->partition, "of the cluster (default: its own)")->type_name("NAME"),
      command->add_option("--account", launch->account, "that pays (default: yours)")->type_name("NAME"),
      command->add_flag("--dry-run", launch->dry_run, "print the batch scripts; write and submit nothing")};
  more.push_back(command
                     ->add_option("--time-limit", launch->time_limit,
                                  "minutes of one job, after which the campaign goes on in the next (default: as long "
                                  "as all of it takes)")
                     ->check(CLI::Range(kMinTimeLimit, kMaxSeconds / 60).description(""))
                     ->type_name("N"));
  launcher->group(kClusterGroup);
  for (CLI::Option* option : more) option->needs(launcher)->group(kClusterGroup);
  command->callback([command, action, options, launch, launcher] {
    *action = [options] { return RunFuzz(*options); };
    if (launcher->empty()) return;
    launch->own_jobs = !command->get_option("--jobs")->empty();
    launch->arguments = GivenArguments(*command, {"--workdir", "--jobs", "--seed"});
    *action = [options, launch] { return RunLaunch(*options, *launch); };
  });
}

void AddFuzz(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("fuzz", "Hunt for an input on which a kernel breaks its contract");
  const auto options = OnCommand(command, action, RunFuzz);
  AddKernelsOption(command, &options->kernels, "kernel to fuzz, repeatable (default: all production kernels)");
  CLI::Option* seconds =
      AddCount<double>(command, "--seconds", &options->seconds, kMaxSeconds, "how long, all kernels together")
          ->capture_default_str();
  command
      ->add_option_function<double>(
          "--hours", [options](double hours) { options->seconds = hours * 3600; },
          "the same in hours; 0.5 is half an hour")
      ->check(CLI::Range(1.0 / 3600, kMaxSeconds / 3600.0).description(""))
      ->excludes(seconds)
      ->type_name("N");
  AddCount<uint64_t>(command, "--executions", &options->executions, UINT64_MAX,
                     "end after so many in all, should the time not be over");
  command->add_flag("--until-finding", options->until_finding, "leave a kernel alone once it has a finding");
  AddCount(command, "--jobs", &options->jobs, kMaxJobs,
           "worker processes at a time (default: one a core; on GPUs one a GPU)");
  command
      ->add_option("--workdir", options->workdir,
                   "folder of the campaign; made if missing; a campaign that was stopped goes on")
      ->type_name("FOLDER")
      ->capture_default_str();
  command
      ->add_option("--member", options->member,
                   "this process's name among several that work in one folder, each on its own machine")
      ->check(CLI::Validator(NotAName, ""))
      ->type_name("NAME")
      ->capture_default_str();
  AddCaseSecondsOption(command, &options->case_seconds);
  AddApproxOption(command);
  AddCount(command, "--shrink-seconds", &options->shrink_seconds, kMaxSeconds,
           "for making a finding small, beyond --seconds")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "of all random choices (default: drawn, and printed)")->type_name("N");
  CLI::Option* seeds = command->add_option("--seeds", options->seeds, "folder of cases to start from (default: ours)")
                           ->type_name("FOLDER");
  command->add_flag("--no-seeds", options->no_seeds, "start from nothing")->excludes(seeds);
  AddKnownFindingsOption(command, &options->known_findings);
  AddFormatOption(command, &options->format);
  AddLauncher(command, action, options);
}

void AddRepro(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("repro", "Judge case files by every property; say what is broken and where");
  const auto options = OnCommand(command, action, RunRepro);
  command->add_option("FILE", options->files, "case files")->required()->type_name("");
  AddKernelsOption(command, &options->kernels, "kernel to judge, repeatable (default: all production kernels)");
  AddCaseSecondsOption(command, &options->case_seconds);
  AddApproxOption(command);
  command
      ->add_option("--backend", options->backend,
                   "what runs the kernel: emulator, gpu or both, which tells where they disagree (default: that of "
                   "this program; both and gpu take one built with --config=gpu)")
      ->type_name("NAME");
  command->add_flag("--in-process", options->in_process, "run the kernel in this process, for a debugger");
  AddFormatOption(command, &options->format);
}

void AddShow(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand(
      "show", "Print a case file in words, as JSON that 'encode' takes, or as a test to paste: C++ or Python");
  const auto options = OnCommand(command, action, RunShow);
  command->add_option("FILE", options->file, "a case file")->required()->type_name("");
  command->add_option("--kernel", options->kernel, "of a test: kernel that it launches until you put in yours")
      ->type_name("NAME");
  command->add_option("--clause", options->clause, "of a test: clause that is broken (default: it checks all)")
      ->type_name("NAME");
  AddFormatOption<ShowFormat>(command, &options->format,
                              {{"text", ShowFormat::kText},
                               {"json", ShowFormat::kJson},
                               {"cpp", ShowFormat::kCpp},
                               {"python", ShowFormat::kPython}});
}

void AddReplay(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand(
      "replay", "For CI: judge every case file of folders, in seconds; fail for what is not known yet");
  const auto options = OnCommand(command, action, RunReplay);
  AddCasesAndKernels(command, options.get());
  AddKnownFindingsOption(command, &options->known_findings);
  AddCount(command, "--jobs", &options->jobs, kMaxJobs, kJudgesAbout);
  AddCaseSecondsOption(command, &options->case_seconds);
  AddApproxOption(command);
  AddFormatOption(command, &options->format);
}

void AddCrosscheck(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand(
      "crosscheck", "Judge every case file of folders on emulator and GPU; fail where the two disagree");
  const auto options = OnCommand(command, action, RunCrosscheck);
  AddCasesAndKernels(command, options.get());
  command->add_flag("--zoo", options->zoo, "all known-bad kernels instead")->excludes("--kernel");
  AddCount(command, "--jobs", &options->jobs, kMaxJobs, kJudgesAbout);
  AddCaseSecondsOption(command, &options->case_seconds);
  AddFormatOption(command, &options->format);
}

void AddPromote(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("promote", "Put a case that was fixed into the corpus, as a regression");
  const auto options = OnCommand(command, action, RunPromote);
  command->add_option("FILE", options->file, "a case file")->required()->type_name("");
  command->add_option("--name", options->name, "its name in the corpus, snake_case")->required()->type_name("NAME");
  command->add_option("--story", options->story, "what it shows, one line")->type_name("TEXT");
  command->add_option("--corpus", options->corpus, "corpus folder of a checkout (default: of the one you stand in)")
      ->type_name("DIR");
  AddCaseSecondsOption(command, &options->case_seconds);
}

void AddShrink(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("shrink", "Make a failing case as small as it goes while it breaks the same clause");
  const auto options = OnCommand(command, action, RunShrink);
  command->add_option("FILE", options->file, "a case file")->required()->type_name("");
  command->add_option("-o,--output", options->output, "the case file to write")->required()->type_name("FILE");
  command
      ->add_option("--kernel", options->kernel, "kernel that fails it (default: the first production kernel that does)")
      ->type_name("NAME");
  AddCount(command, "--seconds", &options->seconds, kMaxSeconds, "write the smallest case reached by then")
      ->capture_default_str();
  AddCaseSecondsOption(command, &options->case_seconds);
  AddApproxOption(command);
}

void AddEncode(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("encode", "Make a case file from JSON (docs/case-format.md)");
  const auto options = OnCommand(command, action, RunEncode);
  command->add_option("JSON", options->json, "a JSON file that holds one case, as 'show --format=json' prints it")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", options->output, "the case file to write")->required()->type_name("FILE");
}

void AddKernels(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand("kernels", "List the production kernels and the zoo of known-bad ones");
  const auto options = OnCommand(command, action, RunKernels);
  command
      ->add_option("--fidelity", options->fidelity,
                   "of this kernel, tell how faithful the emulator is for each PTX instruction form that it uses, and "
                   "which GPU showed it")
      ->check(
          CLI::Validator([](const std::string& name) { return std::string(name.empty() ? "is no kernel" : ""); }, ""))
      ->type_name("NAME");
  AddFormatOption(command, &options->format);
}

void AddCoverage(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("coverage", "Tell which CUDA source lines of a kernel a corpus reaches, for lcov");
  const auto options = OnCommand(command, action, RunCoverage);
  command->add_option("FILE", options->files, "case files, or folders of them (default: the seeds that come with this)")
      ->type_name("");
  command->add_option("--kernel", options->kernel, "kernel to run them on")->type_name("NAME")->capture_default_str();
  command->add_option("-o,--output", options->output, "the lcov tracefile to write")->required()->type_name("FILE");
  command->add_option("--html", options->html, "folder for pages; needs genhtml of the package lcov")
      ->type_name("FOLDER");
  AddFormatOption(command, &options->format);
}

void AddMinimise(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand(
      "minimise", "Remove from a campaign's corpora what shows nothing that smaller inputs do not (libFuzzer's merge)");
  const auto options = OnCommand(command, action, RunMinimise);
  command->add_option("WORKDIR", options->workdir, "the campaign's folder, that of 'fuzz --workdir'; it may be running")
      ->required()
      ->type_name("");
  AddKernelsOption(command, &options->kernels, "kernel whose corpus (default: all that have one there); repeatable");
  command->add_flag("--dry-run", options->dry_run, "remove nothing");
  AddFormatOption(command, &options->format);
}

void AddReport(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("report", "Tell what a campaign did and found, as a page and for other programs");
  const auto options = OnCommand(command, action, RunReport);
  command->add_option("WORKDIR", options->workdir, "the campaign's folder, that of 'fuzz --workdir'; it may be running")
      ->required()
      ->type_name("");
  std::vector<std::string> formats;
  std::string about;
  for (const ReportFormat& format : ReportFormats()) {
    formats.emplace_back(format.name);
    about += (about.empty() ? "" : ", ") + formats.back();
  }
  command
      ->add_option("--format", options->format,
                   about + " (default: report.html and its like in WORKDIR, and a summary here)")
      ->check(CLI::IsMember(formats).description(""))
      ->type_name("NAME");
  command->add_option("-o,--output", options->output, "the file to write (default: standard output)")
      ->type_name("FILE");
}

// A whole number that may be written as 1e9.
void AddRows(CLI::App* command, const std::string& name, uint64_t* rows, const std::string& about) {
  constexpr double kMost = 1e15;
  command->add_option_function<double>(
             name, [rows](double count) { *rows = static_cast<uint64_t>(count); }, about)
      ->check(CLI::Range(1.0, kMost).description(""))
      ->type_name("N");
}

void AddBatchRowsOption(CLI::App* command, int64_t* batch_rows) {
  AddCount<int64_t>(command, "--batch-rows", batch_rows, int64_t{1} << 24,
                    "most rows of a launch (default: 262144; 1024 on the CPU)");
}

void AddFindingsFolder(CLI::App* command, std::string* workdir) {
  command->add_option("--workdir", *workdir, "folder for findings, and for how far a run has come; made if missing")
      ->type_name("FOLDER")
      ->capture_default_str();
}

template <typename T>
CLI::Option* AddPin(CLI::App* command, const std::string& name, std::optional<T>* pin, T most,
                    const std::string& about) {
  return command->add_option_function<T>(
                    name, [pin](const T& value) { *pin = value; }, about)
      ->check(CLI::Range(T{1}, most).description(""))
      ->type_name("N");
}

void AddVerify(CLI::App* program, Action* action) {
  CLI::App* command = program->add_subcommand(
      "verify", "Make rows on the GPU, route them and judge every one there, by the thousand million");
  const auto options = OnCommand(command, action, RunVerify);
  AddKernelsOption(command, &options->kernels,
                   "kernel to verify, repeatable (default: all production routing kernels)");
  AddRows(command, "--rows", &options->rows, "how many, of each kernel (default: 1e9; 1e4 on the CPU)");
  AddCount<double>(command, "--seconds", &options->seconds, kMaxSeconds, "end earlier, each kernel after so long");
  AddCount<uint64_t>(command, "--seed", &options->seed, UINT64_MAX,
                     "of all rows (default: that of the run that goes on, else drawn; printed)");
  AddPin(command, "--experts", &options->pins.experts, kMaxExperts, "of every row (default: drawn for each batch)");
  AddPin(command, "--k", &options->pins.k, kMaxTopK, "choices of every row (default: drawn for each batch)");
  const std::map<std::string, DType> dtypes = {{"f32", DType::kF32}, {"f16", DType::kF16}, {"bf16", DType::kBF16}};
  command
      ->add_option_function<std::string>(
          "--dtype", [options, dtypes](const std::string& name) { options->pins.dtype = dtypes.at(name); },
          "f32, f16 or bf16 (default: drawn for each batch)")
      ->check(CLI::IsMember({"f32", "f16", "bf16"}).description(""))
      ->type_name("NAME");
  command->add_flag("--plain", options->pins.plain,
                    "as engines call it: renormalised, int32 ids, no bias, window, finished or padded rows");
  AddBatchRowsOption(command, &options->batch_rows);
  command
      ->add_option_function<uint64_t>(
          "--batch", [options](uint64_t batch) { options->one_batch = batch; }, "run this batch of the seed alone")
      ->type_name("N");
  AddFindingsFolder(command, &options->workdir);
  AddFormatOption(command, &options->format);
}

void AddSweep(CLI::App* program, Action* action) {
  CLI::App* command =
      program->add_subcommand("sweep", "Try every row of spaces that are small enough, and so prove what holds there");
  const auto options = OnCommand(command, action, RunSweep);
  AddKernelsOption(command, &options->kernels, "kernel to prove, repeatable (default: all production routing kernels)");
  command->add_option("--sweep", options->sweeps, "space to try, repeatable (default: all)")
      ->allow_extra_args(false)
      ->type_name("NAME");
  AddRows(command, "--first-rows", &options->most_of_part, "of each shape only so many rows, which proves nothing");
  AddBatchRowsOption(command, &options->batch_rows);
  AddFindingsFolder(command, &options->workdir);
  AddFormatOption(command, &options->format);
}

// By which the program starts itself; not for people, so in no help.
void AddHidden(CLI::App* program, Action* action) {
  CLI::App* worker = program->add_subcommand("worker")->group("");
  const auto options = OnCommand(worker, action, RunWorkerCommand);
  worker->add_option("--kernel", options->kernel)->required();
  worker->add_option("--folder", options->worker.folder)->required();
  worker->add_option("--corpus", options->worker.corpus)->required();
  worker->add_option("--seeds", options->worker.seeds);
  worker->add_option("--failing", options->worker.failing)->required();
  worker->add_option("--features", options->worker.features)->required();
  worker->add_option("--seconds", options->worker.seconds)->required();
  worker->add_option("--case-seconds", options->worker.case_seconds)->required();
  worker->add_option("--seed", options->worker.seed)->required();
  CLI::App* triage = program->add_subcommand("triage")->group("");
  const auto triage_options = OnCommand(triage, action, RunTriageCommand);
  triage->add_option("--kernel", triage_options->kernel)->required();
  triage->add_option("--folder", triage_options->folder)->required();
  triage->add_option("--case-seconds", triage_options->case_seconds)->required();
  triage->add_option("--shrink-seconds", triage_options->shrink_seconds)->required();
  CLI::App* judge = program->add_subcommand("judge")->group("");
  const auto judge_options = OnCommand(judge, action, RunJudgeCommand);
  judge->add_option("--kernel", judge_options->kernel)->required();
  judge->add_option("--backend", judge_options->backend);
}

}  // namespace

int RunProgram(int argc, char** argv) {
  CLI::App program(kAbout, "gatefuzz");
  program.footer(kExitCodes);
  program.require_subcommand(1);
  Action action;
  AddFuzz(&program, &action);
  AddVerify(&program, &action);
  AddSweep(&program, &action);
  AddRepro(&program, &action);
  AddShow(&program, &action);
  AddShrink(&program, &action);
  AddEncode(&program, &action);
  AddReplay(&program, &action);
  AddCrosscheck(&program, &action);
  AddPromote(&program, &action);
  AddKernels(&program, &action);
  AddCoverage(&program, &action);
  AddReport(&program, &action);
  AddMinimise(&program, &action);
  AddHidden(&program, &action);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return program.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return BadInput(UsageMessage(program, error));
  }
  try {
    return action();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gatefuzz: harness error: %s\n", error.what());
    return kExitHarnessError;
  }
}

}  // namespace gatefuzz
