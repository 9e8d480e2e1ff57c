#!/bin/bash
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs nvcc, with two differences, step by step from the plan that `nvcc --dryrun` prints:
# - Paths are relative to the workspace. nvcc writes the folder it runs in, which is Bazel's sandbox, into the line
#   table.
# - Intermediate files have fixed names, since their names end up in the object.
# Both make the object the same wherever it is built, and diagnostics can name kernels/topk_softmax.cu.
# Usage: nvcc.sh PTX_COPY NVCC ARGUMENTS...  PTX_COPY: where the PTX text for compute_90 is kept besides.
set -eu -o pipefail

ptx_copy=$1
nvcc=$2
shift 2

keep=${ptx_copy%.ptx}.keep
rm -rf "$keep"
mkdir "$keep"
trap 'rm -rf "$keep"' EXIT

if ! plan=$("$nvcc" "$@" --keep --keep-dir "$keep" --dryrun 2>&1); then
  printf '%s\n' "$plan" | grep -v '^#\$' >&2 || true
  exit 1
fi

while IFS= read -r step; do
  case $step in
    '#$ '*) step=${step#'#$ '} ;;
    *) echo "$step" >&2; continue ;;  # A warning.
  esac
  if [[ $step =~ ^([A-Za-z_]+)=(.*)$ ]]; then
    # Settings of nvcc.profile. Only what the tools themselves read is passed on; the plan has the rest filled in.
    case ${BASH_REMATCH[1]} in
      PATH | LD_LIBRARY_PATH | CICC_PATH | NVVMIR_LIBRARY_DIR) export "${BASH_REMATCH[1]}=${BASH_REMATCH[2]}" ;;
    esac
    continue
  fi
  eval "${step//"$PWD/"/}"
  if [[ $step =~ (^|/)cicc\"?[[:space:]] ]]; then
    sed -i -E "s|^(\\s*\\.file\\s+[0-9]+ \")$PWD/(\\./)?|\\1|" "$keep"/*.ptx
  fi
done <<<"$plan"

# Where machine code is made as well, every architecture has a file.
if [[ -e $(echo "$keep"/*.compute_90.ptx) ]]; then
  cp "$keep"/*.compute_90.ptx "$ptx_copy"
else
  cp "$keep"/*.ptx "$ptx_copy"
fi
