#!/bin/bash
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes: `bazel run //fuzz:<name>_run -- LIBFUZZER_OPTIONS...`. What Bazel passes first: NAME BINARY DICTIONARY SEED...
# "--". Inputs that were found stay in <name>_corpus, crashes in <name>_crashes, both in the folder that the user stands
# in.
set -eu

name=$1
binary=$PWD/$2
dictionary=$3
shift 3

seeds=()
while [[ $1 != -- ]]; do
  seeds+=("$PWD/$(dirname "$1")")
  shift
done
shift
# A folder is named once, however many files it has.
mapfile -t seeds < <(printf '%s\n' "${seeds[@]}" | sort -u)

options=()
if [[ -n $dictionary ]]; then
  options+=("-dict=$PWD/$dictionary")
fi

cd "${BUILD_WORKING_DIRECTORY:-$PWD}"
mkdir -p "${name}_corpus" "${name}_crashes"
exec "$binary" "${options[@]}" "-artifact_prefix=${name}_crashes/" "$@" "${name}_corpus" ${seeds[@]+"${seeds[@]}"}
