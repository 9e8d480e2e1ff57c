#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Prints docs/checks.md with its table made anew from the data files, which docs/measure_checks.py writes.

Usage: docs/checks_table.py docs/checks.md docs/data/planted_faults_emulator.json docs/data/compute_sanitizer_h200.json
"""

import json
import sys

BEGIN = "<!-- table: written by docs/checks_table.py -->"
END = "<!-- end of table -->"
TOOLS = ["memcheck", "racecheck", "initcheck", "synccheck"]


def seconds(value):
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def cell(row):
    if not row["reported"]:
        found = "nothing"
    elif row["right_line"]:
        found = f"line {row['line']}"
    elif "line" in row:
        found = f"wrong line {row['line']}"
    else:
        found = "no line"
    note = ", stopped" if row["error"] == "timeout" else ""
    return f"{found}, {seconds(row['seconds'])}{note}"


def column_sum(faults, tool):
    rows = [row[tool] for row in faults.values()]
    right = sum(row["reported"] and row["right_line"] for row in rows)
    other = sum(row["reported"] and not row["right_line"] for row in rows)
    text = f"**{right} of {len(rows)}**"
    if other:
        text += f" and {other} elsewhere"
    return f"{text}, {seconds(sum(row['seconds'] for row in rows))}"


def table(emulator, sanitizer):
    faults = emulator["faults"]
    tools = TOOLS if sanitizer else []
    if sanitizer and list(sanitizer["faults"]) != list(faults):
        raise SystemExit("checks_table.py: the two data files are not of the same faults: measure both again")
    columns = ["fault", "emulator"] + tools + (["any of the four", "no tool"] if tools else [])
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    anywhere = 0
    for name, row in faults.items():
        cells = [name, cell(row["emulator"])]
        if tools:
            runs = sanitizer["faults"][name]
            cells += [cell(runs[tool]) for tool in tools]
            found = any(runs[tool]["reported"] and runs[tool]["right_line"] for tool in tools)
            anywhere += found
            cells += ["found" if found else "missed", f"{runs['plain']['error']}, {seconds(runs['plain']['seconds'])}"]
        lines.append("| " + " | ".join(cells) + " |")
    sums = ["right line, time in all", column_sum(faults, "emulator")]
    if tools:
        sums += [column_sum(sanitizer["faults"], tool) for tool in tools]
        total = sum(run[tool]["seconds"] for run in sanitizer["faults"].values() for tool in tools)
        plain = sum(run["plain"]["seconds"] for run in sanitizer["faults"].values())
        sums += [f"**{anywhere} of {len(faults)}**, {seconds(total)}", seconds(plain)]
    lines.append("| " + " | ".join(sums) + " |")
    lines += ["", f"Emulator: {emulator['device']}, {emulator['date']}, `{emulator['command']}`."]
    if sanitizer:
        lines.append(
            f"compute-sanitizer {sanitizer['compute_sanitizer']}: {sanitizer['device']} (driver), {sanitizer['date']}, "
            f"`{sanitizer['command']}`."
        )
    return lines


def main():
    page, *data = sys.argv[1:]
    loaded = []
    for path in data:
        with open(path, encoding="utf-8") as file:
            loaded.append(json.load(file))
    with open(page, encoding="utf-8") as file:
        text = file.read().splitlines()
    before = text[: text.index(BEGIN) + 1]
    after = text[text.index(END) :]
    print("\n".join(before + table(loaded[0], loaded[1] if len(loaded) > 1 else None) + after))


if __name__ == "__main__":
    main()
