#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""replay and promote on folders made for it."""

import json
import os
import shutil
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.abspath("campaign"))
from e2e import ProgramTest, align_seed, seed  # pylint: disable=wrong-import-position

BAD = "zoo/sentinel_minus1_negative_scores"


class FindingsTest(ProgramTest):
    def keep(self, *paths):
        """Copies case files into cases/."""
        os.makedirs(self.path("cases"), exist_ok=True)
        for path in paths:
            shutil.copyfile(path, self.path("cases/" + os.path.basename(path)))

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)

    def ledger(self, **changes):
        """Writes known_findings.json with one entry."""
        entry = {
            "group": "*",
            "kernel": BAD,
            "fault": "unique",
            "check": "",
            "file": "",
            "case": "cases/bias_below_minus_one_e8_k4.gfcase",
            "issue": "https://example.org/issues/7",
            "expires": "2999-12-31",
        }
        entry.update(changes)
        self.write("known_findings.json", json.dumps([entry]))
        return "--known-findings=known_findings.json"


class Replay(FindingsTest):
    def test_passes_the_corpus_on_all_production_kernels(self):
        out, err = self.run_program("replay", timeout=600)
        count = sum(len(os.listdir("corpus/" + kind)) for kind in ("topk_softmax", "align_experts"))
        self.assertEqual(out, "%d cases, %d passed, 0 failed, 0 known, 0 no case files\n" % (count, count))
        self.assertEqual(err, "")

    def test_says_what_fails_in_one_line(self):
        self.keep(seed("bias_below_minus_one_e8_k4"), seed("ordinary_e8_k2"))
        out, _ = self.run_program("replay", "cases", "--kernel=" + BAD, "--jobs=3", code=1)
        lines = out.splitlines()
        self.assertEqual(len(lines), 2, out)
        file = self.path("cases/bias_below_minus_one_e8_k4.gfcase")
        self.assertTrue(lines[0].startswith("failed: %s on %s: clause unique; " % (file, BAD)), out)
        self.assertIn("1 token x 8 experts", lines[0])
        self.assertTrue(lines[0].endswith("replay: bazel run //:gatefuzz -- repro --kernel=%s %s" % (BAD, file)), out)
        self.assertEqual(lines[1], "2 cases, 1 passed, 1 failed, 0 known, 0 no case files")

    def test_counts_and_names_what_is_no_case_file(self):
        self.keep(seed("ordinary_e8_k2"), align_seed("int_max_e8"))
        self.write("cases/deep/notes.gfcase", "not a case")
        self.write("cases/readme", "nor this")
        # Beside a case, and therefore no surprise.
        for name in ("ordinary_e8_k2.txt", "ordinary_e8_k2.test.cc", "group.json"):
            self.write("cases/" + name, "{}")
        out, err = self.run_program("replay", "cases")
        self.assertEqual(out, "2 cases, 2 passed, 0 failed, 0 known, 2 no case files\n")
        self.assertIn("gatefuzz: no case file: " + self.path("cases/deep/notes.gfcase"), err)
        self.assertIn(self.path("cases/readme"), err)
        self.assertEqual(err.count("\n"), 2, err)

    def test_refuses_where_nothing_can_be_replayed(self):
        self.assertIn("missing is missing", self.bad_input("replay", "missing"))
        os.mkdir(self.path("empty"))
        self.assertIn("there is no case to judge", self.bad_input("replay", "empty"))
        self.keep(align_seed("int_max_e8"))
        self.assertIn("there is no case to judge", self.bad_input("replay", "cases", "--kernel=topk_softmax"))
        self.assertIn("did you mean", self.bad_input("replay", "cases", "--kernel=topk_sofmax"))
        self.bad_input("replay", "cases", "--jobs=0")

    def test_judges_crashes_and_hangs_beside_others(self):
        self.program = "campaign/misbehaving_kernels"
        self.keep(seed("ordinary_e8_k2"), seed("bias_below_minus_one_e8_k4"))
        kernels = ["--kernel=" + name for name in ("test/crash", "test/hang", "topk_softmax")]
        report = self.run_json("replay", "cases", *kernels, "--jobs=3", "--case-seconds=10", code=1)
        # A case counts once, as the worst of its kernels.
        self.assertEqual((report["cases"], report["passed"], report["failed"]), (2, 0, 2))
        faults = [(row["kernel"], row["fault"]) for row in report["rows"]]
        self.assertEqual(faults, [("test/crash", "crash")] * 2 + [("test/hang", "timeout")] * 2)

    def test_what_has_no_verdict_is_a_harness_error(self):
        self.program = "campaign/misbehaving_kernels"
        self.keep(seed("ordinary_e8_k2"))
        out, _ = self.run_program("replay", "cases", "--kernel=test/abort", code=3)
        self.assertIn("1 cases, 0 passed, 0 failed, 0 known, 1 not judged", out)

    def test_junit_says_the_same(self):
        self.keep(seed("bias_below_minus_one_e8_k4"), seed("ordinary_e8_k2"))
        out, _ = self.run_program("replay", "cases", "--kernel=" + BAD, "--format=junit", code=1)
        suite = xml.etree.ElementTree.fromstring(out)
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("skipped")), ("2", "1", "0"))
        self.assertIn("clause unique", suite.find("testcase/failure").get("message"))
        self.run_program("replay", "cases", "--kernel=" + BAD, "--format=xml", code=2)


class KnownFindings(FindingsTest):
    def replay(self, *arguments, code=0):
        return self.run_program("replay", "cases", "--kernel=" + BAD, *arguments, code=code)[0]

    def setUp(self):
        super().setUp()
        self.keep(seed("bias_below_minus_one_e8_k4"), seed("ordinary_e8_k2"))

    def test_a_known_finding_does_not_fail(self):
        out = self.replay(self.ledger())
        self.assertIn("clause unique; known: entry 1, https://example.org/issues/7, until 2999-12-31; ", out)
        self.assertIn("2 cases, 1 passed, 0 failed, 1 known, 0 no case files\n", out)
        suite = xml.etree.ElementTree.fromstring(self.replay(self.ledger(), "--format=junit"))
        self.assertEqual((suite.get("failures"), suite.get("skipped")), ("0", "1"))

    def test_an_entry_of_something_else_hides_nothing(self):
        for changes in ({"fault": "range"}, {"check": "out of bounds"}, {"file": "zoo/common.cuh"}):
            self.assertIn("1 failed, 0 known", self.replay(self.ledger(**changes), code=1))

    def test_an_entry_of_a_group_speaks_of_its_own_case_alone(self):
        group = self.ledger(group="unique-1f0e9a3c")
        self.assertIn("0 failed, 1 known", self.replay(group))
        self.keep(seed("bias_minus_1e30_e16_k8"))
        self.assertIn("1 failed, 1 known", self.replay(group, code=1))

    def test_an_expired_entry_comes_back_as_new(self):
        out = self.replay(self.ledger(expires="2026-01-31"), code=1)
        self.assertIn("entry 1 of the known findings expired on 2026-01-31", out)
        self.assertIn("1 failed, 0 known", out)

    def test_says_that_a_fixed_entry_is_to_be_removed(self):
        out = self.replay(self.ledger(case="cases/ordinary_e8_k2.gfcase"), code=1)
        self.assertIn("fixed: remove entry 1 (unique on %s, cases/ordinary_e8_k2.gfcase)\n" % BAD, out)

    def test_an_entry_is_replayed_whatever_folder_is_named(self):
        os.mkdir(self.path("others"))
        shutil.move(self.path("cases/ordinary_e8_k2.gfcase"), self.path("others"))
        out, _ = self.run_program("replay", "others", self.ledger())
        self.assertIn("2 cases, 1 passed, 0 failed, 1 known", out)
        self.assertIn(self.path("cases/bias_below_minus_one_e8_k4.gfcase"), out)

    def test_refuses_a_wrong_ledger(self):
        def refused(text):
            self.write("bad.json", text)
            return self.bad_input("replay", "cases", "--known-findings=bad.json")

        self.assertIn("bad.json: is not JSON", refused("{"))
        self.assertIn("entry 1: group: this member is missing", refused("[{}]"))
        self.assertIn("cannot be read", self.bad_input("replay", "cases", "--known-findings=missing.json"))
        message = self.bad_input("replay", "cases", self.ledger(kernel="topk_sofmax"))
        self.assertIn("entry 1: kernel: there is no kernel 'topk_sofmax': did you mean", message)
        message = self.bad_input("replay", "cases", self.ledger(kernel="align_experts"))
        self.assertIn("holds no case of kernel align_experts", message)
        message = self.bad_input("replay", "cases", self.ledger(case="cases/missing.gfcase"))
        self.assertIn("entry 1: case: ", message)


class Promote(FindingsTest):
    def setUp(self):
        super().setUp()
        # A checkout, as far as it matters.
        self.write("checkout/WORKSPACE", "")
        for kind in ("topk_softmax", "align_experts"):
            os.makedirs(self.path("checkout/corpus/" + kind))
            shutil.copyfile("corpus/%s.json" % kind, self.path("checkout/corpus/%s.json" % kind))
        self.write("new.json", '{"experts": 3, "k": 1, "bias": [0, "nan", -0.0], "logits": [["0x7fc00001", 1, 2]]}')
        self.run_program("encode", "new.json", "-o", "new.gfcase")

    def text(self, kind="topk_softmax"):
        with open(self.path("checkout/corpus/%s.json" % kind)) as file:
            return file.read()

    def refused(self, *arguments, code=2):
        """Requires that it is refused and leaves everything as it was; returns the message."""
        before = self.text(), self.text("align_experts")
        out, err = self.run_program("promote", *arguments, "--corpus=checkout/corpus", code=code)
        self.assertEqual(out, "")
        self.assertEqual((self.text(), self.text("align_experts")), before)
        for kind in ("topk_softmax", "align_experts"):
            self.assertEqual(os.listdir(self.path("checkout/corpus/" + kind)), [])
        return err

    def test_appends_to_the_list_and_writes_the_case(self):
        before = self.text()
        story = 'of an "odd" bias'
        self.run_program("promote", "new.gfcase", "--name=odd_bias_e3", "--story=" + story, "--corpus=checkout/corpus")
        after = self.text()
        self.assertTrue(after.startswith(before.rstrip("]\n")), "the rest of the list is as it was")
        entry = json.loads(after)[-1]
        self.assertEqual((entry["name"], entry["story"]), ("odd_bias_e3", story))
        with open(self.path("new.gfcase"), "rb") as given:
            with open(self.path("checkout/corpus/topk_softmax/odd_bias_e3.gfcase"), "rb") as made:
                self.assertEqual(made.read(), given.read())
        # What the list says is the case.
        self.write("again.json", json.dumps(entry["case"]))
        self.run_program("encode", "again.json", "-o", "again.gfcase")
        with open(self.path("again.gfcase"), "rb") as again, open(self.path("new.gfcase"), "rb") as given:
            self.assertEqual(again.read(), given.read())

    def test_finds_the_checkout_above(self):
        inside = self.path("checkout/a/b")
        os.makedirs(inside)
        shutil.copyfile(self.path("new.gfcase"), os.path.join(inside, "new.gfcase"))
        self.folder = inside
        out, _ = self.run_program("promote", "new.gfcase", "--name=from_below")
        self.assertIn("checkout/corpus/topk_softmax/from_below.gfcase\n", out)
        self.folder = os.environ["TEST_TMPDIR"]
        shutil.copyfile(os.path.join(inside, "new.gfcase"), self.path("new.gfcase"))
        self.assertIn("there is no checkout above", self.bad_input("promote", "new.gfcase", "--name=nowhere"))

    def test_an_align_case_goes_to_its_own_list(self):
        self.write("ids.json", '{"operation": "align_experts", "experts": 3, "block_size": 2, "ids": [[2], [-9], [7]]}')
        self.run_program("encode", "ids.json", "-o", "ids.gfcase")
        before = self.text()
        self.run_program("promote", "ids.gfcase", "--name=odd_ids_e3", "--corpus=checkout/corpus")
        self.assertEqual(self.text(), before)
        self.assertEqual(json.loads(self.text("align_experts"))[-1]["name"], "odd_ids_e3")
        self.assertEqual(os.listdir(self.path("checkout/corpus/align_experts")), ["odd_ids_e3.gfcase"])

    def test_refuses_names_that_are_taken_or_none(self):
        for name in ("Upper", "two__words", "_a", "a_", "a-b", "../a", "1_a", "a b"):
            self.assertIn("is not snake_case", self.refused("new.gfcase", "--name=" + name))
        self.assertIn("has a 'no_tokens' already", self.refused("new.gfcase", "--name=no_tokens"))

    def test_refuses_a_case_that_is_there(self):
        message = self.refused(seed("ordinary_e8_k2"), "--name=ordinary_again")
        self.assertIn("has this case already, as 'ordinary_e8_k2'", message)

    def test_refuses_what_a_production_kernel_fails(self):
        # With one instruction to spend, every kernel hangs.
        os.environ["GATEFUZZ_BUDGET"] = "1"
        try:
            message = self.refused("new.gfcase", "--name=not_fixed", code=1)
        finally:
            del os.environ["GATEFUZZ_BUDGET"]
        self.assertIn("still fails on topk_softmax (hang): ", message)
        self.assertIn("fix the kernel first", message)

    def test_refuses_a_damaged_list(self):
        self.write("checkout/corpus/topk_softmax.json", "[{]")
        self.assertIn("topk_softmax.json: not a JSON array", self.refused("new.gfcase", "--name=a"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
