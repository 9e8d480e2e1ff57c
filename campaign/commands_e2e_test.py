#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""The program's subcommands on files: what they print, and what they exit with."""

import os
import unittest

from e2e import ProgramTest, seed

ZOO = {
    "nan_row_repeats_expert0": "unique",
    "nan_row_sentinel_leaks": "range",
    "sentinel_minus1_negative_scores": "unique",
    "one_thread_per_expert_cap": "agreement",
    "simd_tail_overread": "memory",
    "no_winner_output_unwritten": "complete",
}


class Kernels(ProgramTest):
    def test_lists_production_and_zoo(self):
        out, _ = self.run_program("kernels")
        self.assertIn("topk_softmax\n", out)
        self.assertIn("zoo/nan_row_repeats_expert0\n", out)
        self.assertIn("known to be bad: breaks 'unique'", out)

    def test_says_the_same_as_json(self):
        rows = {row["name"]: row for row in self.run_json("kernels")}
        self.assertTrue(rows["topk_softmax"]["production"])
        for name, clause in ZOO.items():
            self.assertEqual(rows["zoo/" + name]["expected_clause"], clause)


class ShowAndEncode(ProgramTest):
    def test_shows_a_case_in_words(self):
        out, _ = self.run_program("show", seed("all_nan_row_e8_k2"))
        self.assertIn("NaN", out)

    def test_json_goes_back_to_the_same_file(self):
        for name in ("nan_payloads_e9_k3", "window_and_finished_e32_k8_int64", "no_tokens"):
            text, _ = self.run_program("show", seed(name), "--format=json")
            with open(self.path("case.json"), "w") as file:
                file.write(text)
            self.run_program("encode", "case.json", "-o", "case.gfcase")
            with open(self.path("case.gfcase"), "rb") as made, open(seed(name), "rb") as given:
                self.assertEqual(made.read(), given.read())

    def test_refuses_wrong_json_and_writes_nothing(self):
        with open(self.path("case.json"), "w") as file:
            file.write('{"experts": 2, "k": 3, "logits": [[1, 2]]}')
        self.assertIn("k: expected", self.bad_input("encode", "case.json", "-o", "case.gfcase"))
        self.assertFalse(os.path.exists(self.path("case.gfcase")))
        self.assertIn("No such file", self.bad_input("encode", "missing.json", "-o", "case.gfcase"))
        self.assertIn("directory", self.bad_input("encode", ".", "-o", "case.gfcase"))

    def test_says_where_it_cannot_write(self):
        text, _ = self.run_program("show", seed("no_tokens"), "--format=json")
        with open(self.path("case.json"), "w") as file:
            file.write(text)
        self.assertIn("missing/case.gfcase", self.bad_input("encode", "case.json", "-o", "missing/case.gfcase"))


class Repro(ProgramTest):
    def test_production_kernel_passes(self):
        out, _ = self.run_program("repro", seed("all_nan_row_e8_k2"), seed("ordinary_e8_k2"))
        self.assertEqual(out.count("on topk_softmax: pass"), 2)

    def test_each_zoo_regression_fails_by_its_clause_and_passes_in_production(self):
        names = [name[: -len(".gfcase")] for name in sorted(os.listdir("corpus/topk_softmax"))]
        for kernel, clause in ZOO.items():
            regressions = [name for name in names if name.startswith(kernel)]
            self.assertTrue(regressions, kernel)
            for name in regressions:
                rows = self.run_json("repro", seed(name), "--kernel=zoo/" + kernel, code=1)
                self.assertEqual([row["fault"] for row in rows], [clause], name)
                self.run_program("repro", seed(name), "--kernel=topk_softmax")

    def test_names_clause_row_ids_logits_and_replay(self):
        kernel = "zoo/nan_row_repeats_expert0"
        out, _ = self.run_program("repro", seed("all_nan_row_e8_k2"), "--kernel=" + kernel, code=1)
        file = seed("all_nan_row_e8_k2")
        for text in ("clause unique", "row 0", "ids [0 0]", "logits [nan", "NaN(0x7fc00000) x8", "replay: ", kernel, file):
            self.assertIn(text, out)

    def test_names_the_line_of_the_cuda_source(self):
        out, _ = self.run_program("repro", seed("short_rows_e3_k1_f16"), "--kernel=zoo/simd_tail_overread", code=1)
        self.assertRegex(out, r"simd_tail_overread\.cu:\d+")

    def test_runs_in_process_for_a_debugger(self):
        kernel = "--kernel=zoo/nan_row_repeats_expert0"
        out, _ = self.run_program("repro", seed("all_nan_row_e8_k2"), kernel, "--in-process", code=1)
        self.assertIn("clause unique", out)

    def test_replays_a_seed_with_any_byte_after_the_header_flipped(self):
        with open(seed("ordinary_e8_k2"), "rb") as file:
            good = file.read()
        files = []
        for at in range(12, len(good), 5):
            files.append("flipped-%d.gfcase" % at)
            with open(self.path(files[-1]), "wb") as file:
                file.write(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        out, _ = self.run_program("repro", *files)
        self.assertEqual(out.count("on topk_softmax: pass"), len(files))


class InputErrors(ProgramTest):
    def test_each_kind_of_wrong_file_has_its_own_message(self):
        open(self.path("empty"), "w").close()
        with open(self.path("sparse"), "w") as file:
            file.truncate(1 << 30)
        with open(self.path("case.json"), "w") as file:
            file.write('{"experts": 1, "k": 1, "logits": [[0]]}')
        os.mkdir(self.path("folder"))
        with open(self.path("other"), "w") as file:
            file.write("something else altogether")
        messages = set()
        for name in ("empty", "sparse", "case.json", "folder", "missing", "other"):
            for command in (["repro"], ["show"], ["shrink", "-o", "out.gfcase"]):
                message = self.bad_input(*command, name)
                self.assertIn(self.path(name), message)
            messages.add(message.replace(self.path(name), ""))
        self.assertEqual(len(messages), 6, messages)
        self.assertFalse(os.path.exists(self.path("out.gfcase")))

    def test_a_bad_file_stops_repro_before_anything_runs(self):
        self.assertIn("missing", self.bad_input("repro", seed("ordinary_e8_k2"), "missing"))


class Usage(ProgramTest):
    def test_help_of_everything(self):
        out, _ = self.run_program("--help")
        for command in ("fuzz", "repro", "show", "shrink", "encode", "kernels"):
            self.assertIn("\n  %s " % command, out)
            text, _ = self.run_program(command, "--help")
            self.assertIn("Usage: ", text)
        for hidden in ("worker", "judge"):
            self.assertNotIn("\n  %s" % hidden, out)

    def test_suggests_what_was_meant(self):
        self.assertIn("did you mean 'fuzz'?", self.bad_input("fuz"))
        self.assertIn("did you mean '--seconds'?", self.bad_input("fuzz", "--secnds=3"))
        message = self.bad_input("fuzz", "--kernel=zoo/nan_row_repeat_expert0")
        self.assertIn("did you mean 'zoo/nan_row_repeats_expert0'?", message)
        self.assertIn("did you mean 'topk_softmax'?", self.bad_input("repro", seed("no_tokens"), "--kernel=topk_sofmax"))

    def test_refuses_wrong_values(self):
        self.bad_input()
        self.bad_input("fuzz", "--seconds=0")
        self.bad_input("fuzz", "--jobs=many")
        self.bad_input("show", seed("no_tokens"), "--format=yaml")
        self.bad_input("repro")


class Shrink(ProgramTest):
    def test_makes_the_smallest_case_of_the_same_clause(self):
        kernel = "--kernel=zoo/nan_row_repeats_expert0"
        out, _ = self.run_program("shrink", seed("padding_rows_nan_e128_k8_bf16"), kernel, "-o", "small.gfcase")
        self.assertIn("clause unique", out)
        case = self.run_json("show", "small.gfcase")
        self.assertEqual((case["tokens"], case["experts"], case["k"]), (1, 2, 2))
        self.run_program("repro", "small.gfcase", kernel, code=1)

    def test_refuses_a_case_that_passes(self):
        message = self.bad_input("shrink", seed("ordinary_e8_k2"), "-o", "small.gfcase")
        self.assertIn("there is nothing to shrink", message)
        self.assertFalse(os.path.exists(self.path("small.gfcase")))


if __name__ == "__main__":
    unittest.main(verbosity=2)
