#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command while it has a GPU to itself: those who share the machine's GPUs through this take turns.

Usage: with_gpu COMMAND ARGUMENT...
The command sees one GPU, the first that is free, in CUDA_VISIBLE_DEVICES. A GPU is taken by a lock on a file, which
the system drops when its holder dies, however it dies. Where there is no GPU, the command just runs.
"""

import fcntl
import os
import subprocess
import sys
import time

LOCKS = os.environ.get("GATEFUZZ_GPU_LOCKS", "/tmp/gatefuzz-gpu-locks")
POLL_SECONDS = 0.05


def gpus():
    """The machine's GPUs that this user may use, each as CUDA_VISIBLE_DEVICES names it."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return [name for name in visible.split(",") if name and name != "-1"]
    try:
        listed = subprocess.run(["nvidia-smi", "-L"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = listed.stdout.decode(errors="replace").splitlines() if listed.returncode == 0 else []
    return [str(number) for number, _ in enumerate(line for line in lines if line.startswith("GPU "))]


class Turn:
    """The first of `names` that nobody else holds; waits for it. Released by close()."""

    def __init__(self, names):
        self.name, self._file = self._wait(names)

    @staticmethod
    def _wait(names):
        os.makedirs(LOCKS, mode=0o777, exist_ok=True)
        while True:
            for name in names:
                # Not truncated and never removed: the file is nothing but its lock.
                descriptor = os.open(os.path.join(LOCKS, name.replace("/", "_")), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return name, descriptor
                except BlockingIOError:
                    os.close(descriptor)
            time.sleep(POLL_SECONDS)

    def close(self):
        os.close(self._file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def main():
    if len(sys.argv) < 2:
        print("with_gpu: name a command to run", file=sys.stderr)
        return 2
    names = gpus()
    if not names:
        os.execvp(sys.argv[1], sys.argv[1:])
    turn = Turn(names)
    # The lock is the program's now, and ends with it.
    os.set_inheritable(turn._file, True)
    os.environ["CUDA_VISIBLE_DEVICES"] = turn.name
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
