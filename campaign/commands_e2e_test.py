#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""The program's subcommands on files: what they print, and what they exit with."""

import os
import shutil
import unittest

from e2e import ProgramTest, align_seed, seed

ZOO = {
    "nan_row_repeats_expert0": "unique",
    "nan_row_sentinel_leaks": "range",
    "sentinel_minus1_negative_scores": "unique",
    "one_thread_per_expert_cap": "agreement",
    "simd_tail_overread": "memory",
    "no_winner_output_unwritten": "complete",
    "missing_barrier_before_sum": "race",
    "shape_tile_wrong_weight_branch": "value",
    "chunk_loop_clobbers_register": "window",
    "radix_bucket_buffer_overflow": "agreement",
    "init_by_thread_that_does_not_exist": "memory",
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


    def test_grades_the_instructions_of_a_kernel(self):
        out, _ = self.run_program("kernels", "--fidelity", "topk_softmax")
        self.assertRegex(out, r"^topk_softmax: \d+ instruction forms, \d+ instructions in 1 module\n")
        self.assertRegex(out, r"\ngraded on NVIDIA H200, driver [\d.]+, CUDA Toolkit [\d.]+, 2\d{3}-\d\d-\d\d ")
        self.assertRegex(out, r"\n +\d+  ex2\.approx\.ftz\.f32 +bounded: 2 ulp \(seen: GPU [\d.]+ ulp, emulator ")
        self.assertRegex(out, r"\n +\d+  redux\.sync\.max\.u32 +exact\n")
        self.assertRegex(out, r"\n +\d+  bra +not swept: control flow \(emulator/exec/unswept_test\.cc\)\n")

    def test_grades_a_zoo_kernel_as_json(self):
        said = self.run_json("kernels", "--fidelity=zoo/missing_barrier_before_sum")
        self.assertEqual(said["kernel"], "zoo/missing_barrier_before_sum")
        self.assertEqual(said["graded_on"]["device"], "NVIDIA H200")
        self.assertEqual(said["problems"], [])
        self.assertEqual(sum(form["count"] for form in said["forms"]), said["instructions"])
        self.assertEqual(sum(part["forms"] for part in said["totals"].values()), len(said["forms"]))
        bounds = {form["form"]: form["bounds"] for form in said["forms"] if form["fidelity"] == "bounded"}
        self.assertTrue(bounds)
        for form, seen in bounds.items():
            self.assertGreater(seen[0]["gpu"], 0, form)

    def test_suggests_the_kernel_whose_fidelity_was_meant(self):
        self.assertIn("did you mean 'topk_softmax'?", self.bad_input("kernels", "--fidelity", "topk_sofmax"))
        self.bad_input("kernels", "--fidelity=")
        self.bad_input("kernels", "--fidelity")


class ShowAndEncode(ProgramTest):
    def test_shows_a_case_in_words(self):
        out, _ = self.run_program("show", seed("all_nan_row_e8_k2"))
        self.assertIn("NaN", out)
        self.assertIn("schedule: ascending order (seed 0)", out)
        out, _ = self.run_program("show", seed("missing_barrier_before_sum_e2_k1"))
        self.assertIn("schedule: seed 1", out)

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

    def test_says_that_only_a_schedule_shows_it(self):
        kernel = "--kernel=zoo/missing_barrier_before_sum"
        with open(seed("missing_barrier_before_sum_e2_k1"), "rb") as file:
            case = file.read()
        files = []
        for schedule in range(1, 25):
            files.append("schedule-%d.gfcase" % schedule)
            with open(self.path(files[-1]), "wb") as file:
                file.write(case[:28] + schedule.to_bytes(8, "little") + case[36:])
        # The race check sees it under every schedule; without it some give a wrong result.
        self.assertNotIn("needs a schedule", self.run_program("repro", *files, kernel, code=1)[0])
        os.environ["GATEFUZZ_CHECKS"] = "memory"
        try:
            for mode in ([], ["--in-process"]):
                out, _ = self.run_program("repro", *files, kernel, *mode, code=1)
                self.assertIn("clause value", out)
                self.assertRegex(out, r"needs a schedule: that of seed \d+ shows it, ascending order \(seed 0\) does not")
        finally:
            del os.environ["GATEFUZZ_CHECKS"]

    def test_runs_in_process_for_a_debugger(self):
        kernel = "--kernel=zoo/nan_row_repeats_expert0"
        out, _ = self.run_program("repro", seed("all_nan_row_e8_k2"), kernel, "--in-process", code=1)
        self.assertIn("clause unique", out)

    def test_production_kernel_passes_whatever_its_approximations_are(self):
        names = ("ordinary_e8_k2", "ascending_e64_k8", "window_middle_e64_k8")
        for device in ("0", "1"):
            os.environ["GATEFUZZ_SEED"] = device
            try:
                out, _ = self.run_program("repro", "--approx=random", *map(seed, names))
            finally:
                del os.environ["GATEFUZZ_SEED"]
            self.assertEqual(out.count("on topk_softmax: pass"), len(names))

    def test_names_random_approximations_in_the_replay_command(self):
        kernel, case = "--kernel=zoo/nan_row_repeats_expert0", seed("all_nan_row_e8_k2")
        out, _ = self.run_program("repro", case, kernel, "--approx=random", code=1)
        self.assertIn("-- repro --approx=random " + kernel, out)
        out, _ = self.run_program("repro", case, kernel, "--approx=exact", code=1)
        self.assertIn("-- repro " + kernel, out)
        self.assertIn("--approx", self.bad_input("repro", case, "--approx=wrong"))

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


class AlignExperts(ProgramTest):
    def test_is_listed(self):
        self.assertIn("align_experts\n", self.run_program("kernels")[0])
        rows = {row["name"]: row for row in self.run_json("kernels")}
        self.assertTrue(rows["align_experts"]["production"])

    def test_shows_a_case_in_words(self):
        out, _ = self.run_program("show", align_seed("low_word_names_an_expert_e8_int64"))
        self.assertIn("align_experts: 2 tokens x 2 choices among 8 experts, blocks of 4, int64 ids", out)
        self.assertIn("token 0: 4294967299 (outside), 3\n", out)

    def test_json_goes_back_to_the_same_file(self):
        for name in ("int64_ends_e8", "no_tokens_e8_k2_b4", "schedule_e32_k4_b4"):
            text, _ = self.run_program("show", align_seed(name), "--format=json")
            with open(self.path("case.json"), "w") as file:
                file.write(text)
            self.run_program("encode", "case.json", "-o", "case.gfcase")
            with open(self.path("case.gfcase"), "rb") as made, open(align_seed(name), "rb") as given:
                self.assertEqual(made.read(), given.read())

    def test_refuses_wrong_json_and_writes_nothing(self):
        with open(self.path("case.json"), "w") as file:
            file.write('{"operation": "align_experts", "experts": 2, "block_size": 3, "ids": [[1]]}')
        self.assertIn("block_size: expected a power of 2", self.bad_input("encode", "case.json", "-o", "case.gfcase"))
        self.assertFalse(os.path.exists(self.path("case.gfcase")))

    def test_each_case_goes_to_the_kernels_that_take_it(self):
        out, _ = self.run_program("repro", seed("ordinary_e8_k2"), align_seed("ordinary_e8_k2_b16"))
        self.assertIn("ordinary_e8_k2.gfcase on topk_softmax: pass", out)
        self.assertIn("ordinary_e8_k2_b16.gfcase on align_experts: pass", out)
        self.assertNotIn("ordinary_e8_k2.gfcase on align_experts", out)
        out, _ = self.run_program("repro", align_seed("int64_ends_e8"), "--kernel=align_experts", "--in-process")
        self.assertIn("on align_experts: pass", out)

    def test_refuses_a_kernel_that_takes_other_cases(self):
        message = self.bad_input("repro", align_seed("int64_ends_e8"), "--kernel=topk_softmax")
        self.assertIn("holds a case of align_experts, and kernel 'topk_softmax' takes a routing case", message)
        message = self.bad_input("shrink", seed("no_tokens"), "--kernel=align_experts", "-o", "small.gfcase")
        self.assertIn("holds a routing case, and kernel 'align_experts' takes a case of align_experts", message)

    def test_nothing_to_shrink_in_a_case_that_passes(self):
        message = self.bad_input("shrink", align_seed("int64_ends_e8"), "-o", "small.gfcase")
        self.assertIn("there is nothing to shrink", message)

    def test_a_damaged_file_has_its_own_message(self):
        with open(align_seed("int64_ends_e8"), "rb") as file:
            good = file.read()
        with open(self.path("cut.gfcase"), "wb") as file:
            file.write(good[:-3])
        self.assertIn("truncated: its header promises 49 bytes", self.bad_input("show", "cut.gfcase"))


class Coverage(ProgramTest):
    def test_writes_a_tracefile_that_agrees_with_its_summary(self):
        result = self.run_json("coverage", seed("ordinary_e8_k2"), seed("window_middle_e64_k8"), "-o", "c.info")
        self.assertEqual((result["cases"], result["discarded"], result["failed"]), (2, 0, 0))
        with open(self.path("c.info")) as file:
            lines = file.read().splitlines()
        hits = [int(line.rsplit(",", 1)[1]) for line in lines if line.startswith("DA:")]
        self.assertEqual(len(hits), result["total"]["lines"])
        self.assertEqual(len([hit for hit in hits if hit > 0]), result["total"]["lines_hit"])
        self.assertEqual(len([line for line in lines if line.startswith("BRDA:")]), result["total"]["branches"])
        self.assertTrue([line for line in lines if line.startswith("SF:") and "kernels/row_per_warp.cuh" in line])
        self.assertTrue([line for line in lines if line.startswith("FN:") and "RowPerWarpKernel<" in line])
        for row in result["files"]:
            self.assertEqual(row["lines"] - row["lines_hit"], len(row["lines_missed"]))

    def test_of_a_folder_and_of_the_seeds(self):
        out, _ = self.run_program("coverage", "-o", "c.info")
        self.assertIn("topk_softmax: %d cases" % len(os.listdir("corpus/topk_softmax")), out)
        self.assertIn("kernels/row_per_warp.cuh: lines ", out)
        again, _ = self.run_program("coverage", os.path.abspath("corpus/topk_softmax"), "-o", "d.info")
        self.assertEqual(out.replace("c.info", "d.info"), again)

    def test_makes_pages_where_genhtml_is(self):
        if shutil.which("genhtml") is None:
            self.skipTest("the package lcov is not installed")
        self.run_program("coverage", seed("ordinary_e8_k2"), "-o", "c.info", "--html", "pages")
        self.assertTrue(os.path.exists(self.path("pages/index.html")))

    def test_says_that_genhtml_is_missing(self):
        self.path_variable = self.folder
        message = self.bad_input("coverage", seed("ordinary_e8_k2"), "-o", "c.info", "--html", "pages")
        self.assertIn("install the package lcov", message)
        self.assertFalse(os.path.exists(self.path("c.info")))

    def test_refuses_what_is_no_case_and_no_kernel(self):
        self.assertIn("did you mean", self.bad_input("coverage", "-o", "c.info", "--kernel=topk_sofmax"))
        self.assertIn("missing", self.bad_input("coverage", "missing", "-o", "c.info"))
        os.mkdir(self.path("empty"))
        self.assertIn("holds no case file", self.bad_input("coverage", "empty", "-o", "c.info"))
        self.assertFalse(os.path.exists(self.path("c.info")))


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
        commands = ("fuzz", "repro", "show", "shrink", "encode", "kernels", "coverage", "report", "replay", "promote")
        for command in commands:
            self.assertIn("\n  %s " % command, out)
            text, _ = self.run_program(command, "--help")
            self.assertIn("Usage: ", text)
        self.assertIn("--fidelity NAME", self.run_program("kernels", "--help")[0])
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
