"""Prints "PASSED FAILED" for a file of Bazel's build events: one test target counts once."""

import json
import sys


def main(path):
    tests = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            identity = event.get("id", {})
            if "targetConfigured" in identity and event.get("configured", {}).get("testSize"):
                # Stands unless a result follows: what could not be built has none.
                tests.setdefault(identity["targetConfigured"]["label"], False)
            if "testSummary" in identity:
                label = identity["testSummary"]["label"]
                tests[label] = event.get("testSummary", {}).get("overallStatus") in ("PASSED", "FLAKY")
    passed = sum(tests.values())
    print(passed, len(tests) - passed)


main(sys.argv[1])
