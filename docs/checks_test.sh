#!/bin/sh
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# The table in docs/checks.md is what checks_table.py makes of the data. Arguments: script, page, data files.
if python3 "$@" | diff - "$2"; then
  exit 0
fi
echo "docs/checks.md is stale: docs/checks_table.py PAGE DATA... > page; see the script" >&2
exit 1
