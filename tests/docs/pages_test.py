"""That what `check` looks for is found: each test makes a small repository with one fault in it."""

from __future__ import annotations

import stat
import tempfile
import unittest
from pathlib import Path
from typing import List

from pages import Program, anchor_of, broken_links, differences, external_links, pages_of, unknown_in, unknown_options

README = "# A thing\n\nSee [the page](docs/page.md#two-words-and-code) and [a file](src/file.h).\n"
PAGE = "# A page\n\n## Two words, and `code`\n\n## Again\n\n## Again\n\n[back](../README.md) [below](#again-1)\n"


class Repository(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name).resolve() / "repository"
        self.write("README.md", README)
        self.write("docs/page.md", PAGE)
        self.write("src/file.h", "")

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def broken(self) -> List[str]:
        return [line.removeprefix(f"{self.root}/") for line in broken_links(self.root, pages_of(self.root))]


class Links(Repository):
    def test_those_that_lead_somewhere_are_none_of_its_business(self) -> None:
        self.assertEqual(self.broken(), [])

    def test_a_file_that_is_not_there(self) -> None:
        self.write("docs/page.md", PAGE + "\n![picture](images/a.jpg)\n")
        self.assertIn("docs/page.md:11: images/a.jpg: there is no such file", self.broken())

    def test_a_heading_that_was_called_otherwise(self) -> None:
        self.write("docs/page.md", PAGE.replace("Two words", "Three words"))
        (line,) = self.broken()
        self.assertTrue(line.startswith("README.md:3: docs/page.md#two-words-and-code: no such heading"), line)

    def test_a_heading_of_the_page_itself(self) -> None:
        self.write("docs/page.md", PAGE.replace("#again-1", "#again-2"))
        self.assertEqual(len(self.broken()), 1)

    def test_a_way_out_of_the_repository(self) -> None:
        self.write("README.md", README + "[out](../elsewhere.md)\n")
        self.assertEqual(self.broken(), ["README.md:4: ../elsewhere.md: it leads out of the repository"])

    def test_what_stands_in_code_is_no_link(self) -> None:
        self.write("README.md", README + "`[a](b.md)`\n\n```\n[a](b.md)\n```\n")
        self.assertEqual(self.broken(), [])

    def test_links_to_other_machines_are_counted(self) -> None:
        self.write("README.md", README + "[a](https://example.org/a) <https://example.org/b>\n")
        self.assertEqual(external_links(pages_of(self.root)), ["https://example.org/a", "https://example.org/b"])

    def test_anchors_are_those_of_forges(self) -> None:
        self.assertEqual(anchor_of("Is it there at all? Presence"), "is-it-there-at-all-presence")
        self.assertEqual(anchor_of("The shape of a picture: `--shape`"), "the-shape-of-a-picture---shape")
        self.assertEqual(anchor_of("安装 panet"), "安装-panet")


class Translations(Repository):
    ENGLISH = "# Cups\n\n[page](docs/page.md)\n\n```bash\npanet serve photos/    # opens a page\n```\n\n| a | 1.5 |\n|---|---:|\n"
    CHINESE = "# 杯子\n\n[页面](docs/page.md)\n\n```bash\npanet serve photos/    # 打开网页\n```\n\n| 甲 | 1.5 |\n|---|---:|\n"

    def found(self, chinese: str) -> List[str]:
        self.write("README.md", self.ENGLISH)
        self.write("README.zh-CN.md", chinese)
        pages = pages_of(self.root)
        return list(differences(pages[self.root / "README.md"], pages[self.root / "README.zh-CN.md"]))

    def test_other_words_are_no_difference(self) -> None:
        self.assertEqual(self.found(self.CHINESE), [])

    def test_whatever_else_differs_is_told(self) -> None:
        for before, after, what in [("# 杯子", "## 杯子", "levels of headings"), ("photos/ ", "pictures/ ", "code"),
                                    ("1.5", "1.6", "figures in tables"), ("|---|---:|\n", "", "figures in tables"),
                                    ("docs/page.md", "docs/other.md", "links")]:
            with self.subTest(what):
                (line,) = self.found(self.CHINESE.replace(before, after))
                self.assertIn(f"README.md, README.zh-CN.md: {what}", line)


class Commands(Repository):
    def program(self, pages: str) -> Path:
        commands = "echo panet; echo panet weights; echo panet weights info; echo panet train"
        path = self.write("panet", f'#!/bin/sh\nif [ "$2" = --list ]; then {commands}; else {pages}; fi\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def unknown(self, command: str) -> List[str]:
        program = Program(str(self.program(r"printf '%s\n' '\fB\-\-out\fR' '\fB\-\-json\fR' '  panet weights info \-\-example'")))
        self.write("README.md", f"# A\n\n```bash\n{command}\n```\n")
        return [line.partition(": ")[2] for line in unknown_options(pages_of(self.root), program)]

    def test_those_that_there_are(self) -> None:
        self.assertEqual(self.unknown("time build/panet weights info --json \\\n  --out x | grep --count a   # --none"), [])

    def test_an_option_that_there_is_not(self) -> None:
        for option in ("--jsno", "--example"):
            self.assertEqual(self.unknown(f"panet weights info \\\n  {option} a"),
                             [f"panet weights info {option}: there is no such option"])

    def test_a_command_that_there_is_not(self) -> None:
        self.assertEqual(self.unknown("panet weigths info"), ["panet weigths: there is no such command"])

    def test_of_a_command_without_a_page_no_option_is_known(self) -> None:
        program = Program(str(self.program(r"printf '%s\n' '\fB\-h\fR, \fB\-\-help\fR'")))
        self.assertEqual(list(unknown_in(["train", "--out", "a"], program)), [])
        self.assertEqual(program.commands_without_options(), ["panet train"])


if __name__ == "__main__":
    unittest.main()
