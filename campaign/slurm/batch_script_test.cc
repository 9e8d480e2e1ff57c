// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
#include "campaign/slurm/batch_script.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace gatefuzz {
namespace {

namespace fs = std::filesystem;

constexpr char kNastyName[] = "it's \"W\" #1 $HOME `x` \\ %a *";

// What a script does in a folder of the test's own, with programs of the test's own instead of gatefuzz, hostname,
// date and scontrol.
class BatchScript : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::string(std::getenv("TEST_TMPDIR")) + "/" + name;
    campaign_.workdir = folder_ + "/" + kNastyName;
    campaign_.program = folder_ + "/bin/the program";
    fs::create_directories(folder_ + "/bin");
    fs::create_directories(campaign_.workdir + "/slurm/job-7");
    Write("bin/hostname", "echo host9");
    Write("bin/scontrol", "echo \"$@\" >>\"" + folder_ + "/requeued\"");
  }

  void Write(const std::string& name, const std::string& script) {
    std::ofstream(folder_ + "/" + name) << "#!/bin/bash\n" << script << "\n";
    fs::permissions(folder_ + "/" + name, fs::perms::owner_all);
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  // The exit code of bash; output_ is what it printed.
  int Run(const std::string& script, const std::string& environment, const std::string& arguments = "") {
    std::ofstream(folder_ + "/script") << script;
    std::ofstream(campaign_.workdir + "/slurm/campaign.sbatch") << script;
    const std::string command = "cd " + folder_ + " && PATH=" + folder_ + "/bin:$PATH " + environment +
                                " bash script " + arguments + " >output 2>&1 </dev/null";
    const int status = std::system(command.c_str());
    output_ = Read(folder_ + "/output");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  int RunTask(const std::string& more = "") {
    return Run(CampaignScript(campaign_), "SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=2 SLURM_CPUS_ON_NODE=48 " + more);
  }

  std::string Record(int node) { return Read(campaign_.workdir + "/slurm/job-7/node-" + std::to_string(node)); }

  void SetRecord(int node, const std::string& text) {
    std::ofstream(campaign_.workdir + "/slurm/job-7/node-" + std::to_string(node)) << text << "\n";
  }

  SlurmCampaign campaign_;
  std::string folder_;
  std::string output_;
};

TEST_F(BatchScript, IsWhatBashTakes) {
  campaign_.arguments = {"--kernel=a", "--seeds=/it's \"here\"", "--no-seeds"};
  campaign_.seed = 1;
  for (const std::string& script : {CampaignScript(campaign_), ReportScript(campaign_)}) {
    std::ofstream(folder_ + "/script") << script;
    EXPECT_EQ(std::system(("bash -n " + folder_ + "/script").c_str()), 0) << script;
    std::ofstream(folder_ + "/script") << script << "\n'";
    EXPECT_NE(std::system(("bash -n " + folder_ + "/script 2>/dev/null").c_str()), 0) << "bash -n finds nothing";
  }
}

TEST_F(BatchScript, AsksSlurmForWhatTheUserAskedFor) {
  campaign_.nodes = 4;
  campaign_.gpus_per_node = 8;
  campaign_.partition = "long";
  campaign_.account = "moe team";
  campaign_.minutes = 90;
  const std::string script = CampaignScript(campaign_);
  for (const char* const line :
       {"--array=0-3", "--exclusive", "--nodes=1", "--ntasks=1", "--gpus-per-node=8", "--partition=long",
        "--account=\"moe team\"", "--time=90", "--requeue", "--signal=B:USR1@60", "--open-mode=append"}) {
    EXPECT_NE(script.find(std::string("\n#SBATCH ") + line + "\n"), std::string::npos) << line << "\n" << script;
  }
  const std::string report = ReportScript(campaign_);
  EXPECT_NE(report.find("\n#SBATCH --account=\"moe team\"\n"), std::string::npos) << report;
  EXPECT_EQ(report.find("--exclusive"), std::string::npos);
  EXPECT_EQ(CampaignScript({}).find("--partition"), std::string::npos);
}

TEST_F(BatchScript, StartsTheProgramWithEveryArgumentWhole) {
  campaign_.arguments = {"--kernel=zoo/x", std::string("--seeds=/") + kNastyName, "--no-seeds"};
  campaign_.seed = 40;
  Write("bin/the program", "printf '[%s]\\n' \"$@\"");
  EXPECT_EQ(RunTask(), 0) << output_;
  EXPECT_NE(
      output_.find("[fuzz]\n[--member=node-2]\n[--workdir=" + campaign_.workdir +
                   "]\n[--jobs=48]\n[--seed=42]\n[--kernel=zoo/x]\n[--seeds=/" + kNastyName + "]\n[--no-seeds]\n"),
      std::string::npos)
      << output_;
  EXPECT_EQ(Record(2), "0 1 ended host9\n");
}

TEST_F(BatchScript, StartsAsManyWorkersAsThereAreGpusOrAsTheUserWants) {
  Write("bin/the program", "printf '[%s]\\n' \"$@\"");
  campaign_.gpus_per_node = 8;
  RunTask();
  EXPECT_NE(output_.find("[--jobs=8]"), std::string::npos) << output_;
  campaign_.jobs = 3;
  RunTask();
  EXPECT_NE(output_.find("[--jobs=3]"), std::string::npos) << output_;
}

TEST_F(BatchScript, ExitsWithTheProgramsCodeAndKeepsIt) {
  Write("bin/the program", "exit 1");
  EXPECT_EQ(RunTask("SLURM_RESTART_COUNT=2"), 1) << output_;
  EXPECT_EQ(Record(2), "1 3 ended host9\n");
}

TEST_F(BatchScript, RefusesAFolderThatTheNodeSeesOtherwise) {
  Write("bin/the program", "exit 0");
  const std::string script = CampaignScript(campaign_);
  campaign_.workdir = folder_ + "/elsewhere";
  fs::create_directories(campaign_.workdir + "/slurm");
  EXPECT_EQ(Run(script, "SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=2 SLURM_CPUS_ON_NODE=48"), 2);
  EXPECT_NE(output_.find("gatefuzz: host9 does not see " + folder_), std::string::npos) << output_;
}

TEST_F(BatchScript, RefusesANodeWithoutTheProgram) {
  EXPECT_EQ(RunTask(), 2);
  EXPECT_NE(output_.find("gatefuzz: host9 has no program " + campaign_.program), std::string::npos) << output_;
}

// A program that tells its parent's process of a signal, and ends in an orderly way 0.3 s after its own SIGTERM.
constexpr char kSignalled[] =
    "trap 'sleep 0.3; echo orderly; exit 1' TERM; kill -%s $PPID; %s; while :; do sleep 0.05; done";

std::string Signalled(const std::string& signal, const std::string& more) {
  std::string script = kSignalled;
  script.replace(script.find("%s"), 2, signal);
  return script.replace(script.find("%s"), 2, more);
}

TEST_F(BatchScript, EndsTheProgramAndQueuesAgainWhenItsTimeIsNearlyOver) {
  Write("bin/the program", Signalled("USR1", ":"));
  EXPECT_EQ(RunTask(), 0) << output_;
  EXPECT_NE(output_.find("orderly"), std::string::npos) << output_;
  EXPECT_EQ(Read(folder_ + "/requeued"), "requeue 7_2\n");
  EXPECT_EQ(Record(2), "");
}

TEST_F(BatchScript, DoesNotBeginAnotherCampaignOnceItsOwnIsComplete) {
  const std::string state = campaign_.workdir + "/members/node-2";
  fs::create_directories(state);
  for (const auto& [status, code] : {std::pair{"interrupted", 0}, std::pair{"complete", 1}}) {
    std::ofstream(state + "/state.json") << "{\"member\": \"node-2\", \"status\": \"" << status << "\"}";
    Write("bin/the program", Signalled("USR1", ":"));
    EXPECT_EQ(RunTask(), code) << output_;
  }
  EXPECT_EQ(Read(folder_ + "/requeued"), "requeue 7_2\n");
  EXPECT_EQ(Record(2), "1 1 ended host9\n");
}

TEST_F(BatchScript, FailsIfItCannotBeQueuedAgain) {
  Write("bin/scontrol", "exit 1");
  Write("bin/the program", Signalled("USR1", ":"));
  EXPECT_EQ(RunTask(), 3) << output_;
  EXPECT_NE(output_.find("Slurm refuses"), std::string::npos) << output_;
  EXPECT_EQ(Record(2), "3 1 ended host9\n");
}

TEST_F(BatchScript, WaitsForTheProgramWhenSlurmEndsBoth) {
  Write("bin/the program", Signalled("TERM", "kill -TERM $$"));
  EXPECT_EQ(RunTask(), 1) << output_;
  EXPECT_NE(output_.find("orderly"), std::string::npos) << output_;
  EXPECT_FALSE(fs::exists(folder_ + "/requeued"));
  EXPECT_EQ(Record(2), "1 1 stopped host9\n");
}

TEST_F(BatchScript, OfTheReportTellsHowEachMemberEnded) {
  campaign_.nodes = 4;
  Write("bin/the program", "printf '[%s]\\n' \"$@\"");
  SetRecord(0, "0 1 ended host0");
  SetRecord(1, "0 2 ended host1");
  SetRecord(2, "0 1 stopped host2");
  EXPECT_EQ(Run(ReportScript(campaign_), "", "7"), 3);
  EXPECT_NE(output_.find("node-0: exit code 0, on host0\n"), std::string::npos) << output_;
  EXPECT_NE(output_.find("node-1: exit code 0, on host1; started 2 times"), std::string::npos) << output_;
  EXPECT_NE(output_.find("node-2: STOPPED before its time was over, exit code 0, on host2\n"), std::string::npos);
  EXPECT_NE(output_.find("node-3: NEVER ENDED"), std::string::npos) << output_;
  EXPECT_NE(output_.find("[report]\n[" + campaign_.workdir + "]\n"), std::string::npos) << output_;
}

TEST_F(BatchScript, OfTheReportExitsWithTheCampaignsCode) {
  campaign_.nodes = 2;
  const auto code = [&](const char* first, const char* second, const char* report) {
    SetRecord(0, std::string(first) + " 1 ended host0");
    SetRecord(1, std::string(second) + " 1 ended host1");
    Write("bin/the program", std::string("exit ") + report);
    return Run(ReportScript(campaign_), "", "7");
  };
  EXPECT_EQ(code("0", "0", "0"), 0) << output_;
  EXPECT_EQ(code("0", "1", "0"), 1);
  EXPECT_EQ(code("3", "1", "0"), 1);
  EXPECT_EQ(code("3", "2", "0"), 3);
  EXPECT_EQ(code("2", "0", "0"), 2);
  EXPECT_EQ(code("137", "0", "0"), 3);
  EXPECT_EQ(code("0", "0", "2"), 2);
  const std::string group = campaign_.workdir + "/findings/zoo/x/unique-1";
  fs::create_directories(group);
  EXPECT_EQ(code("0", "0", "0"), 0);
  std::ofstream(group + "/group.json") << "{}";
  EXPECT_EQ(code("0", "0", "0"), 1) << "found in a session that was lost";
}

TEST(SlurmMinutes, LeaveTimeToStartAndToEnd) {
  EXPECT_EQ(SlurmMinutes(8 * 3600, 30), 8 * 60 + 1 + 10);
  EXPECT_EQ(SlurmMinutes(1, 1), 11);
}

TEST(ShellQuoted, LeavesPlainWordsAsTheyAre) {
  EXPECT_EQ(ShellQuoted("--kernel=zoo/x_1"), "--kernel=zoo/x_1");
  EXPECT_EQ(ShellQuoted(""), "''");
  EXPECT_EQ(ShellQuoted("~"), "'~'");
  EXPECT_EQ(ShellQuoted("it's"), "'it'\\''s'");
}

TEST(SbatchQuoted, KeepsTogetherWhatSbatchWouldTakeApart) {
  EXPECT_EQ(SbatchQuoted("/a/b.c"), "/a/b.c");
  EXPECT_EQ(SbatchQuoted(""), "\"\"");
  EXPECT_EQ(SbatchQuoted("a 'b' #c"), "\"a 'b' #c\"");
  EXPECT_EQ(SbatchQuoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
}

TEST(BatchScriptsOutput, GoesIntoTheFolderWhateverItsName) {
  SlurmCampaign campaign;
  campaign.workdir = "/a b/100%a \"W\"";
  EXPECT_NE(CampaignScript(campaign).find("#SBATCH --output=\"/a b/100%%a \\\"W\\\"/slurm/node-%a.log\"\n"),
            std::string::npos)
      << CampaignScript(campaign);
}

}  // namespace
}  // namespace gatefuzz
