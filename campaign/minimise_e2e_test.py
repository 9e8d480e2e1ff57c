#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""gatefuzz minimise: a corpus loses what it can spare, and no feature."""

import os
import unittest

from e2e import ProgramTest

KERNEL = "zoo/nan_row_sentinel_leaks"


class Minimise(ProgramTest):
    def setUp(self):
        super().setUp()
        self.run_program("fuzz", "--kernel=" + KERNEL, "--executions=1500", "--jobs=1", "--seed=1", "--workdir=W", code=1)
        self.corpus = self.path("W/corpus/" + KERNEL)

    def files(self):
        return set(os.listdir(self.corpus))

    def minimise(self, *more):
        (row,) = self.run_json("minimise", "W", *more)
        self.assertEqual(row["kernel"], KERNEL)
        return row

    def test_removes_what_shows_nothing_of_its_own_and_keeps_every_feature(self):
        before = self.files()
        would = self.minimise("--dry-run")
        self.assertEqual(self.files(), before)
        self.assertEqual(would["before"], len(before))
        self.assertLess(would["after"], would["before"])
        self.assertGreater(would["features"], 100)
        did = self.minimise("--kernel=" + KERNEL)
        self.assertEqual(did, would)
        self.assertEqual(len(self.files()), did["after"])
        self.assertLess(self.files(), before)
        again = self.minimise()
        # A few features depend on what ran before in the process.
        self.assertGreater(again["features"], 0.97 * did["features"])
        self.assertLessEqual(again["after"], did["after"])
        # Nothing of its own stays behind.
        self.assertEqual([name for name in os.listdir(self.path("W")) if name.startswith("minimise")], [])

    def test_refuses_what_is_no_campaign(self):
        _, err = self.run_program("minimise", "nowhere", code=2)
        self.assertIn("nowhere holds no corpus", err)
        _, err = self.run_program("minimise", "W", "--kernel=topk_softmx", code=2)
        self.assertIn("topk_softmax", err)

    def test_refuses_a_path_that_libfuzzer_would_split(self):
        os.rename(self.path("W"), self.path("W W"))
        _, err = self.run_program("minimise", "W W", code=2)
        self.assertIn("no path with blanks", err)
        self.assertEqual([name for name in os.listdir(self.path("W W")) if name.startswith("minimise")], [])


if __name__ == "__main__":
    unittest.main()
