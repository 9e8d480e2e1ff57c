#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Short campaigns: a known bug is found, a right kernel is left alone, and no fault of the machine passes for success."""

import glob
import os
import signal
import subprocess
import time
import unittest

from e2e import ProgramTest


class FindsBugs(ProgramTest):
    def hunt(self, kernel, clause, *more):
        """Fuzzes from nothing at a fixed seed until the bug is found; returns the finding."""
        result = self.run_json(
            "fuzz", "--kernel=" + kernel, "--until-finding", "--seconds=60", "--jobs=1", "--seed=1", "--workdir=W", *more, code=1
        )
        (row,) = result["kernels"]
        (finding,) = row["findings"]
        self.assertEqual(finding["fault"], clause)
        self.assertEqual(finding["tokens"], 1)
        self.assertTrue(finding["reproduced"])
        self.assertTrue(finding["file"].startswith(self.path("W/findings/%s/%s-" % (kernel, clause))))
        return finding

    def test_of_the_zoo_without_seeds(self):
        finding = self.hunt("zoo/nan_row_repeats_expert0", "unique", "--no-seeds")
        self.assertLessEqual(finding["experts"], 4)
        out, _ = self.run_program("repro", finding["file"], "--kernel=zoo/nan_row_repeats_expert0", code=1)
        self.assertIn("clause unique", out)
        self.run_program("repro", finding["file"], "--kernel=topk_softmax")
        with open(finding["file"][: -len("gfcase")] + "txt") as report:
            self.assertIn("replay: ", report.read())

    def test_of_the_zoo_from_the_seeds(self):
        self.hunt("zoo/one_thread_per_expert_cap", "agreement")

    def test_of_two_kernels_at_once(self):
        out, _ = self.run_program(
            "fuzz",
            "--kernel=zoo/nan_row_sentinel_leaks",
            "--kernel=zoo/no_winner_output_unwritten",
            "--until-finding",
            "--seconds=60",
            "--jobs=1",
            "--seed=1",
            "--workdir=W",
            code=1,
        )
        self.assertIn("zoo/nan_row_sentinel_leaks: FINDING: range", out)
        self.assertIn("zoo/no_winner_output_unwritten: FINDING: complete", out)
        self.assertIn("2 findings", out)


class LeavesARightKernelAlone(ProgramTest):
    def corpus(self, kernel):
        """The names in its corpus; none may be half a file."""
        names = set(os.listdir(self.path("W/corpus/" + kernel)))
        self.assertEqual([], [name for name in names if not name.endswith(".gfcase")])
        return names

    def test_and_says_what_was_covered(self):
        kernels = ("--kernel=topk_softmax", "--kernel=align_experts")
        result = self.run_json("fuzz", *kernels, "--seconds=10", "--jobs=2", "--seed=7", "--workdir=W")
        rows = {row["kernel"]: row for row in result["kernels"]}
        self.assertEqual({"topk_softmax", "align_experts"}, set(rows))
        for row in rows.values():
            for figure in ("cases", "rows", "features", "launches", "warp_instructions", "corpus_files"):
                self.assertGreater(row[figure], 0, figure)
            for part, whole in (("kernels_launched", "kernels_present"), ("instructions_executed", "instructions_present")):
                self.assertGreater(row[part], 0)
                self.assertLessEqual(row[part], row[whole])
            self.assertEqual(row["lost_workers"], 0)

    def test_again_from_what_the_last_run_learned(self):
        only = "--kernel=topk_softmax"
        self.run_program("fuzz", only, "--seconds=4", "--jobs=1", "--seed=7", "--workdir=W")
        before = self.corpus("topk_softmax")
        self.assertTrue(before)
        _, err = self.run_program("fuzz", only, "--seconds=3", "--jobs=1", "--seed=8", "--workdir=W", "--no-seeds")
        self.assertIn("seed 8", err)
        lost = before - self.corpus("topk_softmax")
        self.assertFalse(lost, "%d of %d files, such as %s" % (len(lost), len(before), sorted(lost)[:3]))

    def test_until_it_is_interrupted(self):
        for stop in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen(
                self.command("fuzz", "--seconds=300", "--jobs=2", "--workdir=W"),
                env=self.environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                universal_newlines=True,
            )
            time.sleep(4)
            process.send_signal(stop)
            out, err = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 0, out + err)
            self.assertIn("interrupted after", out)
            self.assertIn("topk_softmax: no finding", out)


class RefusesWorkFolders(ProgramTest):
    def test_that_are_files(self):
        open(self.path("W"), "w").close()
        self.assertIn("is not a folder", self.bad_input("fuzz", "--workdir=W"))

    def test_that_cannot_be_made(self):
        open(self.path("file"), "w").close()
        self.assertIn("--workdir", self.bad_input("fuzz", "--workdir=file/W"))

    def test_that_another_campaign_uses(self):
        first = subprocess.Popen(
            self.command("fuzz", "--seconds=60", "--jobs=1", "--workdir=W"),
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.time() + 30
        while not glob.glob(self.path("W/corpus/topk_softmax/*")) and time.time() < deadline:
            time.sleep(0.1)
        self.assertIn("in use by another campaign", self.bad_input("fuzz", "--workdir=W"))
        first.terminate()
        self.assertEqual(first.wait(timeout=30), 0)

    def test_and_seed_folders_that_are_missing(self):
        self.assertIn("--seeds", self.bad_input("fuzz", "--seeds=missing", "--workdir=W"))
        self.assertFalse(os.path.exists(self.path("W")))


class GuardsAgainstWhatKernelsDoToTheProcess(ProgramTest):
    program = "campaign/misbehaving_kernels"

    def fuzz(self, kernel, code, *more):
        options = ("--until-finding", "--seconds=40", "--jobs=1", "--seed=1", "--workdir=W")
        (row,) = self.run_json("fuzz", "--kernel=" + kernel, *options, *more, code=code, timeout=200)["kernels"]
        return row

    def smallest(self, row, fault):
        (finding,) = row["findings"]
        self.assertEqual(finding["fault"], fault)
        # One token is enough: some properties launch it among others.
        self.assertLessEqual(finding["tokens"], 2)
        self.assertEqual(finding["k"], 2)
        return finding

    def test_a_crash_is_a_finding(self):
        finding = self.smallest(self.fuzz("test/crash", 1), "crash")
        self.assertIn("Segmentation fault", finding["text"])
        out, _ = self.run_program("repro", finding["file"], "--kernel=test/crash", code=1)
        self.assertIn("Segmentation fault", out)

    def test_a_killed_worker_leaves_its_case(self):
        self.smallest(self.fuzz("test/kill", 1), "crash")

    def test_a_hang_is_a_finding(self):
        row = self.fuzz("test/hang", 1, "--case-seconds=1", "--shrink-seconds=5")
        self.assertEqual(row["findings"][0]["fault"], "timeout")

    def test_a_failed_check_of_ours_is_no_finding(self):
        row = self.fuzz("test/abort", 3)
        self.assertIn("workers were lost", row["error"])

    def test_a_kernel_that_the_feedback_cannot_see_is_no_success(self):
        row = self.fuzz("test/on_the_host", 3)
        self.assertIn("saw no instruction", row["error"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
