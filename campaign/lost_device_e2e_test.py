#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Kernels that cost a process its GPU, its time or its life: the case is on disk, a fresh process confirms it, and the
run goes on. On the emulator, and, from the bundle, on a GPU, where the same faults look otherwise."""

import glob
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from e2e import ProgramTest

CASE_SECONDS = 3


class LostDevice(ProgramTest):
    program = "campaign/misbehaving_kernels"

    def setUp(self):
        super().setUp()
        # The kernels of the test stumble over two rows of two choices or more. Properties launch a case's rows among
        # others, so that only those of one choice are safe.
        os.mkdir(self.path("cases"))
        self.marked = self.make_case("1_marked", tokens=2, k=2)
        self.make_case("2_plain", tokens=1, k=1)
        self.make_case("3_marked", tokens=3, k=2)
        self.make_case("4_plain", tokens=1, k=1, experts=5)
        self.on_gpu = self.runs_on_gpu()

    def make_case(self, name, tokens, k, experts=4):
        """A case file in the folder `cases`."""
        with open(self.path(name + ".json"), "w") as file:
            row = [float(7 * expert % 5) for expert in range(experts)]
            json.dump({"tokens": tokens, "experts": experts, "k": k, "logits": [row] * tokens}, file)
        self.run_program("encode", self.path(name + ".json"), "-o", self.path("cases/%s.gfcase" % name))
        return self.path("cases/%s.gfcase" % name)

    def runs_on_gpu(self):
        done = subprocess.run(self.command("repro", "--backend=gpu", "--kernel=topk_softmax", self.marked),
                              env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        self.assertIn(done.returncode, (0, 2), done.stderr)
        return done.returncode == 0

    def fuzz(self, *arguments, code, seconds=20):
        return self.run_json("fuzz", "--seconds=%d" % seconds, "--seed=1", "--jobs=1", "--shrink-seconds=8",
                             "--case-seconds=%d" % CASE_SECONDS, "--workdir=W", *arguments, code=code, timeout=200)

    def confirmed_finding(self, row, fault):
        """The finding of a kernel: a file on disk that a fresh process fails for the same reason."""
        self.assertTrue(row["findings"], row)
        faults = {finding["fault"] for finding in row["findings"]}
        self.assertIn(fault, faults)
        finding = next(finding for finding in row["findings"] if finding["fault"] == fault)
        self.assertTrue(finding["reproduced"], finding)
        self.assertTrue(os.path.exists(finding["file"]))
        out, _ = self.run_program("repro", finding["file"], "--kernel=" + row["kernel"],
                                  "--case-seconds=%d" % CASE_SECONDS, code=1)
        # And the kernel that is right passes the same case.
        self.run_program("repro", finding["file"], "--kernel=topk_softmax")
        return out

    def replayed(self, *kernels):
        """The states of all verdicts by kernel, in the order of the cases."""
        out, _ = self.run_program("replay", self.path("cases"), "--format=junit", "--jobs=1",
                                  "--case-seconds=%d" % CASE_SECONDS, *["--kernel=" + one for one in kernels], code=1)
        states = {kernel: [] for kernel in kernels}
        for line in out.splitlines():
            if "<testcase" not in line:
                continue
            kernel = line.split('classname="')[1].split('"')[0]
            states[kernel].append("failed" if "<failure" in line else "error" if "<error" in line else "passed")
        return states, out


class WildWrites(LostDevice):
    def test_a_replay_judges_every_other_case_for_what_it_is(self):
        states, out = self.replayed("test/wild_write", "topk_softmax")
        self.assertEqual(states["test/wild_write"], ["failed", "passed", "failed", "passed"], out)
        self.assertEqual(states["topk_softmax"], ["passed"] * 4, out)
        self.assertIn("launch" if self.on_gpu else "memory", out)

    def test_a_campaign_confirms_it_and_goes_on(self):
        result = self.fuzz("--kernel=test/wild_write", "--kernel=topk_softmax", code=1)
        rows = {row["kernel"]: row for row in result["kernels"]}
        out = self.confirmed_finding(rows["test/wild_write"], "launch" if self.on_gpu else "memory")
        self.assertIn("cudaErrorIllegalAddress" if self.on_gpu else "out of bounds", out)
        for row in rows.values():
            self.assertEqual(row["error"], "")
            # Workers after the first went on beyond the case that cost it its device.
            self.assertGreater(row["executions"], 100, row["kernel"])
        self.assertEqual(rows["topk_softmax"]["findings"], [])


class EndlessLoops(LostDevice):
    def test_a_replay_judges_every_other_case_for_what_it_is(self):
        states, out = self.replayed("test/endless_loop", "topk_softmax")
        self.assertEqual(states["test/endless_loop"], ["failed", "passed", "failed", "passed"], out)
        self.assertEqual(states["topk_softmax"], ["passed"] * 4, out)

    def test_a_campaign_confirms_it_and_goes_on(self):
        result = self.fuzz("--kernel=test/endless_loop", "--kernel=topk_softmax", "--until-finding", code=1)
        rows = {row["kernel"]: row for row in result["kernels"]}
        self.confirmed_finding(rows["test/endless_loop"], "timeout" if self.on_gpu else "hang")
        self.assertEqual(rows["topk_softmax"]["error"], "")
        self.assertEqual(rows["topk_softmax"]["findings"], [])
        self.assertGreater(rows["topk_softmax"]["executions"], 100)


class KilledWorkers(LostDevice):
    def workers(self, pid):
        found = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path) as stat:
                    fields = stat.read().rpartition(")")[2].split()
                with open(os.path.dirname(path) + "/cmdline", "rb") as command:
                    arguments = command.read().split(b"\0")
            except OSError:
                continue
            if fields[0] != "Z" and int(fields[1]) == pid and b"worker" in arguments:
                found.append(int(path.split("/")[2]))
        return found

    def test_the_case_in_flight_is_on_disk_and_the_campaign_goes_on(self):
        process = subprocess.Popen(
            self.command("fuzz", "--kernel=topk_softmax", "--seconds=15", "--jobs=1", "--workdir=W", "--format=json"),
            env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        inflight = self.path("W/members/local/run/*/inflight.gfcase")
        deadline = time.time() + 60
        while not any(os.path.getsize(path) for path in glob.glob(inflight)):
            self.assertLess(time.time(), deadline)
            time.sleep(0.05)
        (worker,) = self.workers(process.pid)
        os.kill(worker, signal.SIGKILL)
        kept = self.path("kept.gfcase")
        # The worker's folder is its own: nobody writes there any more.
        shutil.copy(glob.glob(inflight)[0], kept)
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, out + err)
        self.run_program("show", kept)
        self.run_program("repro", kept, "--kernel=topk_softmax")
        (row,) = json.loads(out)["kernels"]
        self.assertEqual((row["error"], row["findings"]), ("", []))
        self.assertGreaterEqual(row["lost_workers"], 1)
        self.assertGreater(row["executions"], 100)

    def test_a_case_that_kills_its_process_is_confirmed(self):
        result = self.fuzz("--kernel=test/kill", "--kernel=topk_softmax", "--until-finding", code=1)
        rows = {row["kernel"]: row for row in result["kernels"]}
        self.confirmed_finding(rows["test/kill"], "crash")
        self.assertEqual(rows["topk_softmax"]["error"], "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
