#!/bin/sh
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# docs/fidelity.md is what list_fidelity prints. Arguments: program, data file, document.
if "$1" "$2" | diff - "$3"; then
  exit 0
fi
echo "docs/fidelity.md is stale: bazel run //emulator/conformance:list_fidelity \$PWD/docs/data/conformance_h200.json > docs/fidelity.md" >&2
exit 1
