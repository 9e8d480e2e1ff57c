#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""//fuzz:oss_fuzz_package is what OSS-Fuzz takes: each target runs from a folder that holds the package and no more."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

PACKAGE = "fuzz/oss_fuzz"
TARGETS = {}  # target to the folder of its corpus: the command line's, NAME:FOLDER


def file_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def read_options(path):
    """The section [libfuzzer] of an .options file."""
    options = configparser.ConfigParser()
    options.read(path)
    assert options.sections() == ["libfuzzer"], options.sections()
    return dict(options["libfuzzer"])


class OssFuzzPackage(unittest.TestCase):
    def setUp(self):
        self.assertTrue(TARGETS)

    def each(self):
        for target in TARGETS:
            with self.subTest(target):
                yield target, os.path.join(PACKAGE, target)

    def test_holds_the_files_of_each_target_and_no_others(self):
        expected = set()
        for target in TARGETS:
            expected |= {target, target + ".options", target + "_seed_corpus.zip"}
            if "dict" in read_options(os.path.join(PACKAGE, target + ".options")):
                expected.add(target + ".dict")
        self.assertEqual(set(os.listdir(PACKAGE)), expected)
        self.assertLessEqual({"case_codec_fuzz.dict", "fat_binary_fuzz.dict", "ptx_module_fuzz.dict"}, expected)

    def test_zips_hold_the_whole_corpus_side_by_side(self):
        for target, path in self.each():
            folder = os.path.join("corpus", TARGETS[target])
            seeds = {name: file_bytes(os.path.join(folder, name)) for name in os.listdir(folder)}
            self.assertTrue(seeds)
            with zipfile.ZipFile(path + "_seed_corpus.zip") as corpus:
                self.assertEqual({name: corpus.read(name) for name in corpus.namelist()}, seeds)

    def test_options_are_some_that_the_binary_knows(self):
        for target, path in self.each():
            done = subprocess.run([path, "-help=1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
            known = re.findall(r"^ (\w+)\s", done.stdout.decode(errors="replace"), re.MULTILINE)
            options = read_options(path + ".options")
            self.assertIn("max_len", options)
            # libFuzzer's help leaves out nothing that it takes from people.
            self.assertLessEqual(set(options), set(known))
            if "dict" in options:
                self.assertTrue(os.path.isfile(os.path.join(PACKAGE, options["dict"])))

    def test_each_target_runs_from_a_fresh_folder(self):
        for target, path in self.each():
            folder = tempfile.mkdtemp(dir=os.environ["TEST_TMPDIR"])
            for ending in ("", ".options", ".dict"):
                if os.path.exists(path + ending):
                    shutil.copy(path + ending, folder)
            with zipfile.ZipFile(path + "_seed_corpus.zip") as corpus:
                first = min(corpus.infolist(), key=lambda entry: entry.file_size)
                corpus.extract(first, os.path.join(folder, "corpus"))
            options = read_options(os.path.join(folder, target + ".options"))
            command = ["./" + target, "-runs=2"] + ["-%s=%s" % option for option in options.items()] + ["corpus"]
            done = subprocess.run(
                command, cwd=folder, env={}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
            )
            said = done.stdout.decode(errors="replace")
            self.assertEqual(done.returncode, 0, said)
            self.assertRegex(said, r"Done \d+ runs in")
            self.assertEqual("dict" in options, "Dictionary: " in said, said)
            shutil.rmtree(folder)


if __name__ == "__main__":
    TARGETS = dict(argument.split(":") for argument in sys.argv[1:])
    unittest.main(argv=sys.argv[:1], verbosity=2)
