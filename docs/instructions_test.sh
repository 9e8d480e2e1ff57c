#!/bin/sh
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# docs/instructions.md is what list_instructions prints. Arguments: program, table, document.
if "$1" "$2" | diff - "$3"; then
  exit 0
fi
echo "docs/instructions.md is stale: bazel run //emulator/ptx:list_instructions > docs/instructions.md" >&2
exit 1
