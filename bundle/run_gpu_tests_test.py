#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""The bundle's runner over programs made for the test: they pass, fail, crash, hang, and spoil what comes after them."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

# A GoogleTest program in small: cases are functions of the process's number of cases so far.
GTEST = """#!/usr/bin/env python3
import json, os, sys, time
cases = %(cases)s
options = dict(argument.split("=", 1) for argument in sys.argv[1:] if "=" in argument)
if "--gtest_list_tests" in sys.argv:
    print("Running main() from a test")
    print("Suite/Of.")
    for name in cases:
        print("  " + name + "  # GetParam() = 7")
    sys.exit(0)
wanted = options.get("--gtest_filter")
spoilt = failed = False
suite = []
for name, does in cases.items():
    full = "Suite/Of." + name
    if wanted not in (None, full):
        continue
    print("[ RUN      ] " + full, flush=True)
    if does == "crash":
        os.abort()
    if does == "hang":
        time.sleep(1000)
    if does == "once":
        marker = os.environ["MARKER"]
        does = "pass" if os.path.exists(marker) else "fail"
        open(marker, "w").close()
    bad = spoilt or does in ("fail", "spoil")
    spoilt = spoilt or does == "spoil"
    failed = failed or bad
    print("words of " + name)
    state = "  FAILED  " if bad else "  SKIPPED " if does == "skip" else "       OK "
    print("[" + state + "] " + full + (", where GetParam() = 7" if bad else "") + " (12 ms)", flush=True)
    suite.append({"name": name, "status": "RUN", "time": "0.012s", "passed": "2933"})
output = options.get("--gtest_output", "")
if output.startswith("json:"):
    with open(output[5:], "w") as file:
        json.dump({"testsuites": [{"name": "Suite/Of", "testsuite": suite}]}, file)
sys.exit(1 if failed else 0)
"""


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        os.makedirs(os.path.join(self.root, "files"))
        here = os.path.dirname(os.path.abspath(__file__))
        for name in ("run_gpu_tests.py", "with_gpu.py"):
            shutil.copy(os.path.join(here, name), self.root)
        self.tests = []

    def add(self, name, text, kind="gtest", **more):
        path = os.path.join(self.root, "files", name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        self.tests.append(dict(name=name, program=name, kind=kind, **more))

    def add_gtest(self, name, cases, **more):
        self.add(name, GTEST % {"cases": json.dumps(cases)}, **more)

    def start(self, *arguments, gpus="none", **environment):
        with open(os.path.join(self.root, "bundle.json"), "w") as file:
            json.dump({"build": "a test", "tests": self.tests}, file)
        environment = dict(os.environ, GATEFUZZ_GPU_LOCKS=os.path.join(self.root, "locks"),
                           MARKER=os.path.join(self.root, "marker"), **environment)
        return subprocess.Popen([sys.executable, os.path.join(self.root, "run_gpu_tests.py"), "--gpus=" + gpus,
                                 "--output=" + os.path.join(self.root, "out")] + list(arguments), env=environment,
                                cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_tests(self, *arguments, code, **more):
        process = self.start(*arguments, **more)
        self.out, self.err = process.communicate(timeout=100)
        self.assertEqual(process.returncode, code, self.out + self.err)
        if code not in (0, 1):
            return None
        with open(os.path.join(self.root, "out", "results.json")) as file:
            summary = json.load(file)
        self.assertEqual(self.out.splitlines()[-1], "%d passed, %d failed" % (summary["passed"], summary["failed"]))
        suites = ElementTree.parse(os.path.join(self.root, "out", "junit.xml")).getroot()
        self.assertEqual(sum(int(suite.get("tests")) for suite in suites), len(summary["results"]))
        self.assertEqual(sum(int(suite.get("failures")) for suite in suites), summary["failed"])
        return {(result["test"], result["case"].split(".")[-1]): result for result in summary["results"]}

    def test_every_case_of_a_program_that_passes_is_a_result(self):
        self.add_gtest("good", {"a": "pass", "b": "skip", "c": "pass"})
        results = self.run_tests(code=0)
        self.assertEqual([results["good", case]["result"] for case in "abc"], ["passed", "skipped", "passed"])
        self.assertEqual(results["good", "a"]["seconds"], 0.012)
        self.assertEqual(results["good", "a"]["properties"], {"passed": "2933"})

    def test_a_failure_is_confirmed_alone_and_what_it_spoilt_is_not_blamed(self):
        self.add_gtest("bad", {"a": "pass", "b": "spoil", "c": "pass", "d": "skip"})
        results = self.run_tests(code=1)
        self.assertEqual([results["bad", case]["result"] for case in "abcd"], ["passed", "failed", "passed", "skipped"])
        self.assertIn("alone its process ended with exit code 1", results["bad", "b"]["message"])
        self.assertIn("words of b", results["bad", "b"]["message"])
        self.assertEqual(results["bad", "c"]["first"], "failed")
        self.assertIn("process of its own", results["bad", "c"]["note"])

    def test_a_failure_that_goes_away_is_still_one(self):
        self.add_gtest("once", {"a": "once", "b": "pass"})
        results = self.run_tests(code=1)
        self.assertEqual(results["once", "a"]["result"], "failed")
        self.assertIn("passes alone", results["once", "a"]["message"])
        self.assertEqual(results["once", "b"]["result"], "passed")

    def test_after_a_crash_or_a_hang_the_other_cases_run(self):
        self.add_gtest("crash", {"a": "pass", "b": "crash", "c": "pass"})
        self.add_gtest("hang", {"a": "pass", "b": "hang", "c": "pass"}, timeout=1)
        results = self.run_tests(code=1)
        for test, how in ("crash", "SIGABRT"), ("hang", "was killed after"):
            self.assertEqual([results[test, case]["result"] for case in "abc"], ["passed", "failed", "passed"])
            self.assertIn(how, results[test, "b"]["message"])
        self.assertEqual(results["crash", "b"]["first"], "crashed")
        self.assertEqual(results["hang", "b"]["first"], "hung")
        self.assertEqual(results["hang", "c"]["first"], "not run")

    def test_a_program_that_cannot_start_has_failed(self):
        self.add("missing", "#!/no/such/interpreter\n")
        self.add("silent", "#!/bin/sh\nexit 0\n")
        results = self.run_tests(code=1)
        self.assertEqual({result["result"] for result in results.values()}, {"failed"})
        self.assertEqual(len(results), 2)

    def test_a_command_passes_by_its_exit_code_and_its_output_is_kept(self):
        self.add("findings", "#!/bin/sh\necho '{\"cases\": 3}'\nexit 1\n", kind="command", expected_codes=[1],
                 save="findings.json")
        self.add("broken", "#!/bin/sh\necho words\nexit 3\n", kind="command")
        results = self.run_tests(code=1)
        self.assertEqual(results["findings", ""]["result"], "passed")
        self.assertEqual(results["broken", ""]["result"], "failed")
        self.assertIn("words", results["broken", ""]["message"])
        with open(os.path.join(self.root, "out", "findings.json")) as file:
            self.assertEqual(json.load(file), {"cases": 3})

    def test_a_command_passes_only_if_the_member_that_must_be_0_is(self):
        for name, printed in (("agree", '{"disagreements": 0}'), ("disagree", '{"disagreements": 1}'),
                              ("other", '{"cases": 3}'), ("list", "[]"), ("words", "words")):
            self.add(name, "#!/bin/sh\necho '%s'\nexit 1\n" % printed, kind="command", expected_codes=[1],
                     zero="disagreements")
        results = self.run_tests(code=1)
        self.assertEqual(results["agree", ""]["result"], "passed")
        for name in ("disagree", "other", "list", "words"):
            self.assertEqual(results[name, ""]["result"], "failed", name)

    def test_tests_on_one_gpu_take_turns(self):
        span = "#!/bin/sh\necho $CUDA_VISIBLE_DEVICES start >> %s; sleep 0.3; echo $CUDA_VISIBLE_DEVICES end >> %s\n"
        log = os.path.join(self.root, "log")
        for number in range(4):
            self.add("span%d" % number, span % (log, log), kind="command")
        # Another runner on the same GPUs, too.
        runners = [self.start(gpus="7,9"), self.start("--output=" + self.root + "/other", gpus="7,9")]
        for runner in runners:
            out, err = runner.communicate(timeout=60)
            self.assertEqual(runner.returncode, 0, out + err)
        with open(log) as file:
            lines = file.read().splitlines()
        self.assertEqual(len(lines), 16)
        for gpu in "79":
            own = [line.split()[1] for line in lines if line.startswith(gpu)]
            self.assertGreater(len(own), 0)
            self.assertEqual(own, ["start", "end"] * (len(own) // 2))

    def test_with_gpu_holds_its_gpu_while_the_command_runs(self):
        environment = dict(os.environ, CUDA_VISIBLE_DEVICES="5", GATEFUZZ_GPU_LOCKS=self.root + "/locks")
        command = [sys.executable, os.path.join(self.root, "with_gpu.py"), "sh", "-c",
                   "echo $CUDA_VISIBLE_DEVICES; sleep 1"]
        start = time.time()
        both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        self.assertEqual([process.communicate(timeout=60)[0] for process in both], ["5\n", "5\n"])
        self.assertGreater(time.time() - start, 2)

    def test_bad_usage_is_told(self):
        self.add_gtest("good", {"a": "pass"})
        self.run_tests("no_such_test", code=2)
        self.assertIn("--list names all", self.err)
        # Where there is no GPU, it says so rather than pass.
        process = self.start(gpus="")
        self.assertIn("--gpus says which to use", process.communicate(timeout=60)[1])
        self.assertEqual(process.returncode, 3)


if __name__ == "__main__":
    unittest.main(verbosity=2)
