# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests of the program share."""

import json
import os
import subprocess
import tempfile
import unittest

SEEDS = "corpus/topk_softmax"


def seed(name):
    """The path of a checked-in case, from the runfiles that the test stands in."""
    return os.path.abspath(os.path.join(SEEDS, name + ".gfcase"))


def align_seed(name):
    """The same of a case for align_experts."""
    return os.path.abspath(os.path.join("corpus/align_experts", name + ".gfcase"))


class ProgramTest(unittest.TestCase):
    """Runs the program in a folder of the test's own."""

    program = "campaign/gatefuzz"
    path_variable = None  # the program's PATH, if not the test's own

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])

    def path(self, name):
        """A path in the test's folder."""
        return os.path.join(self.folder, name)

    def command(self, *arguments):
        """The command line for the program."""
        return [os.path.abspath(self.program)] + [str(argument) for argument in arguments]

    def environment(self):
        """As when the user starts it by `bazel run` from the test's folder."""
        changed = {"BUILD_WORKING_DIRECTORY": self.folder}
        if self.path_variable is not None:
            changed["PATH"] = self.path_variable
        return dict(os.environ, **changed)

    def run_program(self, *arguments, code=0, timeout=120):
        """Runs it, requires the exit code, returns what it printed: standard output, standard error."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=timeout,
        )
        what = "%s\n-- stdout\n%s-- stderr\n%s" % (" ".join(done.args), done.stdout, done.stderr)
        self.assertEqual(done.returncode, code, what)
        return done.stdout, done.stderr

    def run_json(self, *arguments, code=0, timeout=120):
        """run_program with --format=json; returns the object that it printed."""
        return json.loads(self.run_program(*arguments, "--format=json", code=code, timeout=timeout)[0])

    def bad_input(self, *arguments):
        """Requires exit code 2, nothing on standard output and one line on standard error; returns it."""
        out, err = self.run_program(*arguments, code=2)
        self.assertEqual(out, "")
        self.assertTrue(err.startswith("gatefuzz: "), err)
        self.assertEqual(err.count("\n"), 1, err)
        return err
