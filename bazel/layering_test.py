#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Fails where a part of gatefuzz names a part that it must not know: in a BUILD file's label or in an #include.

The test reads the source tree itself, found through the link to WORKSPACE, since no BUILD file can list all others.
"""

import os
import re
import sys

# Each line may use only lines above it. Folders that are not here (docs, tools) are free.
ORDER = [
    ["bazel"],
    ["emulator"],
    ["kernels"],
    ["reference"],
    ["harness"],
    ["properties"],
    ["zoo"],
    ["fuzz", "corpus"],
    ["verify"],
    ["campaign"],
    ["bundle"],
]
RANK = {folder: rank for rank, folders in enumerate(ORDER) for folder in folders}

# //:cuda_runtime decides what runs a kernel; whoever names the emulator has decided already.
FORBIDDEN = {("kernels", "emulator")}

# Whoever judges kernels shares no device code with them: a mistake there would be in both.
DEVICE_CODE = re.compile(r'^\s*#\s*include\s+"(kernels/[^"]*\.cuh)"', re.MULTILINE)

LABEL = re.compile(r'"(?:@gatefuzz)?//([a-z_]+)[^"]*"')
GRANT = re.compile(r'"//[^"]*:__(?:pkg|subpackages)__"')  # Who may use it: the one direction that points down.
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_]+)/', re.MULTILINE)


def violations(path, text):
    """The complaints about one file; path is relative to the workspace."""
    folder = path.split("/")[0]
    if folder not in RANK:
        return []
    if os.path.basename(path) in ("BUILD", "BUILD.bazel") or path.endswith(".bzl"):
        code = re.sub(r"#.*", "", text)
        named = LABEL.findall(GRANT.sub("", code))
    else:
        named = INCLUDE.findall(text)
    shared = [] if folder == "kernels" else DEVICE_CODE.findall(text)
    return ["%s shares the device code of %s" % (path, header) for header in shared] + [
        "%s names %s, which %s must not know" % (path, other, folder)
        for other in sorted(set(named))
        if RANK.get(other, -1) > RANK[folder] or (folder, other) in FORBIDDEN
    ]


def check_itself():
    """The rules on files made for them: a check that never fires is no check."""
    dep = 'cc_library(name = "x", deps = ["//%s:y"])'
    assert not violations("harness/BUILD.bazel", dep % "kernels")
    assert violations("reference/BUILD.bazel", dep % "harness")
    assert violations("kernels/BUILD.bazel", dep % "emulator")
    assert violations("kernels/sub/BUILD.bazel", dep % "emulator/cudart")
    assert violations("emulator/exec/BUILD.bazel", dep % "kernels")
    assert not violations("emulator/BUILD.bazel", 'visibility = ["//harness:__subpackages__"]')
    assert not violations("docs/BUILD.bazel", dep % "campaign")
    assert violations("kernels/a.cu", '#include "emulator/control.h"\n')
    assert violations("zoo/a.cu", '#include "kernels/scores.cuh"\n')
    assert not violations("kernels/a.cu", '#include "kernels/scores.cuh"\n')
    assert not violations("campaign/main.cc", '#include "emulator/control.h"\n')


def main():
    check_itself()
    root = os.path.dirname(os.path.realpath("WORKSPACE"))
    complaints = []
    count = 0
    for folder in RANK:
        for where, folders, files in os.walk(os.path.join(root, folder)):
            folders.sort()
            for name in sorted(files):
                if not name.endswith((".bazel", ".bzl", ".h", ".cc", ".cu", ".cuh", ".inc")) and name != "BUILD":
                    continue
                path = os.path.join(where, name)
                with open(path, encoding="utf-8") as file:
                    complaints += violations(os.path.relpath(path, root), file.read())
                count += 1
    print("\n".join(complaints))
    print("%d files, %d violations" % (count, len(complaints)))
    if count == 0:
        sys.exit("no file was found below " + root)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
