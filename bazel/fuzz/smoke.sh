#!/bin/bash
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs a libFuzzer binary for a moment, at a fixed seed, so that it cannot rot. Arguments: BINARY RUNS DICTIONARY
# SEED...
set -eu

binary=$1
runs=$2
dictionary=$3
shift 3

corpus=$TEST_TMPDIR/corpus
mkdir "$corpus"
for seed in "$@"; do
  cp "$seed" "$corpus/"
done
artifacts=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/
exec "$binary" -runs="$runs" -seed=1 -print_final_stats=1 ${dictionary:+-dict="$dictionary"} \
  -artifact_prefix="$artifacts" "$corpus"
