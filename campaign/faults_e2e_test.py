#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Campaigns on machines that misbehave: nothing is lost, no file is half written, and the message says what to do."""

import glob
import json
import os
import random
import signal
import subprocess
import time
import unittest

from e2e import ProgramTest


def children(pid):
    """The processes that this one started and that still run."""
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[1]) == pid:
            found.append(int(path.split("/")[2]))
    return found


class FaultTest(ProgramTest):
    def start(self, *arguments):
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )

    def wait_for(self, condition, seconds=60):
        deadline = time.time() + seconds
        while not condition():
            self.assertLess(time.time(), deadline, "waited in vain")
            time.sleep(0.05)

    def require_whole_files(self, workdir="W"):
        """Whatever stands in the shared folders is a whole case file, and the state can be read."""
        for path in glob.glob(self.path(workdir + "/corpus/**/*"), recursive=True):
            if os.path.isfile(path):
                self.assertTrue(path.endswith(".gfcase"), path)
        cases = glob.glob(self.path(workdir + "/corpus/**/*.gfcase"), recursive=True)
        for path in random.Random(1).sample(cases, min(20, len(cases))):
            self.run_program("show", path)
        with open(self.path(workdir + "/members/local/state.json")) as state:
            return json.load(state)


class KilledProcesses(FaultTest):
    def test_a_supervisor_that_is_killed_goes_on_where_it_was(self):
        command = ("fuzz", "--kernel=topk_softmax", "--kernel=zoo/simd_tail_overread", "--seconds=14", "--jobs=2",
                   "--workdir=W")
        first = self.start(*command)
        self.wait_for(lambda: glob.glob(self.path("W/findings/zoo/*/*/group.json")))
        self.wait_for(lambda: glob.glob(self.path("W/corpus/topk_softmax/*")))
        # The state is written every five seconds.
        self.wait_for(lambda: self.elapsed() > 3)
        workers = children(first.pid)
        self.assertTrue(workers)
        first.kill()
        first.communicate()
        self.wait_for(lambda: not any(os.path.exists("/proc/%d" % worker) for worker in workers), seconds=10)
        before = self.require_whole_files()
        self.assertEqual(before["status"], "running")
        corpus = set(os.listdir(self.path("W/corpus/topk_softmax")))

        out, err = self.run_program(*command, "--format=json", code=1)
        self.assertIn("going on with the campaign of", err)
        self.assertIn("(it was killed)", err)
        result = json.loads(out)
        self.assertEqual(result["sessions"], 2)
        self.assertEqual(result["status"], "complete")
        rows = {row["kernel"]: row for row in result["kernels"]}
        for kernel in before["results"]:
            self.assertGreaterEqual(rows[kernel["kernel"]]["executions"], kernel["executions"])
        self.assertEqual(len(rows["zoo/simd_tail_overread"]["findings"]), 1)
        self.assertLessEqual(corpus, set(os.listdir(self.path("W/corpus/topk_softmax"))))
        self.assertEqual(self.require_whole_files()["status"], "complete")

    def elapsed(self):
        try:
            with open(self.path("W/members/local/state.json")) as state:
                return json.load(state)["elapsed"]
        except (OSError, ValueError):
            return 0

    def test_workers_that_somebody_kills_are_started_again(self):
        process = self.start("fuzz", "--kernel=topk_softmax", "--seconds=15", "--jobs=2", "--workdir=W",
                             "--format=json")
        killed = 0
        while process.poll() is None:
            time.sleep(1)
            for child in children(process.pid)[:1]:
                try:
                    os.kill(child, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertGreater(killed, 5)
        (row,) = json.loads(out)["kernels"]
        self.assertEqual(row["error"], "")
        self.assertEqual(row["findings"], [])
        self.assertGreater(row["lost_workers"], 3)
        self.assertGreater(row["rows"], 0)
        self.require_whole_files()


class BadFolders(FaultTest):
    def in_small_disk(self, script):
        """Runs a shell script as root of a name space of its own, with a disk of 3 MB at W."""
        os.mkdir(self.path("W"))
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
             "mount -t tmpfs -o size=3m tmpfs %s || exit 77; %s" % (self.path("W"), script)],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=200,
        )
        if done.returncode == 77 or "unshare" in done.stderr:
            self.skipTest("this machine lets nobody mount: " + done.stderr)
        return done

    def test_a_disk_that_is_full_ends_the_campaign_with_a_message(self):
        fuzz = " ".join(self.command("fuzz", "--kernel=topk_softmax", "--seconds=10", "--jobs=2", "--workdir=W"))
        # What was there when the disk was full is there when there is room again, and the same command goes on.
        script = "cd %s; %s; echo code $?; mount -o remount,size=200m W; %s; echo code $?" % (self.folder, fuzz, fuzz)
        done = self.in_small_disk(script)
        text = done.stdout + done.stderr
        self.assertIn("ENDED EARLY: ", done.stdout, text)
        self.assertRegex(done.stdout, "No space left on device|could write nothing there; 0 MiB are free", text)
        self.assertIn("Nothing is lost", done.stdout, text)
        self.assertIn("code 3", done.stdout, text)
        self.assertIn("code 0", done.stdout.partition("code 3")[2], text)
        self.assertIn("in 2 sessions", done.stdout, text)
        self.assertIn("going on with the campaign of", done.stderr, text)
        self.assertNotIn("no cases; moved", done.stderr, text)

    def test_a_folder_that_is_read_only_is_refused(self):
        fuzz = " ".join(self.command("fuzz", "--kernel=topk_softmax", "--seconds=5", "--workdir=W"))
        done = self.in_small_disk("mount -o remount,ro %s; %s" % (self.path("W"), fuzz))
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("Read-only file system", done.stderr)
        self.assertIn("--workdir", done.stderr)

    def test_ten_thousand_files_that_are_no_cases_are_moved_aside(self):
        os.makedirs(self.path("W/corpus/topk_softmax"))
        draw = random.Random(1)
        for number in range(10000):
            name = "garbage-%d%s" % (number, draw.choice(["", ".gfcase", ".bin"]))
            with open(self.path("W/corpus/topk_softmax/" + name), "wb") as file:
                file.write(draw.randbytes(draw.randrange(100)))
        _, err = self.run_program("fuzz", "--kernel=topk_softmax", "--seconds=3", "--jobs=2", "--workdir=W")
        self.assertIn("10000 files are no cases; moved to", err)
        self.assertEqual(len(os.listdir(self.path("W/rejected/topk_softmax"))), 10000)
        self.require_whole_files()


if __name__ == "__main__":
    unittest.main(verbosity=2)
