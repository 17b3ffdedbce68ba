"""docs/site/links finds what leads nowhere in a built site."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LINKS = Path(__file__).resolve().parents[2] / "docs" / "site" / "links"
PAGE = """<a href="b/c.html#place">c</a> <a href="#here">here</a> <p id="here"></p> <a href="https://example.org/x">x</a>
<img src="d.png">"""


class SiteLinks(unittest.TestCase):
    def checked(self, page: str) -> "subprocess.CompletedProcess[str]":
        with tempfile.TemporaryDirectory() as holder:
            site = Path(holder) / "site"
            (site / "b").mkdir(parents=True)
            (site / "a.html").write_text(page)
            (site / "b" / "c.html").write_text('<h1 id="place">C</h1>')
            (site / "d.png").write_text("")
            return subprocess.run([sys.executable, str(LINKS), str(site)], capture_output=True, text=True, timeout=60)

    def test_a_site_in_order(self) -> None:
        done = self.checked(PAGE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_pages_places_and_pictures_that_are_not_there(self) -> None:
        for there, gone in [("b/c.html#", "b/e.html#"), ("#place", "#elsewhere"), ("#here", "#hare"), ("d.png", "../d.png")]:
            with self.subTest(gone):
                done = self.checked(PAGE.replace(there, gone, 1))
                self.assertEqual(done.returncode, 1)
                self.assertIn("leads nowhere: a.html: ", done.stderr)

    def test_a_folder_without_pages(self) -> None:
        with tempfile.TemporaryDirectory() as holder:
            done = subprocess.run([sys.executable, str(LINKS), holder], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
