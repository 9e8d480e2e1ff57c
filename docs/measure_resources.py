#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Compiles the production kernels to machine code and prints what ptxas says of each, as JSON for resources_table.py.

Usage: docs/measure_resources.py [--nvcc nvcc] [--jobs N] > docs/data/kernel_resources.json
Run it in the repository; needs nvcc and c++filt, no GPU.
"""

import argparse
import concurrent.futures
import datetime
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

ARCHITECTURES = ["sm_80", "sm_90", "sm_100"]


def compile_one(nvcc, source, architecture):
    with tempfile.NamedTemporaryFile(suffix=".cubin") as out:
        begin = time.monotonic()
        run = subprocess.run(
            [nvcc, "-std=c++17", "-O3", f"-arch={architecture}", "-I.", "-cubin", "-Xptxas=-v", source, "-o", out.name],
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - begin
        if run.returncode != 0:
            sys.exit(f"measure_resources.py: {source} for {architecture}:\n{run.stderr}")
        size = os.path.getsize(out.name)
    kernels = []
    for entry in re.split(r"Compiling entry function '", run.stderr)[1:]:
        mangled = entry.split("'")[0]
        stack, stores, loads = re.search(
            r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", entry
        ).groups()
        shared = re.search(r"(\d+) bytes smem", entry)
        kernels.append(
            {
                "kernel": mangled,
                "registers": int(re.search(r"Used (\d+) registers", entry)[1]),
                "shared": int(shared[1]) if shared else 0,
                "stack": int(stack),
                "spills": int(stores) + int(loads),
            }
        )
    names = subprocess.run(
        ["c++filt"], input="\n".join(k["kernel"] for k in kernels), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for kernel, name in zip(kernels, names):
        kernel["kernel"] = short(name)
    return {
        "source": source,
        "architecture": architecture,
        "seconds": round(seconds, 1),
        "bytes": size,
        "kernels": sorted(kernels, key=lambda k: k["kernel"]),
    }


def short(name):
    """What tells the instantiations of one source apart."""
    name = re.sub(r"\(gatefuzz::(Operation|DType)\)(\d+)", r"\2", name)
    found = re.search(r"(RowPerWarp|RowsPerWarp)Kernel<gatefuzz::(?:Warp|Lanes)Spec<([^>]*)>", name)
    if not found:
        return re.search(r"(\w+)\(", name.replace("(anonymous namespace)", ""))[1]
    values = [v.strip() for v in found[2].split(",")]
    dtype = ["f32", "f16", "bf16"][int(re.sub(r"\D", "", values[1]))]
    if found[1] == "RowPerWarp":
        biased = "bias" if values[3] in ("true", "(bool)1", "1") else "no bias"
        return f"row a warp, {dtype}, {int(values[2]):2d} elements a lane, {biased}"
    return f"rows a warp, {dtype}, {values[2]} lanes a row, {int(values[3]):2d} elements a lane, k to {values[4]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nvcc", default="nvcc")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    sources = sorted(glob.glob("kernels/*.cu"))
    version = subprocess.run([options.nvcc, "--version"], capture_output=True, text=True, check=True).stdout
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = list(
            pool.map(lambda job: compile_one(options.nvcc, *job), [(s, a) for s in sources for a in ARCHITECTURES])
        )
    print(
        json.dumps(
            {
                "date": datetime.date.today().isoformat(),
                "nvcc": re.search(r"V([\d.]+)", version)[1],
                "command": "docs/measure_resources.py",
                "runs": runs,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
