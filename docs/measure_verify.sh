#!/bin/bash
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs mass verification and exhaustion on a GPU: what docs/data/verify_h200.json and docs/data/sweep_h200.json are made by.
# Usage: docs/measure_verify.sh GATEFUZZ OUT STEP...
#   GATEFUZZ  bazel-bin/campaign/gatefuzz of a build with --config=gpu
#   OUT       folder for results: a JSON file a step, and a log of what went wrong
#   STEP      speed    E=128, k=8, bf16 as engines call it, 2e10 rows
#             zoo      how soon the known-bad kernels are caught
#             verify   every production kernel, VERIFY_ROWS rows (1e10), at most VERIFY_SECONDS (90) each
#             sweep    every space of every production kernel, SWEEP_SECONDS (240) in all
#             profile  time of each device kernel, by ncu
set -u -o pipefail

gatefuzz=$1
out=$2
shift 2
mkdir -p "$out"

# The zoo's kernels that a single row exposes.
zoo=(nan_row_repeats_expert0 nan_row_sentinel_leaks sentinel_minus1_negative_scores one_thread_per_expert_cap
  no_winner_output_unwritten shape_tile_wrong_weight_branch chunk_loop_clobbers_register radix_bucket_buffer_overflow)

# run NAME LIMIT ARGUMENTS...: the program's JSON to OUT/NAME.json.
run() {
  local name=$1 limit=$2 begin code
  shift 2
  begin=$(date +%s.%N)
  timeout -s INT "$limit" "$gatefuzz" "$@" --format=json --workdir="$out/work" >"$out/$name.json" 2>>"$out/log.txt"
  code=$?
  echo "$name: exit code $code, $(echo "$(date +%s.%N) - $begin" | bc 2>/dev/null) s" | tee -a "$out/log.txt"
}

for step in "$@"; do
  case $step in
    speed)
      rm -f "$out"/work/verify-topk_softmax.json
      run speed 120 verify --kernel=topk_softmax --experts=128 --k=8 --dtype=bf16 --plain --rows=2e10 --seed=1
      rm -f "$out"/work/verify-topk_softmax.json
      ;;
    zoo)
      for name in "${zoo[@]}"; do
        rm -f "$out/work/verify-zoo-$name.json"
        run "zoo_$name" 30 verify "--kernel=zoo/$name" --rows=1e9 --seed=1
      done
      ;;
    verify) run verify 1200 verify --rows="${VERIFY_ROWS:-1e10}" --seconds="${VERIFY_SECONDS:-90}" --seed=1 ;;
    sweep) run sweep "${SWEEP_SECONDS:-240}" sweep ;;
    profile)
      rm -f "$out"/work/verify-topk_softmax.json
      ncu --launch-skip 60 --launch-count 24 --section SpeedOfLight --csv "$gatefuzz" verify --kernel=topk_softmax \
        --experts=128 --k=8 --dtype=bf16 --plain --rows=5e6 --seed=1 --workdir="$out/work" >"$out/profile.csv" 2>&1
      rm -f "$out"/work/verify-topk_softmax.json
      ;;
    *) echo "there is no step '$step'" >&2; exit 2 ;;
  esac
done
