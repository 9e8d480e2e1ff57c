#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the planted faults, each a process of its own, and writes what was reported and how long it took.

On a GPU host, with a binary built with --config=gpu, under the four tools of compute-sanitizer and without any:
  docs/measure_checks.py --tools memcheck,racecheck,initcheck,synccheck,plain --jobs 8 --binary planted_faults_main
On the emulator:
  docs/measure_checks.py --tools emulator --jobs 1 --binary bazel-bin/emulator/e2e/planted_faults_main
The right lines are those of the source that end with "// fault: Name". JSON goes to stdout, raw output to --raw.
"""

import argparse
import concurrent.futures
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time

SANITIZER = {
    "memcheck": [],
    "racecheck": ["--racecheck-report", "all"],
    "initcheck": [],
    "synccheck": [],
}


def marked_lines(source):
    lines = {}
    with open(source, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            mark = re.search(r"// fault: (\w+)$", text.rstrip())
            if mark:
                lines.setdefault(mark.group(1), []).append(number)
    return lines


def names(binary):
    listed = subprocess.run([binary], capture_output=True, text=True, check=True).stdout
    return [line.split(":")[0] for line in listed.splitlines()]


def run(command, timeout):
    """The output, the wall time in seconds and whether time ran out."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True
    )
    timed_out = False
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        # The sanitizer writes what it has found so far when it is interrupted.
        timed_out = True
        os.killpg(process.pid, signal.SIGINT)
        try:
            output, _ = process.communicate(timeout=3)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
    return output, time.monotonic() - start, timed_out


def reports_of_sanitizer(output):
    """The text of each report, in order."""
    reports = []
    for line in output.splitlines():
        match = re.match(r"=========( *)(.*)", line)
        if not match:
            continue
        indent, text = match.groups()
        if re.match(r"COMPUTE-SANITIZER|(ERROR|RACECHECK|LEAK) SUMMARY|Target application|\s*$", text):
            continue
        if len(indent) == 1:
            reports.append(text)
        elif reports:
            reports[-1] += "\n" + text
    # An API call that returned the error of a kernel is no report of where the kernel went wrong.
    return [report for report in reports if not report.startswith("Program hit")]


def result_of_sanitizer(output):
    reports = reports_of_sanitizer(output)
    lines = [int(number) for report in reports for number in re.findall(r"planted_faults\.cu:(\d+)", report)]
    return bool(reports), lines, reports[0].splitlines()[0] if reports else ""


def result_of_emulator(output):
    lines = [int(number) for number in re.findall(r"planted_faults\.cu:(\d+)", output)]
    found = re.findall(r"^gatefuzz: ([^:(]+)", output, re.MULTILINE)
    return bool(found), lines, found[0].strip() if found else ""


def measure(tool, name, right, options, binary):
    command = [binary, name]
    if tool in SANITIZER:
        command = ["compute-sanitizer", "--tool", tool, *SANITIZER[tool], *command]
    output, seconds, timed_out = run(command, options.timeout)
    if options.raw:
        with open(os.path.join(options.raw, f"{tool}_{name}.txt"), "w", encoding="utf-8") as file:
            file.write(output[:6000])
    reported, lines, what = (result_of_emulator if tool == "emulator" else result_of_sanitizer)(output)
    error = re.search(rf"^{name}: (\w+)", output, re.MULTILINE)
    row = {"reported": reported, "right_line": any(line in right for line in lines), "seconds": round(seconds, 3)}
    if lines:
        row["line"] = next((line for line in lines if line in right), lines[0])
    if what:
        row["what"] = what
    row["error"] = "timeout" if timed_out else error.group(1) if error else "none printed"
    return tool, name, row


def device():
    """Name and driver of the GPU; the processor's name where there is none."""
    try:
        query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return re.search(r"model name\s*: (.*)", file.read()).group(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--source", default="emulator/e2e/planted_faults.cu")
    parser.add_argument("--tools", required=True, help="of memcheck, racecheck, initcheck, synccheck, plain, emulator")
    parser.add_argument("--timeout", type=float, default=15, help="seconds for one run")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--raw", help="an existing folder for the raw output of each run")
    options = parser.parse_args()
    tools = options.tools.split(",")
    unknown = set(tools) - set(SANITIZER) - {"plain", "emulator"}
    if unknown:
        parser.error(f"--tools: {', '.join(sorted(unknown))}: no such tool")
    binary = os.path.abspath(options.binary)
    right = marked_lines(options.source)
    faults = {name: {} for name in names(binary)}
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [
            pool.submit(measure, tool, name, right[name], options, binary) for name in faults for tool in tools
        ]
        for finished in runs:
            tool, name, row = finished.result()
            faults[name][tool] = row
    head = {
        "date": datetime.date.today().isoformat(),
        "device": device(),
        "command": f"docs/measure_checks.py --tools {options.tools} --jobs {options.jobs} --timeout {options.timeout:g}",
        "seconds": round(time.monotonic() - start, 1),
    }
    if set(tools) & set(SANITIZER):
        version = subprocess.run(["compute-sanitizer", "--version"], capture_output=True, text=True, check=False).stdout
        head["compute_sanitizer"] = (re.findall(r"Version ([\d.]+)", version) or ["unknown"])[0]
    # One line a run, so that differences can be read.
    print("{")
    for key, value in head.items():
        print(f'  "{key}": {json.dumps(value)},')
    print('  "faults": {')
    for i, (name, rows) in enumerate(faults.items()):
        print(f'    "{name}": {{')
        print(",\n".join(f'      "{tool}": {json.dumps(rows[tool])}' for tool in tools))
        print("    }" + ("," if i + 1 < len(faults) else ""))
    print("  }\n}")


if __name__ == "__main__":
    sys.exit(main())
