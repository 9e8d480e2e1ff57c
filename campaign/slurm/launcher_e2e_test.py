#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""`gatefuzz fuzz --launcher=slurm` as far as it goes without a cluster: what it prints, submits and refuses."""

import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.abspath("campaign"))
from e2e import ProgramTest

LAUNCH = ("fuzz", "--launcher=slurm", "--nodes=3", "--workdir=W it's")

# Stands for sbatch and scancel: notes its arguments; the jobs are 41, 42, ...
SBATCH = """#!/bin/bash
printf '[%s]' "${0##*/}" "$@" >>{folder}/calls
echo >>{folder}/calls
[[ ${0##*/} == scancel ]] && exit
n=$(wc -l <{folder}/calls)
echo "sbatch: warning: the cluster is busy" >&2
if [[ $n == {fails_at} ]]; then
  echo "sbatch: error: invalid partition specified: long" >&2
  exit 1
fi
echo "$((40 + n));prod"
"""


class LauncherTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.path_variable = self.path("bin")
        os.mkdir(self.path_variable)
        for program in ("bash", "wc"):
            os.symlink("/usr/bin/" + program, self.path("bin/" + program))

    def stand_in(self, fails_at=0):
        for name in ("sbatch", "scancel"):
            with open(self.path("bin/" + name), "w") as file:
                file.write(SBATCH.replace("{folder}", self.folder).replace("{fails_at}", str(fails_at)))
            os.chmod(self.path("bin/" + name), 0o755)

    def calls(self):
        with open(self.path("calls")) as file:
            return file.read().splitlines()


class DryRun(LauncherTest):
    def scripts(self, *arguments):
        out, err = self.run_program(*LAUNCH, "--dry-run", *arguments)
        self.assertEqual(err, "")
        self.assertFalse(os.path.exists(self.path("W it's")))
        subprocess.run(["bash", "-n"], input=out, universal_newlines=True, check=True)
        return out

    def test_prints_both_scripts_and_writes_nothing(self):
        out = self.scripts("--partition=long", "--account=moe")
        self.assertEqual(out.count("#!/bin/bash\n"), 2)
        self.assertEqual(out.count("#SBATCH --partition=long\n#SBATCH --account=moe\n"), 2)
        self.assertIn("#SBATCH --array=0-2\n", out)
        self.assertIn("jobs=$SLURM_CPUS_ON_NODE\n", out)
        self.assertIn("program=" + os.path.realpath(self.program) + "\n", out)
        self.assertIn("#### %s/slurm/campaign.sbatch\n" % self.path("W it's"), out)

    def test_passes_on_what_the_user_gave_and_no_more(self):
        os.mkdir(self.path("S"))
        kernels = ("--kernel=topk_softmax", "--kernel", "zoo/simd_tail_overread")
        out = self.scripts(*kernels, "--seconds=7200", "--seeds=S", "--approx=random", "--seed=9", "--jobs=5")
        self.assertIn(
            ' --jobs="$jobs" --seed="$(printf %u $((9 + SLURM_ARRAY_TASK_ID)))" \\\n'
            "  --kernel=topk_softmax \\\n"
            "  --kernel=zoo/simd_tail_overread \\\n"
            "  --seconds=7200 \\\n"
            "  --approx=random \\\n"
            "  --seeds=" + self.path("S") + " &\n",
            out,
        )
        self.assertIn("\njobs=5\n", out)
        self.assertIn("#SBATCH --time=131\n", out)  # 120, half a minute to shrink, 10 spare

    def test_passes_on_flags(self):
        self.assertIn(" --no-seeds", self.scripts("--no-seeds"))
        self.assertNotIn("--no-seeds", self.scripts())

    def test_takes_a_limit_of_time_for_each_job(self):
        self.assertIn("#SBATCH --time=45\n", self.scripts("--hours=24", "--time-limit=45"))
        self.assertIn("#SBATCH --time=1451\n", self.scripts("--hours=24"))


class Submission(LauncherTest):
    def test_of_both_jobs(self):
        self.stand_in()
        out, err = self.run_program(*LAUNCH)
        self.assertEqual(err, "")
        self.assertIn("campaign: job 41, 3 tasks, one a node, in " + self.path("W it's"), out)
        self.assertIn("report:   job 42,", out)
        self.assertIn("squeue --jobs=41,42 ", out)
        folder = self.path("W it's/slurm")
        self.assertEqual(
            self.calls(),
            [
                "[sbatch][--parsable][%s/campaign.sbatch]" % folder,
                "[sbatch][--parsable][--dependency=afterany:41][%s/report.sbatch][41]" % folder,
            ],
        )
        self.assertEqual(sorted(os.listdir(folder)), ["campaign.sbatch", "report.sbatch"])

    def test_that_is_refused(self):
        self.stand_in(fails_at=1)
        self.assertIn("sbatch refused the job: ", self.bad_input(*LAUNCH))

    def test_that_is_refused_half_way_leaves_no_job(self):
        self.stand_in(fails_at=2)
        err = self.bad_input(*LAUNCH)
        self.assertIn("invalid partition specified: long; the campaign, job 41, was taken back", err)
        self.assertEqual(self.calls()[2:], ["[scancel][41]"])


class Refuses(LauncherTest):
    def test_a_machine_without_sbatch(self):
        self.assertIn("sbatch is not on PATH", self.bad_input(*LAUNCH))

    def test_a_folder_that_other_machines_cannot_see(self):
        self.stand_in()
        with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
            err = self.bad_input(*LAUNCH[:-1], "--workdir=%s/W" % memory)
            self.assertIn("cannot be seen from other machines", err)
        self.assertFalse(os.path.exists(self.path("calls")))

    def test_a_folder_that_cannot_be_made(self):
        open(self.path("file"), "w").close()
        self.assertIn("--workdir", self.bad_input(*LAUNCH[:-1], "--workdir=file/W"))

    def test_what_the_nodes_would_refuse(self):
        self.stand_in()
        self.assertIn("topk_softmax", self.bad_input(*LAUNCH, "--kernel=topk_softmac"))
        self.assertIn("--seeds", self.bad_input(*LAUNCH, "--seeds=missing"))
        self.assertIn("--gpus-per-node", self.bad_input(*LAUNCH, "--gpus-per-node=8"))
        self.assertIn("line break", self.bad_input(*LAUNCH, "--account=a\nb"))
        self.assertIn("backslash", self.bad_input(*LAUNCH[:-1], "--workdir=a\\b"))
        self.assertFalse(os.path.exists(self.path("calls")))

    def test_half_a_command(self):
        self.assertIn("--nodes", self.bad_input("fuzz", "--launcher=slurm"))
        self.assertIn("--launcher", self.bad_input("fuzz", "--nodes=2"))
        self.bad_input("fuzz", "--launcher=pbs", "--nodes=2")
        self.assertIn("--member", self.bad_input(*LAUNCH, "--member=x"))
        self.assertIn("--time-limit", self.bad_input(*LAUNCH, "--time-limit=4"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
