#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Packs a bundle: the same files give the same archive, bit for bit. Programs are stripped on the way."""

import argparse
import io
import lzma
import os
import subprocess
import tarfile
import tempfile

ELF = b"\x7fELF"
# Programs hold the same kernels again and again, a hundred megabytes apart: the window spans two of them.
XZ = [{"id": lzma.FILTER_LZMA2, "preset": 3, "dict_size": 1 << 28}]


def content(path):
    """A file's bytes; of a program, without its symbols, which are large and which nothing here reads."""
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(ELF) or not os.access(path, os.X_OK) or ".so" in os.path.basename(path):
        return data
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "--strip-all", "-o", stripped.name, path], check=True)
        with open(stripped.name, "rb") as file:
            return file.read()


def add(archive, place, data, executable):
    member = tarfile.TarInfo(place)
    member.size = len(data)
    member.mode = 0o755 if executable else 0o644
    archive.addfile(member, io.BytesIO(data))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", required=True)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--runner", action="append", default=[])
    parser.add_argument("--library", action="append", default=[])
    parser.add_argument("--files", required=True, help="a file of lines: path, tab, place below files/")
    options = parser.parse_args()
    members = {"bundle.json": options.manifest}
    for path in options.runner:
        members[os.path.basename(path)] = path
    for path in options.library:
        members["lib/" + os.path.basename(path)] = path
    with open(options.files) as lines:
        for line in lines:
            path, place = line.rstrip("\n").split("\t")
            members["files/" + place] = path
    with lzma.open(options.output, "wb", filters=XZ) as packed, tarfile.open(
            fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for place in sorted(members):
            path = members[place]
            add(archive, options.folder + "/" + place, content(path), os.access(path, os.X_OK))


if __name__ == "__main__":
    main()
