#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of a bundle (bazel build --config=gpu //:gpu_bundle) on this machine's GPUs.

Needs Python 3.8 and a driver; no Bazel, no compiler. Tests that share a GPU take turns, also with other runners and
with `bazel test --config=gpu`. A test that fails, crashes or hangs is run again in a process of its own: a kernel that
writes wild costs its process the GPU, and every later test there fails for nothing. What counts is that second run.

Writes results.json, junit.xml, what commands print (replay.json, crosscheck.json, ...) and logs to the output folder.
Ends with "N passed, N failed". Exit codes: 0 all passed, 1 some failed, 2 bad usage, 3 nothing was run.
"""

import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

import with_gpu

# A driver ends a kernel that never ends when its process is killed; a process that outlives this is left behind.
KILL_SECONDS = 60
KEPT_TEXT = 8000  # of what a failed test printed

GTEST_LINE = re.compile(r"^\[ +(RUN|OK|FAILED|SKIPPED) +\] ([^\s,]+)(?:,.*?)?(?: \((\d+) ms\))?$")


class Run:
    """What became of one process."""

    def __init__(self, code, text, seconds, timed_out, stuck):
        self.code = code
        self.text = text
        self.seconds = seconds
        self.timed_out = timed_out
        self.stuck = stuck  # not even SIGKILL ended it

    def how(self):
        """How it ended, in words."""
        if self.stuck:
            return "could not be killed after its time was over"
        if self.timed_out:
            return "was killed after %.0f s" % self.seconds
        if self.code < 0:
            return "ended with %s" % signal.Signals(-self.code).name
        return "ended with exit code %d" % self.code


def run(command, environment, folder, log_path, timeout):
    """Runs a command with its output in a file; kills its whole process group if it takes longer than timeout."""
    start = time.time()
    with open(log_path, "wb") as log:
        try:
            process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        except OSError as error:
            return Run(127, str(error), 0, False, False)
    timed_out = stuck = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        timed_out = True
        os.killpg(process.pid, signal.SIGKILL)
        try:
            process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            stuck = True
    seconds = time.time() - start
    with open(log_path, "rb") as log:
        text = log.read().decode(errors="replace")
    return Run(process.returncode if process.returncode is not None else -9, text, seconds, timed_out, stuck)


class Bundle:
    """The folder that the archive was unpacked to."""

    def __init__(self, root):
        self.root = root
        with open(os.path.join(root, "bundle.json")) as file:
            manifest = json.load(file)
        self.build = manifest["build"]
        self.tests = manifest["tests"]

    def program(self, test):
        """A test's executable. Everything stands below files/, as below the workspace."""
        return os.path.join(self.root, "files", test["program"])


class Runner:
    """Runs one test on one GPU; results are dictionaries, as results.json has them."""

    def __init__(self, bundle, output, timeout):
        self.bundle = bundle
        self.output = output
        self.timeout = timeout

    def environment(self, test, gpu, scratch):
        changed = dict(test.get("env", {}), TEST_TMPDIR=scratch, GATEFUZZ_BUNDLE=self.bundle.root)
        if gpu is not None:
            changed["CUDA_VISIBLE_DEVICES"] = gpu
        libraries = os.path.join(self.bundle.root, "lib")
        if os.path.isdir(libraries):
            changed["LD_LIBRARY_PATH"] = ":".join(filter(None, [libraries, os.environ.get("LD_LIBRARY_PATH")]))
        return dict(os.environ, **changed)

    def start(self, test, gpu, arguments, log_name):
        log = os.path.join(self.output, "logs", log_name + ".txt")
        command = [self.bundle.program(test)] + test.get("args", []) + arguments
        with tempfile.TemporaryDirectory(prefix="gatefuzz-", ignore_cleanup_errors=True) if sys.version_info >= (
                3, 10) else tempfile.TemporaryDirectory(prefix="gatefuzz-") as scratch:
            return run(command, self.environment(test, gpu, scratch), os.path.join(self.bundle.root, "files"), log,
                       self.timeout or test.get("timeout", 300))

    def run_test(self, test, gpu):
        """The results of one test: one for each case of a GoogleTest program, else one."""
        kind = test["kind"]
        results = self.run_gtest(test, gpu) if kind == "gtest" else [self.run_command(test, gpu)]
        for result in results:
            result.update(test=test["name"], gpu=gpu)
        return results

    def run_command(self, test, gpu):
        """A script or a command: passed if its exit code is an expected one. A failure is confirmed."""
        name = file_name_of(test)
        done = self.start(test, gpu, [], name)
        first = None
        if not self.is_expected(test, done):
            first = done
            done = self.start(test, gpu, [], name + ".again")
        self.save(test, done)
        passed = self.is_expected(test, done)
        result = {"case": "", "result": "passed" if passed else "failed", "seconds": round(done.seconds, 3)}
        if first is not None:
            # No fault that stays is told from one that goes; both are worth a look.
            result["result"] = "failed"
            result["message"] = "%s\nin its first run it %s; in the second it %s" % (first.text[-KEPT_TEXT:],
                                                                                     first.how(), done.how())
        return result

    @staticmethod
    def is_expected(test, done):
        """The exit code, and of a command that prints JSON the member that must be 0 in it."""
        if done.timed_out or done.code not in test.get("expected_codes", [0]):
            return False
        if "zero" not in test:
            return True
        try:
            return json.loads(done.text)[test["zero"]] == 0
        except (ValueError, KeyError, TypeError):
            return False

    def save(self, test, done):
        if "save" in test:
            with open(os.path.join(self.output, test["save"]), "w") as file:
                file.write(done.text)

    def list_cases(self, test, gpu):
        """The cases of a GoogleTest program, or None if it cannot even say them."""
        name = file_name_of(test)
        done = self.start(test, gpu, ["--gtest_list_tests"], name + ".list")
        if done.code != 0:
            return None, done
        cases = []
        suite = ""
        for line in done.text.splitlines():
            words = line.split("#")[0].rstrip()
            if not words or "main()" in words:
                continue
            if words.startswith("  "):
                cases.append(suite + words.strip())
            elif words.endswith("."):
                suite = words
        return [case for case in cases if "DISABLED_" not in case], done

    def run_gtest(self, test, gpu):
        cases, listed = self.list_cases(test, gpu)
        if not cases:
            return [{"case": "", "result": "failed", "seconds": 0,
                     "message": "its tests could not be listed: it %s\n%s" % (listed.how(), listed.text[-KEPT_TEXT:])}]
        name = file_name_of(test)
        report = os.path.join(self.output, "logs", name + ".json")
        done = self.start(test, gpu, ["--gtest_output=json:" + report], name)
        first = read_progress(done)
        properties = read_properties(report)
        results = []
        confirmed = False  # one that failed here has failed alone too
        for number, case in enumerate(cases):
            seen = first.get(case, {"result": "not run", "seconds": 0})
            result = {"case": case, "result": seen["result"], "seconds": seen["seconds"]}
            if case in properties:
                result["properties"] = properties[case]
            if seen["result"] not in ("passed", "skipped"):
                alone = self.start(test, gpu, ["--gtest_filter=" + case], "%s.%d" % (name, number))
                last = read_progress(alone).get(case, {"result": "not run", "seconds": alone.seconds})
                fine = last["result"] in ("passed", "skipped") and alone.code == 0
                result["seconds"] = last["seconds"]
                result["first"] = seen["result"]
                if fine and (confirmed or seen["result"] == "not run"):
                    result["result"] = last["result"]
                    result["note"] = "run again in a process of its own, since an earlier test had spoilt this one's"
                elif fine:
                    result["result"] = "failed"
                    result["message"] = "it %s, and passes alone: what ran before it matters\n%s" % (
                        seen["result"], text_of(case, done)[-KEPT_TEXT:])
                else:
                    confirmed = True
                    result["result"] = "failed"
                    result["message"] = "alone its process %s\n%s" % (alone.how(), alone.text[-KEPT_TEXT:])
            results.append(result)
        if done.code != 0 and all(result["result"] in ("passed", "skipped") and "first" not in result
                                  for result in results):
            results.append({"case": "", "result": "failed", "seconds": 0,
                            "message": "every case passed, and the process %s\n%s" % (done.how(),
                                                                                     done.text[-KEPT_TEXT:])})
        return results


def file_name_of(test):
    """The test's name as the beginning of a log's."""
    return test["name"].replace("/", "_").replace(":", "_")


def read_progress(done):
    """What a GoogleTest program printed of each case as it went, which a crash does not take away."""
    words = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped"}
    cases = {}
    for line in done.text.splitlines():
        match = GTEST_LINE.match(line.strip())
        if match is None:
            continue
        state, case, milliseconds = match.groups()
        if state == "RUN":
            cases[case] = {"result": "hung" if done.timed_out else "crashed", "seconds": round(done.seconds, 3)}
        elif case in cases and milliseconds is not None:
            cases[case] = {"result": words[state], "seconds": int(milliseconds) / 1000}
    return cases


def text_of(case, done):
    """What a GoogleTest program printed between a case's first and last line."""
    lines = done.text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("[ RUN") and line.split()[-1] == case]
    return "\n".join(lines[starts[0]:starts[0] + 100]) if starts else done.text


def read_properties(path):
    """What cases recorded by RecordProperty; nothing if the process did not live to write it."""
    try:
        with open(path) as file:
            report = json.load(file)
    except (OSError, ValueError):
        return {}
    known = {"name", "value_param", "type_param", "file", "line", "status", "result", "timestamp", "time", "classname",
             "failures"}
    found = {}
    for suite in report.get("testsuites", []):
        for case in suite.get("testsuite", []):
            own = {key: value for key, value in case.items() if key not in known}
            if own:
                found["%s.%s" % (suite["name"], case["name"])] = own
    return found


def device_names():
    """What nvidia-smi says of the GPUs, a line each."""
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=index,name,driver_version,memory.total", "--format=csv,noheader"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.decode(errors="replace").splitlines() if done.returncode == 0 else []


def count(results, state):
    return sum(result["result"] == state for result in results)


def xml_text(text):
    """XML 1.0 cannot say most control characters."""
    return "".join(c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "?"
                   for c in text)


def write_junit(path, results):
    root = ElementTree.Element("testsuites")
    by_test = {}
    for result in results:
        by_test.setdefault(result["test"], []).append(result)
    for test, own in by_test.items():
        suite = ElementTree.SubElement(root, "testsuite", name=test, tests=str(len(own)),
                                       failures=str(count(own, "failed")), skipped=str(count(own, "skipped")))
        for result in own:
            case = ElementTree.SubElement(suite, "testcase", classname=test, name=result["case"] or test,
                                          time=str(result["seconds"]))
            if result["result"] == "failed":
                message = xml_text(result.get("message", "failed"))
                failure = ElementTree.SubElement(case, "failure", message=message.split("\n")[0])
                failure.text = message
            elif result["result"] == "skipped":
                ElementTree.SubElement(case, "skipped")
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def run_all(runner, tests, gpus, say, keep):
    """A thread for each GPU, and on each one test at a time. `keep` is called with all results so far after each test,
    so that a run that is cut off has said what it knew."""
    lock = threading.Lock()
    finished = [0]
    by_test = {}

    def one(test):
        turn = with_gpu.Turn(gpus) if gpus else None
        try:
            gpu = turn.name if turn else None
            start = time.time()
            results = runner.run_test(test, gpu)
        finally:
            if turn:
                turn.close()
        with lock:
            finished[0] += 1
            by_test[test["name"]] = results
            keep([result for other in tests for result in by_test.get(other["name"], [])])
            skipped = count(results, "skipped")
            say("[%d/%d] %s%s: %d passed, %d failed%s, %.1f s" % (
                finished[0], len(tests), "" if gpu is None else "gpu %s " % gpu, test["name"],
                count(results, "passed"), count(results, "failed"),
                ", %d skipped" % skipped if skipped else "", time.time() - start))
            for result in results:
                if result["result"] == "failed":
                    say("  FAILED %s: %s" % (result["case"] or test["name"],
                                             result.get("message", "").split("\n")[0]))

    with concurrent.futures.ThreadPoolExecutor(max(1, len(gpus))) as pool:
        for done in concurrent.futures.as_completed([pool.submit(one, test) for test in tests]):
            done.result()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="run_gpu_tests", description=__doc__.split("\n")[0])
    parser.add_argument("test", nargs="*", help="run those whose names contain one of these (default: all)")
    parser.add_argument("--list", action="store_true", help="name the tests and end")
    parser.add_argument("--gpus", help="GPUs to use, as in CUDA_VISIBLE_DEVICES, or 'none' (default: all)")
    parser.add_argument("--output", default="gpu_results", help="folder for what is written (default: gpu_results)")
    parser.add_argument("--timeout", type=float, help="seconds a process may take (default: each test's own)")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    try:
        bundle = Bundle(os.path.dirname(os.path.abspath(__file__)))
    except (OSError, ValueError, KeyError) as error:
        print("run_gpu_tests: %s; the script runs beside the bundle.json that it was packed with" % error,
              file=sys.stderr)
        return 2
    tests = [test for test in bundle.tests
             if not options.test or any(part in test["name"] for part in options.test)]
    if options.list:
        print("\n".join(test["name"] for test in tests))
        return 0
    if not tests:
        print("run_gpu_tests: no test has a name with %s; --list names all" % " or ".join(options.test),
              file=sys.stderr)
        return 2
    gpus = with_gpu.gpus() if options.gpus is None else [name for name in options.gpus.split(",") if name not in ("", "none")]
    if not gpus and options.gpus != "none":
        print("run_gpu_tests: nvidia-smi names no GPU; --gpus says which to use, or none", file=sys.stderr)
        return 3
    output = os.path.abspath(options.output)
    os.makedirs(os.path.join(output, "logs"), exist_ok=True)
    start = time.time()
    devices = device_names()
    summary = {}

    def keep(results):
        summary.update({
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start)),
            "seconds": round(time.time() - start, 1),
            "gpus": gpus,
            "devices": devices,
            "build": bundle.build,
            "tests": len(tests),
            "passed": count(results, "passed"),
            "failed": count(results, "failed"),
            "skipped": count(results, "skipped"),
            "results": results,
        })
        with open(os.path.join(output, "results.json"), "w") as file:
            json.dump(summary, file, indent=1)
            file.write("\n")
        write_junit(os.path.join(output, "junit.xml"), results)

    run_all(Runner(bundle, output, options.timeout), tests, gpus, lambda line: print(line, flush=True), keep)
    print("%d passed, %d failed" % (summary["passed"], summary["failed"]))
    return 1 if summary["failed"] else 0 if summary["passed"] else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
