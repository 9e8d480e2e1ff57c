#!/bin/bash
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# The PTX that cuda_library embeds: three kernels, and line tables with paths that name no folder of the machine that
# built it.
set -eu
ptx=$1
[[ $(grep -c '^\.visible \.entry\|^\.entry' "$ptx") == 3 ]] || { grep entry "$ptx"; exit 1; }
grep -q '^\.target sm_90' "$ptx"
for path in bazel/test/block_sum.cu bazel/test/root.h; do
  if ! grep -q "^[[:space:]]*\.file[[:space:]][0-9]* \"$path\"" "$ptx"; then
    echo "no .file for $path"
    grep '\.file' "$ptx"
    exit 1
  fi
done
! grep -E '\.file.*(sandbox|execroot)' "$ptx"
