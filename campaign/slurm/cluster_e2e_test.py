#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""A campaign on a Slurm cluster of two nodes, one of which is lost half way: nothing that was found is lost with it."""

import glob
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.abspath("campaign"))
sys.path.insert(0, os.path.abspath("campaign/slurm"))
from e2e import ProgramTest
from local_cluster import LocalCluster

SECONDS = 16
EXPECTED = {"zoo/nan_row_repeats_expert0": "unique", "zoo/no_winner_output_unwritten": "complete"}
KERNELS = sorted(EXPECTED) + ["topk_softmax"]


def load(path):
    with open(path) as file:
        return json.load(file)


class Campaign(ProgramTest):
    def files(self, pattern):
        return set(glob.glob(os.path.join(glob.escape(self.path("W it's #1")), pattern), recursive=True))

    def setUp(self):
        super().setUp()
        cluster = LocalCluster(nodes=2)
        self.cluster = cluster.__enter__()
        self.addCleanup(cluster.stop)

    def environment(self):
        return dict(super().environment(), **self.cluster.variables)

    def read(self, name):
        with open(self.path("W it's #1/" + name), errors="replace") as file:
            return file.read()

    def started(self, job, task):
        """Whether the task runs, and where."""
        fields = self.cluster.job("%s_%d" % (job, task))
        return fields["JobState"] == "RUNNING" and fields["BatchHost"]

    def test_goes_on_after_the_loss_of_a_node(self):
        arguments = ["--kernel=" + kernel for kernel in KERNELS]
        out, _ = self.run_program(
            "fuzz",
            "--launcher=slurm",
            "--nodes=2",
            "--partition=batch",
            "--workdir=W it's #1",
            "--seconds=%d" % SECONDS,
            "--shrink-seconds=3",
            "--seed=1",
            *arguments
        )
        campaign, report = (line.split()[2].rstrip(",") for line in out.splitlines()[:2])

        # Half way: both members have taught the corpus something, and the bugs are there.
        self.cluster.wait(
            "both members at work",
            lambda: len(self.files("members/*/state.json")) == 2
            and all(load(state)["elapsed"] > SECONDS / 3 for state in self.files("members/*/state.json")),
            40,
        )
        lost = self.started(campaign, 1)
        self.assertTrue(lost, self.cluster.state())
        before = self.files("corpus/**/*.gfcase")
        found = {os.path.dirname(path) for path in self.files("findings/**/group.json")}
        self.assertTrue(before)
        self.cluster.lose(lost)

        ended = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL")
        self.cluster.wait(
            "the report", lambda: self.cluster.job(report)["JobState"] in ended, 75
        )
        log = self.read("slurm/report.log")
        # Which of them a finding counts for is a matter of who met it first.
        self.assertRegex(log, r"(?m)^node-0: exit code [01], on \S+$")
        self.assertRegex(log, r"(?m)^node-1: exit code [01], on \S+; started 2 times, as it was lost, ")
        self.assertEqual(self.cluster.job(report)["ExitCode"], "1:0", log)

        # Each member did all that it was asked for; the lost one in two sessions.
        for member, sessions in (("node-0", 1), ("node-1", 2)):
            record = load(self.path("W it's #1/members/%s/state.json" % member))
            self.assertEqual(record["status"], "complete", record)
            self.assertEqual(record["sessions"], sessions, record)
            self.assertGreaterEqual(record["elapsed"], SECONDS)

        told = load(self.path("W it's #1/report.json"))
        sessions = [(member["member"], member["sessions"]) for member in told["members"]]
        self.assertEqual(sessions, [("node-0", 1), ("node-1", 2)])
        self.assertTrue(self.files("report.html"))

        # Nothing is gone, nothing is damaged.
        self.assertLessEqual(before, self.files("corpus/**/*.gfcase"))
        self.assertLessEqual(found, {os.path.dirname(path) for path in self.files("findings/**/group.json")})
        self.assertEqual(self.files("rejected/**/*.gfcase"), set())
        for kernel in KERNELS:
            corpus = self.files("corpus/%s/*.gfcase" % kernel)
            self.assertTrue(corpus, kernel)
        for kernel, clause in EXPECTED.items():
            groups = [load(path) for path in self.files("findings/%s/*/group.json" % kernel)]
            self.assertIn(clause, {group["cause"]["fault"] for group in groups}, groups)
        self.assertEqual(self.files("findings/topk_softmax/*"), set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
