#!/usr/bin/python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""Snippets, run: C++ ones fail where they must, and what Python ones hold is the case, bit for bit.

By Debian's Python, since NumPy is its package python3-numpy.
"""

import os
import subprocess
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.abspath("campaign"))
from e2e import ProgramTest, align_seed, seed  # pylint: disable=wrong-import-position

WORDS = {"f32": (32, 0x7FC00000, 0x7F800000), "f16": (16, 0x7E00, 0x7C00), "bf16": (16, 0x7FC0, 0x7F80)}


def round_to_bits(value, dtype):
    """The nearest bit pattern to a number of a case's JSON, which is exact but for its shortest decimal."""
    if dtype == "f32":
        return int(np.float32(value).view(np.uint32))
    if dtype == "f16":
        return int(np.float16(value).view(np.uint16))
    wide = int(np.float32(value).view(np.uint32))
    return (wide + 0x7FFF + ((wide >> 16) & 1)) >> 16


def bits_of(value, dtype):
    """The bit pattern of a value as docs/case-format.md writes it."""
    width, nan, infinity = WORDS[dtype]
    named = {"nan": nan, "inf": infinity, "-inf": infinity | 1 << (width - 1)}
    if isinstance(value, str):
        return named[value] if value in named else int(value, 16)
    return round_to_bits(value, dtype)


def expanded(values):
    """A row without its {"repeat": ..., "value": ...}."""
    result = []
    for value in values:
        result += [value["value"]] * value["repeat"] if isinstance(value, dict) else [value]
    return result


def rows_of(rows):
    """Rows without {"repeat": ..., "row": ...}."""
    result = []
    for row in rows:
        result += [expanded(row["row"])] * row["repeat"] if isinstance(row, dict) else [expanded(row)]
    return result


def words(array):
    """The array's bits, one number an element."""
    return [int(word) for word in array.reshape(-1).view("u%d" % array.dtype.itemsize)]


class CppSnippets(unittest.TestCase):
    def fails(self, binary, *texts):
        """Requires that the binary's test fails, and that it says so."""
        done = subprocess.run([binary], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        self.assertEqual(done.returncode, 1, done.stdout)
        for text in texts + ("1 FAILED TEST",):
            self.assertIn(text, done.stdout)

    def test_fails_on_the_kernel_that_it_came_from(self):
        self.fails("campaign/findings/snippet_on_zoo", "clause unique", "ids [0 0]", "GatefuzzFinding.UniqueE8K2Case")

    def test_fails_where_nothing_is_launched(self):
        self.fails("campaign/findings/snippet_without_launch", "clause complete")


class PythonSnippets(ProgramTest):
    def run_snippet(self, path, *arguments):
        """What the snippet of the case file defines."""
        text, _ = self.run_program("show", path, "--format=python", *arguments)
        names = {}
        exec(compile(text, path, "exec"), names)
        return names

    def check_routing(self, path):
        case = self.run_json("show", path)
        made = self.run_snippet(path)
        dtype = case["dtype"]
        self.assertEqual(made["logits"].shape, (case["tokens"], case["experts"]))
        self.assertEqual(made["logits"].dtype, {"f32": np.float32, "f16": np.float16, "bf16": np.uint16}[dtype])
        logits = [bits_of(value, dtype) for row in rows_of(case["logits"]) for value in row]
        self.assertEqual(words(made["logits"]), logits, path)
        if "bias" in case:
            self.assertEqual(words(made["bias"]), [bits_of(value, "f32") for value in expanded(case["bias"])], path)
        else:
            self.assertIsNone(made["bias"])
        finished = None if made["finished"] is None else list(made["finished"])
        self.assertEqual(finished, case.get("finished"))
        for name in ("k", "non_finite", "renormalize", "source_rows", "row_padding"):
            self.assertEqual(made[name], case[name], name)
        self.assertEqual(bits_of(float(made["scale"]), "f32"), bits_of(case["scale"], "f32"))
        self.assertEqual(np.dtype(made["id_type"]).name, case["id_type"])
        window = case.get("window", {"first": 0, "count": -1})
        self.assertEqual((made["local_first"], made["local_count"]), (window["first"], window["count"]))
        groups = case.get("groups", {"count": 1, "kept": 1})
        self.assertEqual((made["num_groups"], made["top_groups"]), (groups["count"], groups["kept"]))

    def test_hold_every_routing_case_of_the_corpus(self):
        for name in sorted(os.listdir("corpus/topk_softmax")):
            self.check_routing(os.path.abspath("corpus/topk_softmax/" + name))

    def test_hold_odd_options(self):
        text = (
            '{"experts": 6, "k": 2, "dtype": "f16", "scale": 1e-45, "row_padding": 3, "groups": {"count": 3, "kept": 2},'
            ' "source_rows": true, "non_finite": "mask", "id_type": "uint32", "logits": [[1, 2, 3, "nan", "0xfe01", 0]]}'
        )
        with open(self.path("odd.json"), "w") as file:
            file.write(text)
        self.run_program("encode", "odd.json", "-o", "odd.gfcase")
        self.check_routing(self.path("odd.gfcase"))

    def test_read_a_big_case_from_its_file(self):
        flags = ", ".join(["0", "1"] * 40)
        text = '{"experts": 65, "k": 2, "dtype": "%s", "bias": [{"repeat": 65, "value": 0.5}], "finished": [%s], "logits": [%s]}'
        for dtype in ("f32", "f16", "bf16"):
            rows = ", ".join(str([n / 4 + e for e in range(65)]) for n in range(80))
            with open(self.path("big.json"), "w") as file:
                file.write(text % (dtype, flags, rows))
            self.run_program("encode", "big.json", "-o", "big.gfcase")
            out, _ = self.run_program("show", "big.gfcase", "--format=python")
            self.assertIn("# 5265 values are too many", out)
            self.check_routing(self.path("big.gfcase"))

    def test_hold_every_align_case_of_the_corpus(self):
        for name in sorted(os.listdir("corpus/align_experts")):
            path = os.path.abspath("corpus/align_experts/" + name)
            case = self.run_json("show", path)
            made = self.run_snippet(path)
            self.assertEqual(made["ids"].dtype.name, case["id_type"])
            self.assertEqual(made["ids"].tolist(), rows_of(case["ids"]), path)
            for parameter in ("tokens", "k", "experts", "block_size"):
                self.assertEqual(made[parameter], case[parameter], path)

    def test_say_which_clause_of_which_kernel(self):
        arguments = ("--kernel=zoo/nan_row_repeats_expert0", "--clause=unique", "--format=python")
        out, _ = self.run_program("show", seed("all_nan_row_e8_k2"), *arguments)
        self.assertTrue(out.startswith("# An input on which zoo/nan_row_repeats_expert0 breaks clause unique: "), out)


class Usage(ProgramTest):
    def test_refuses_what_makes_no_snippet(self):
        case = seed("no_tokens")
        self.assertIn("there is no clause 'uniqe'", self.bad_input("show", case, "--format=cpp", "--clause=uniqe"))
        self.assertIn("did you mean", self.bad_input("show", case, "--format=cpp", "--kernel=topk_sofmax"))
        self.assertIn("takes a case of", self.bad_input("show", case, "--format=cpp", "--kernel=align_experts"))
        self.assertIn("are for --format=cpp", self.bad_input("show", case, "--clause=unique"))
        self.bad_input("show", align_seed("int64_ends_e8"), "--format=junit")


if __name__ == "__main__":
    unittest.main(verbosity=2)
