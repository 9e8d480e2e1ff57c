#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Prints docs/kernel-resources.md from docs/data/kernel_resources.json.

Usage: docs/resources_table.py docs/data/kernel_resources.json
       ... --check docs/kernel-resources.md    fails if the page is another
"""

import json
import sys


def page(data):
    runs = data["runs"]
    architectures = sorted({run["architecture"] for run in runs}, key=lambda a: int(a[3:]))
    spills = sum(kernel["spills"] for run in runs for kernel in run["kernels"])
    count = sum(len(run["kernels"]) for run in runs)
    lines = [
        "# Registers, shared memory, spills",
        "",
        f"Every instantiation of the production kernels, as ptxas of nvcc {data['nvcc']} reports it ({data['date']}, "
        f"`{data['command']}`). Bytes spilled in all {count} of them: {spills}.",
        "",
        "| source | " + " | ".join(f"{a}: seconds, KiB" for a in architectures) + " |",
        "|---" * (len(architectures) + 1) + "|",
    ]
    sources = sorted({run["source"] for run in runs})
    by_key = {(run["source"], run["architecture"]): run for run in runs}
    for source in sources:
        cells = [by_key[source, a] for a in architectures]
        lines.append(f"| `{source}` | " + " | ".join(f"{c['seconds']}, {c['bytes'] // 1024}" for c in cells) + " |")
    for source in sources:
        lines += [
            "",
            f"## {source}",
            "",
            "| kernel | shared bytes | " + " | ".join(f"{a}: registers" for a in architectures) + " | spilled bytes |",
            "|---" * (len(architectures) + 3) + "|",
        ]
        tables = [{k["kernel"]: k for k in by_key[source, a]["kernels"]} for a in architectures]
        for name, kernel in tables[0].items():
            all_of_it = [table[name] for table in tables]
            lines.append(
                f"| {name} | {kernel['shared']} | "
                + " | ".join(str(k["registers"]) for k in all_of_it)
                + f" | {sum(k['spills'] for k in all_of_it)} |"
            )
    return "\n".join(lines) + "\n"


def main(arguments):
    with open(arguments[0]) as file:
        text = page(json.load(file))
    if arguments[1:2] != ["--check"]:
        print(text, end="")
        return 0
    with open(arguments[2]) as file:
        if file.read() == text:
            return 0
    print(f"{arguments[2]} is stale: docs/resources_table.py {arguments[0]} > {arguments[2]}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
