#!/usr/bin/env python3
# Copyright 2026 The gatefuzz authors
# SPDX-License-Identifier: Apache-2.0
"""`gatefuzz report`: the files that it writes, and its page as a browser shows it."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree

sys.path.insert(0, os.path.abspath("campaign"))
from e2e import ProgramTest  # noqa: E402

WRITE_EXAMPLE = os.path.abspath("campaign/page/write_example_campaign")
CHARTS = ("features", "coverage", "executions_per_second", "corpus_files")
KERNELS = 7

# Added to a copy of the page: what each chart holds by Chart.js itself, and how many of its pixels are painted.
PROBE = """
<script>
addEventListener('load', () => {
  for (const canvas of document.querySelectorAll('canvas')) {
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let painted = 0;
    for (let i = 3; i < pixels.length; i += 4) painted += pixels[i] > 0;
    const datasets = Chart.getChart(canvas).data.datasets;
    canvas.dataset.probe = JSON.stringify(
        {painted, lines: datasets.map((one) => one.label), points: datasets.map((one) => one.data.length),
         last: datasets.map((one) => one.data[one.data.length - 1].y)});
  }
});
</script>
"""


class Report(ProgramTest):
    def example(self, status="complete"):
        """Makes a campaign's folder in the test's own; returns its path."""
        folder = self.path("work")
        subprocess.run([WRITE_EXAMPLE, folder, status], check=True)
        return folder

    def report(self, *arguments, status="complete"):
        """Reports on an example; returns its folder and what was printed."""
        folder = self.example(status)
        return folder, self.run_program("report", folder, *arguments)[0]


class Files(Report):
    def test_writes_all_and_prints_where_they_are(self):
        folder, out = self.report()
        self.assertIn(": 1,281 findings in 3 groups, 1 of them in kernels known to be bad\n", out)
        self.assertNotIn("\x01", out)
        for name in ("report.html", "report.json", "report.junit.xml", "report.sarif"):
            self.assertIn(os.path.join(folder, name) + "\n", out)
            self.assertTrue(os.path.exists(os.path.join(folder, name)))
        self.assertEqual([name for name in os.listdir(folder) if "tmp" in name], [])

    def test_writes_one_where_it_is_told(self):
        folder, out = self.report("--format=sarif", "--output=here.txt")
        self.assertEqual(out, self.path("here.txt") + "\n")
        with open(self.path("here.txt")) as file:
            self.assertEqual(json.load(file)["version"], "2.1.0")
        self.run_program("report", folder, "-o", "page.html")
        with open(self.path("page.html")) as file:
            page = file.read()
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        self.assertIn('"pages":"%s/coverage/index.html"' % folder, page)
        self.assertFalse(os.path.exists(os.path.join(folder, "report.html")))
        self.assertTrue(self.run_program("report", folder, "--format=text")[0].startswith(folder + ": 1,281 findings"))

    def test_refuses_what_it_cannot_report_on(self):
        self.assertIn("missing: is no folder", self.bad_input("report", "missing"))
        os.mkdir(self.path("empty"))
        self.assertIn("empty: holds no campaign", self.bad_input("report", "empty"))
        self.assertEqual(os.listdir(self.path("empty")), [])
        self.bad_input("report")
        folder = self.example()
        self.bad_input("report", folder, "--format=yaml")
        self.assertIn("says no format", self.bad_input("report", folder, "-o", "page.pdf"))
        self.assertIn("none/page.html", self.bad_input("report", folder, "-o", "none/page.html"))

    def test_json_has_what_the_page_has(self):
        folder, out = self.report("--format=json")
        data = json.loads(out)
        self.assertEqual((data["version"], data["verdict"], data["status"]), (1, "findings", "complete"))
        self.assertEqual(len(data["kernels"]), KERNELS)
        self.assertEqual(data["members"][0]["seed"], str(2**64 - 1))
        curves = data["curves"]
        for kernel in curves["kernels"]:
            for key in CHARTS:
                self.assertEqual(len(kernel[key]), len(curves["seconds"]))
        self.assertLess(len(out), 1 << 18)

    def test_junit_is_xml_with_a_failure_a_group(self):
        _, out = self.report("--format=junit")
        root = xml.etree.ElementTree.fromstring(out)
        suite = root.find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("errors")), (str(KERNELS), "3", "0"))
        self.assertEqual(len(suite.findall("testcase")), KERNELS)
        failures = suite.findall("testcase[@name='topk_sigmoid']/failure")
        self.assertEqual(len(failures), 1)
        self.assertEqual(failures[0].get("type"), "memory")
        self.assertIn("kernels/row_per_warp.cuh:88", failures[0].get("message"))
        self.assertIn("</script><img src=x", failures[0].text)
        self.assertIn("replay: bazel run //:gatefuzz -- repro", failures[0].text)
        float(suite.find("testcase").get("time"))

    def test_sarif_has_a_result_a_group(self):
        _, out = self.report("--format=sarif")
        log = json.loads(out)
        self.assertEqual(log["version"], "2.1.0")
        self.assertIn("sarif-schema-2.1.0", log["$schema"])
        (run,) = log["runs"]
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "gatefuzz")
        self.assertEqual(len(run["results"]), 3)
        self.assertTrue(all(invocation["executionSuccessful"] for invocation in run["invocations"]))
        for result in run["results"]:
            self.assertEqual(driver["rules"][result["ruleIndex"]]["id"], result["ruleId"])
            self.assertTrue(result["message"]["text"])
            self.assertIn(result["level"], ("error", "warning", "note", "none"))
            self.assertTrue(result["locations"][0]["logicalLocations"][0]["name"])
            self.assertIn("replay", result["properties"])
            for rule in driver["rules"]:
                self.assertTrue(rule["shortDescription"]["text"])
        place = run["results"][0]["locations"][0]["physicalLocation"]
        self.assertEqual(run["results"][0]["ruleId"], "memory/out of bounds")
        self.assertEqual(place["artifactLocation"]["uri"], "kernels/row_per_warp.cuh")
        self.assertIn(place["artifactLocation"]["uriBaseId"], run["originalUriBaseIds"])
        self.assertEqual(place["region"]["startLine"], 88)


@unittest.skipIf(shutil.which("chromium") is None, "the package chromium is not installed")
class Page(Report):
    def browse(self, path, fragment="", *flags):
        """The page's DOM as text after its scripts ran, which must have had nothing to complain of."""
        command = [
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--window-size=1280,1000", "--virtual-time-budget=3000",
            "--enable-logging=stderr", "--user-data-dir=" + self.path("profile"), *flags, "--dump-dom",
            "file://%s%s" % (path, fragment),
        ]
        environment = dict(os.environ, HOME=self.folder)
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100,
                              universal_newlines=True, errors="replace")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line for line in done.stderr.splitlines() if "CONSOLE" in line], [])
        return done.stdout

    def probed(self, folder):
        """The path of a copy of the page that tells what its charts hold."""
        with open(os.path.join(folder, "report.html")) as file:
            page = file.read()
        with open(self.path("probed.html"), "w") as file:
            file.write(page.replace("</body>", PROBE + "</body>"))
        return self.path("probed.html")

    def charts(self, dom):
        """By name, what the probe says of each chart."""
        found = {}
        for tag in re.findall(r"<canvas [^>]*>", dom):
            attributes = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
            probe = json.loads(attributes["data-probe"])
            self.assertEqual(int(attributes["data-drawn"]), sum(probe["points"]))
            found[attributes["id"].replace("chart-", "", 1)] = (attributes, probe)
        self.assertEqual(set(found), set(CHARTS))
        return found

    def test_draws_everything(self):
        folder, _ = self.report()
        dom = self.browse(self.probed(folder), "#theme=dark")
        self.assertIn('data-theme="dark"', dom)
        self.assertIn("<title>gatefuzz: 1,281 findings in 3 groups", dom)
        self.assertEqual(dom.count("<article "), 3)
        with open(os.path.join(folder, "report.json")) as file:
            curves = json.load(file)["curves"]
        for name, (attributes, probe) in self.charts(dom).items():
            self.assertEqual(probe["lines"], [kernel["kernel"] for kernel in curves["kernels"]])
            self.assertEqual(probe["points"], [len(curves["seconds"])] * KERNELS)
            self.assertEqual(probe["last"], [kernel[name][-1] for kernel in curves["kernels"]])
            self.assertGreater(probe["painted"], 5000, name)
            self.assertRegex(attributes["aria-label"], r"Last values, after 8 h: topk_softmax [\d.,]+")
        for text in ("As many inputs again would show about", "Coverage of CUDA sources", "not found", "77, 78",
                     'href="coverage/index.html"', "host-of-node-2", "--approx=random --kernel=topk_sigmoid"):
            self.assertIn(text, dom)
        self.assertNotIn("http-equiv=\"refresh\"", dom)

    def test_text_of_a_finding_stays_text(self):
        folder, _ = self.report()
        dom = self.browse(os.path.join(folder, "report.html"))
        self.assertIn("&lt;/script&gt;&lt;img src=x onerror=", dom)
        self.assertNotIn("<img", re.sub(r"(?s)<script.*?</script>", "", dom))
        self.assertNotIn("<title>owned", dom)

    def shown(self, dom):
        """Kernels of the cards and of the kernels' table that the filter left, and its count."""
        cards = re.findall(r'<article class="card[^"]*"( hidden="")?><h3>([^:]*):', dom)
        table = dom[dom.index('id="kernels"') : dom.index('id="canaries"')]
        rows = re.findall(r'<tr( hidden="")?><th scope="row"[^>]*>([^<]*)', table)
        count = re.search(r'<span id="shown"[^>]*>([^<]*)', dom).group(1)
        return [name for hidden, name in cards if not hidden], [name for hidden, name in rows if not hidden], count

    def test_filters_by_words_and_by_kernel(self):
        folder, _ = self.report()
        page = self.probed(folder)
        zoo = ["zoo/simd_tail_overread", "zoo/nan_row_repeats_expert0"]
        dom = self.browse(page, "#filter=zoo")
        self.assertEqual(self.shown(dom), (zoo[:1], zoo, "1 of 3 groups, 2 of 7 kernels"))
        for _, probe in self.charts(dom).values():
            self.assertEqual(probe["lines"], zoo)
        dom = self.browse(page, "#filter=ROW_PER_WARP%20memory")
        self.assertEqual(self.shown(dom), (["topk_sigmoid"], ["topk_sigmoid"], "1 of 3 groups, 1 of 7 kernels"))
        dom = self.browse(page, "#kernel=topk_softmax&filter=memory")
        self.assertEqual(self.shown(dom), ([], [], "0 of 3 groups, 0 of 7 kernels"))

    def test_loads_itself_again_while_the_campaign_runs(self):
        folder, _ = self.report(status="running")
        dom = self.browse(os.path.join(folder, "report.html"))
        self.assertIn('<meta http-equiv="refresh" content="30">', dom)
        self.assertIn("running; figures of ", dom)

    def test_asks_for_nothing_from_elsewhere(self):
        folder, _ = self.report()
        with open(os.path.join(folder, "report.html")) as file:
            page = file.read()
        self.assertNotIn("{{", re.sub(r"(?s)<script>.*?</script>", "", page))
        self.assertTrue(page.endswith("</html>\n"))
        self.assertEqual(re.findall(r"<(?:link|img|iframe|script [^>]*src)[^>]*>", re.sub(
            r"(?s)<script.*?</script>", "", page)), [])
        self.assertIn("default-src 'none'", page)
        self.assertIn("Released under the MIT License", page)

    def test_notices_a_script_that_fails(self):
        folder, _ = self.report()
        path = os.path.join(folder, "report.html")
        with open(path) as file:
            page = file.read()
        with open(path, "w") as file:
            file.write(page.replace("drawHeadline();", "drawHeadline(); undefined.x;"))
        with self.assertRaisesRegex(AssertionError, "CONSOLE"):
            self.browse(path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
